// Calls the functions of the page as Excel's cells do, without a token then with one.
"use strict";
(() => {
  async function calculate({ nom, arguments: valeurs }) {
    try {
      return { valeur: await essai.fonctions[nom](...valeurs, { address: "F!C3" }) };
    } catch (erreur) {
      return { code: erreur.code ?? null, message: erreur.message };
    }
  }

  essai.run = async ({ jeton, cellules }) => {
    const etat = document.getElementById("etat");
    await essai.wait(() => etat.textContent);
    const anonyme = { etat: etat.textContent, cellule: await calculate(cellules[0]) };
    document.getElementById("jeton").value = jeton;
    document.querySelector("#acces button").click();
    await essai.wait(() => essai.calculs.length);
    const resultats = [];
    for (const cellule of cellules) {
      performance.clearResourceTimings();
      const resultat = await calculate(cellule);
      const demandes = performance.getEntriesByName(`${location.origin}/xlwings/custom-functions-call`).length;
      resultats.push({ ...resultat, demandes });
    }
    const { calculs, incidents, fonctions } = essai;
    const langue = document.documentElement.lang;
    await essai.report({ anonyme, etat: etat.textContent, calculs, langue, resultats, incidents, fonctions: Object.keys(fonctions) });
  };
})();
