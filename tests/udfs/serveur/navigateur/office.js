// A small stand-in for Office.js: what any of our pages asks of Excel, and what the essays need to drive them.
// The rest of the pages is the real one: xlwings' client, our token, our task pane, its boxes.
"use strict";
(() => {
  // A box of messages is a frame of the pane: what breaks there is told with the rest.
  const incidents = parent === globalThis ? [] : parent.essai.incidents;
  const essai = (globalThis.essai = { incidents, calculs: [], fonctions: {}, absents: [] });
  globalThis.addEventListener("error", (e) => essai.incidents.push(e.message));
  globalThis.addEventListener("unhandledrejection", (e) => essai.incidents.push(String(e.reason)));

  essai.wait = async (condition) => {
    while (!(await condition())) await new Promise((suite) => setTimeout(suite, 20));
  };
  essai.read = async (body) => (await fetch(essai.donnees.lecteur, { method: "POST", body })).json();
  essai.report = (corps) => fetch(essai.donnees.rapport, { method: "POST", body: JSON.stringify(corps) });

  const hote = { host: "Excel", platform: "OfficeOnline" };
  globalThis.Office = {
    onReady: async (suite) => (suite?.(hote), hote),
    actions: { associate() {} },
    PlatformType: { Mac: "Mac", OfficeOnline: "OfficeOnline" },
    AsyncResultStatus: { Failed: "failed" },
    EventType: { DialogMessageReceived: "message", DialogEventReceived: "evenement" },
    context: {
      platform: "OfficeOnline",
      requirements: { isSetSupported: (ensemble, version) => !essai.absents.includes(`${ensemble} ${version}`) },
      diagnostics: { version: "16.0", platform: "OfficeOnline" },
      ui: {
        displayDialogAsync: (adresse, _options, suite) => suite({ status: "succeeded", value: new Boite(adresse) }),
        messageParent: (message) => parent.essai.boite.gestionnaires.message({ message }),
      },
    },
  };

  class Boite {
    gestionnaires = {};
    constructor(adresse) {
      essai.boite = this;
      this.cadre = document.createElement("iframe");
      this.cadre.addEventListener("load", () => (this.prete = true));
      this.cadre.src = adresse;
      document.body.append(this.cadre);
    }
    addEventHandler(sorte, gestionnaire) {
      this.gestionnaires[sorte] = gestionnaire;
    }
    close() {
      this.cadre.remove();
      if (essai.boite === this) essai.boite = null;
    }
  }

  globalThis.CustomFunctions = {
    associate: (nom, fonction) => (essai.fonctions[nom] = fonction),
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
      calculate: (quoi) => essai.calculs.push(quoi),
    };
    async sync() {}
  }
  globalThis.Excel = { RequestContext, run: async (suite) => suite(new RequestContext()) };

  globalThis.addEventListener("load", async () => {
    if (parent !== globalThis) return;
    try {
      essai.donnees = await (await fetch("/static/js/essais.json")).json();
      await essai.run(essai.donnees);
    } catch (erreur) {
      await essai.report({ incidents: [...essai.incidents, erreur.stack] });
    }
  });
})();
