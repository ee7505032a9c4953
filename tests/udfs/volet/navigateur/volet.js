// The pane of these tests: the test itself clicks and reads; here is what it asks of the page.
"use strict";
(() => {
  const SUIVIES = ["Contrôles", "Conventions", "Journal", "À compléter", "Annexe 5"];
  const get = (nom) => document.getElementById(nom);
  essai.lectures = {};
  let rang = 0;
  essai.read = (corps) =>
    new Promise((suite) => {
      essai.lectures[++rang] = suite;
      demander(JSON.stringify([rang, corps])); // answered by the test, which has openpyxl
    });

  essai.libre = () => !get("macros").disabled;
  essai.getBouton = (libelle) => [...document.querySelectorAll("#macros button")].find((bouton) => bouton.textContent === libelle);
  const copy = () => new Map(essai.classeur.feuilles.map((feuille) => [feuille.nom, JSON.stringify(feuille)]));

  essai.calculate = async ({ nom, arguments: valeurs }) => {
    try {
      return { valeur: await essai.fonctions[nom](...valeurs, { address: "F!C3" }) };
    } catch (erreur) {
      return { code: erreur.code ?? null, message: erreur.message };
    }
  };

  essai.calculate_all = async (cellules) => {
    const resultats = [];
    for (const cellule of cellules) resultats.push(await essai.calculate(cellule));
    return resultats;
  };

  // Click a button; answer the boxes in turn: « oui », « non », or a file {nom, base64}. One that is not answered is left by its first button.
  essai.press = async (libelle, reponses = []) => {
    const avant = copy();
    Object.assign(essai.classeur, { formules: {}, levees: [], insertions: [] });
    essai.calculs.length = 0;
    const etapes = [];
    const guetteur = new MutationObserver(() => etapes.push(get("travail").textContent));
    guetteur.observe(get("travail"), { childList: true, characterData: true, subtree: true });
    essai.getBouton(libelle).click();
    const occupe = !essai.libre();
    const boites = [];
    for (;;) {
      await essai.wait(essai.libre);
      await new Promise((suite) => setTimeout(suite, 60));
      if (!essai.libre()) continue;
      if (!get("boite").open) break;
      const reponse = reponses.shift();
      boites.push(readBoite());
      if (reponse?.nom) {
        await give(reponse);
        get("oui").click();
      } else get(reponse === "non" || get("oui").disabled ? "non" : "oui").click();
      await new Promise((suite) => setTimeout(suite, 60));
    }
    guetteur.disconnect();
    await essai.wait(() => get("phrase").textContent);
    const { feuilles, devant, formules, levees, insertions } = essai.classeur;
    return {
      occupe,
      boites,
      etapes: [...new Set(etapes)],
      travail: get("travail").textContent,
      changees: [...new Set([...avant.keys(), ...copy().keys()])].filter((nom) => avant.get(nom) !== copy().get(nom)),
      calculs: [...essai.calculs],
      feuilles: feuilles.map(({ nom }) => nom),
      suivies: Object.fromEntries(feuilles.filter(({ nom }) => SUIVIES.includes(nom)).map(({ nom, valeurs, tables, liens }) => [nom, { valeurs, tables, liens }])),
      devant,
      formules: { ...formules },
      levees,
      insertions,
    };
  };

  function readBoite() {
    return {
      texte: get("texte-boite").innerText,
      fichier: get("depot").hidden ? null : { titre: get("titre-fichier").textContent, accepte: get("fichier").accept },
      boutons: ["oui", "non"].map(get).filter((bouton) => !bouton.hidden).map((bouton) => bouton.textContent),
      foyer: document.activeElement.id,
    };
  }

  async function give({ nom, base64 }) {
    const donnes = new DataTransfer();
    donnes.items.add(new File([Uint8Array.from(atob(base64), (signe) => signe.charCodeAt(0))], nom));
    get("boite").dispatchEvent(new DragEvent("drop", { dataTransfer: donnes, bubbles: true, cancelable: true }));
  }

  essai.put = async (proprietes, suite) => {
    const avant = Object.fromEntries(Object.keys(proprietes).map((nom) => [nom, essai.classeur[nom]]));
    Object.assign(essai.classeur, proprietes);
    try {
      return await suite();
    } finally {
      Object.assign(essai.classeur, avant);
    }
  };

  essai.run = async ({ classeur }) => {
    if (classeur) essai.openClasseur(structuredClone(classeur));
    essai.pret = true;
  };
})();
