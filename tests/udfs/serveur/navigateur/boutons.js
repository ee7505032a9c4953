// Clicks the buttons of the pane one after the other, answers the boxes, and tells after each what became of the workbook.
"use strict";
(() => {
  const SUIVIES = ["Contrôles", "Conventions", "Journal"];
  const travail = () => document.getElementById("travail").textContent;
  const libre = () => !document.getElementById("macros").disabled;
  const getBouton = (libelle) => [...document.querySelectorAll("#macros button")].find((bouton) => bouton.textContent === libelle);
  const copy = () => new Map(essai.classeur.feuilles.map((feuille) => [feuille.nom, JSON.stringify(feuille)]));

  // The sheets that are not what they were, came or went.
  function compare(avant) {
    const apres = copy();
    return [...new Set([...avant.keys(), ...apres.keys()])].filter((nom) => avant.get(nom) !== apres.get(nom));
  }

  // A download never leaves the page: its name and bytes are kept.
  const fichiers = [];
  HTMLAnchorElement.prototype.click = function () {
    const octets = fetch(this.href).then((reponse) => reponse.arrayBuffer());
    fichiers.push({ nom: this.download, octets });
  };
  const encode = (octets) => btoa(Array.from(new Uint8Array(octets), (octet) => String.fromCharCode(octet)).join(""));

  async function readBoite() {
    await essai.wait(() => essai.boite.prete);
    const { contentDocument: page } = essai.boite.cadre;
    return {
      titre: page.querySelector("h1").textContent,
      texte: page.querySelector("main p").innerText,
      langue: page.documentElement.lang,
      boutons: [...page.querySelectorAll("main button")].map((bouton) => bouton.innerText),
    };
  }

  // Click a button and answer the boxes that come, in order; a box not answered is closed by its « OK ».
  async function click(libelle, reponses = []) {
    const avant = copy();
    Object.assign(essai.classeur, { formules: {}, levees: [], insertions: [] });
    essai.calculs.length = 0;
    getBouton(libelle).click();
    const occupe = !libre();
    const boites = [];
    do {
      await essai.wait(() => libre() && (essai.boite || travail() || fichiers.length || compare(avant).length));
      if (!essai.boite) break;
      boites.push(await readBoite());
      const { contentDocument: page } = essai.boite.cadre;
      page.getElementById(page.getElementById("yes") ? reponses.shift() : "ok").click();
      await essai.wait(() => libre());
    } while (essai.boite);
    const { feuilles, devant, formules, levees, insertions } = essai.classeur;
    const fichier = fichiers.pop();
    return {
      occupe,
      boites,
      travail: travail(),
      changees: compare(avant),
      calculs: [...essai.calculs],
      feuilles: feuilles.map(({ nom }) => nom),
      suivies: Object.fromEntries(
        feuilles
          .filter(({ nom }) => SUIVIES.includes(nom))
          .map(({ nom, valeurs, tables, liens }) => [nom, structuredClone({ valeurs, tables, liens })]),
      ),
      protegees: feuilles.filter(({ protegee }) => protegee).map(({ nom, options }) => [nom, options]),
      devant,
      formules: { ...formules },
      levees,
      insertions,
      fichier: fichier && { nom: fichier.nom, octets: encode(await fichier.octets) },
    };
  }

  async function put(proprietes, suite) {
    const avant = Object.fromEntries(Object.keys(proprietes).map((nom) => [nom, essai.classeur[nom]]));
    Object.assign(essai.classeur, proprietes);
    try {
      return await suite();
    } finally {
      Object.assign(essai.classeur, avant);
    }
  }

  essai.run = async ({ jeton, classeur }) => {
    const depart = JSON.stringify(classeur);
    const open = () => essai.openClasseur(JSON.parse(depart));
    const etapes = {};
    open();
    await essai.wait(() => document.querySelectorAll("#macros button").length);
    const boutons = [...document.querySelectorAll("#macros button")].map((bouton) => bouton.textContent);
    etapes.anonyme = await click("Contrôler");
    localStorage.setItem(CLE_DU_JETON, "x".repeat(40));
    etapes.inconnu = await click("Contrôler");
    localStorage.setItem(CLE_DU_JETON, jeton);

    etapes.saisie = await put({ saisie: true }, () => click("Contrôler"));
    etapes.panne = await put({ panne: "Journal" }, () => click("Contrôler"));
    open();
    etapes.controler = await click("Contrôler");
    etapes.refus = await put({ devant: "Accueil", selection: "A1" }, () => click("Générer la sélection"));
    etapes.graphique = await put({ devant: "Totaux", selection: "dessin" }, () => click("Sélection en PDF"));
    const trois = { devant: "Conventions", selection: "A7:A9,C12" };
    essai.absents = ["ExcelApi 1.13"];
    etapes.ancien = await put({ ...trois, selection: "A7" }, () => click("Générer la sélection"));
    essai.absents = [];
    Office.context.platform = "Mac";
    etapes.mac = await click("Lignes en CSV");
    Office.context.platform = "OfficeOnline";
    etapes.pdf = await put(trois, () => click("Sélection en PDF"));
    etapes.rapport = await click("État des contrôles");
    etapes.actualiser = await click("Actualiser");
    etapes.generer = await click("Générer les conventions");
    etapes.non = await click("Générer les conventions", ["no"]);
    etapes.oui = await put(trois, () => click("Générer la sélection", ["yes"]));
    etapes.supprimer = await click("Supprimer les conventions", ["yes"]);
    await essai.report({ boutons, etapes, incidents: essai.incidents });

    await essai.wait(() => fetch("/").then(() => false, () => true)); // the test has stopped the server
    await essai.report({ arret: await click("Contrôler"), incidents: essai.incidents });
  };
})();
