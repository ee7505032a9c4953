// A small stand-in for Office.js and for Excel: it calls the functions of a page as Excel does, and keeps what they give.
// The rest of the page is the real one: xlwings' client, our token, our task pane.
"use strict";
(() => {
  const fonctions = {};
  const incidents = [];
  const calculs = [];
  globalThis.addEventListener("error", (e) => incidents.push(e.message));
  globalThis.addEventListener("unhandledrejection", (e) => incidents.push(String(e.reason)));

  const hote = { host: "Excel", platform: "OfficeOnline" };
  globalThis.Office = {
    onReady: async (suite) => (suite?.(hote), hote),
    actions: { associate() {} },
    context: {
      requirements: { isSetSupported: () => true },
      diagnostics: { version: "16.0", platform: "OfficeOnline" },
    },
  };
  globalThis.CustomFunctions = {
    associate: (nom, fonction) => (fonctions[nom] = fonction),
    ErrorCode: { invalidValue: "#VALUE!" },
    Error: class extends Error {
      constructor(code, message) {
        super(message);
        this.code = code;
      }
    },
  };
  class RequestContext {
    workbook = { load() {}, name: "C.xlsx" };
    application = {
      cultureInfo: { load() {}, name: "fr-FR", datetimeFormat: { load() {}, shortDatePattern: "jj/MM/aaaa" } },
      calculate: (quoi) => calculs.push(quoi),
    };
    async sync() {}
  }
  globalThis.Excel = { RequestContext, run: async (suite) => suite(new RequestContext()) };

  async function calculate({ nom, arguments: valeurs }) {
    try {
      return { valeur: await fonctions[nom](...valeurs, { address: "F!C3" }) };
    } catch (erreur) {
      return { code: erreur.code ?? null, message: erreur.message };
    }
  }

  async function wait(condition) {
    while (!condition()) await new Promise((suite) => setTimeout(suite, 20));
  }

  async function run() {
    const { jeton, cellules, rapport } = await (await fetch("/static/js/essais.json")).json();
    const etat = document.getElementById("etat");
    await wait(() => etat.textContent);
    const anonyme = { etat: etat.textContent, cellule: await calculate(cellules[0]) };
    document.getElementById("jeton").value = jeton;
    document.querySelector("#acces button").click();
    await wait(() => calculs.length);
    const resultats = [];
    for (const cellule of cellules) {
      performance.clearResourceTimings();
      const resultat = await calculate(cellule);
      const demandes = performance.getEntriesByName(`${location.origin}/xlwings/custom-functions-call`).length;
      resultats.push({ ...resultat, demandes });
    }
    const corps = { anonyme, etat: etat.textContent, calculs, langue: document.documentElement.lang, resultats, incidents, fonctions: Object.keys(fonctions) };
    await fetch(rapport, { method: "POST", body: JSON.stringify(corps) });
  }
  globalThis.addEventListener("load", () => run().catch((e) => incidents.push(String(e))));
})();
