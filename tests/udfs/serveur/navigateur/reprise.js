// Two hundred cells recalculated at once; after the first ones the test is asked to kill a process of the server, twice.
"use strict";
(() => {
  const NOMBRE = 200;
  const COUPURES = [40, 110];

  essai.run = async ({ jeton, lecteur }) => {
    await essai.wait(() => essai.fonctions.DPID_AVANCE && document.querySelectorAll("#macros button").length);
    localStorage.setItem(CLE_DU_JETON, jeton);
    const essais = [];
    const warn = console.warn;
    console.warn = (texte) => (essais.push(texte), warn(texte));
    let recus = 0;
    const coupures = [];
    const calculate = async (rang) => {
      try {
        const valeur = await essai.fonctions.DPID_AVANCE([[1000 * rang]], [[0.5]], { address: `F!A${rang}` });
        if (COUPURES.includes(++recus)) coupures.push(fetch(lecteur, { method: "POST", body: "{}" }));
        return valeur[0][0];
      } catch (erreur) {
        return erreur.message;
      }
    };
    const resultats = await Promise.all(Array.from({ length: NOMBRE }, (_, rang) => calculate(rang + 1)));
    await Promise.all(coupures);
    await essai.report({ resultats, essais, incidents: essai.incidents, coupures: coupures.length });
  };
})();
