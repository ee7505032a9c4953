// The pane: says how Python is, what the last control found and what is missing, and has the buttons, as the server's pane has them.
import { fichier } from "./reprise.js"; // first: what is sent by the others goes through it
import { readClasseur } from "./blocs.js";
import { ask, ecoute, pret } from "./moteur.js";
import { config } from "./config.js";
import { runMacro } from "./macros.js";

const FEUILLES_DU_BILAN = "Contrôles,À compléter";
const PRET = "Python répond, sur ce poste.";

// What xlwings Server's own page says in English when Excel does not attach the add-in.
const TRADUCTIONS = {
  ".xlwings-office-ready-error-inner > div": "Le complément ne s'est pas chargé correctement.",
  "#xlwings-taskpane-reload-btn": "Recharger",
  "#xlwings-taskpane-reload-cancel-btn": "Annuler",
};

/** The button that was pressed last: where the focus goes back to when a box closes. @type {HTMLElement | null} */
let appelant = null;

const get = (/** @type {string} */ nom) => /** @type {any} */ (document.getElementById(nom));

/** Show how far Python is: while a button works it is said above the buttons, before that beside the title. @param {string} texte */
function showEtape(texte) {
  if (get("macros").disabled) get("travail").textContent = texte || "En cours…";
  else get("etat").textContent = texte || PRET;
}

// --- The box: a message, a question, or a file that is wanted ---

/** Open the box, and wait for what it is left by: « oui », « non », or the file given.
 * @param {string} texte @param {string[]} boutons the one that agrees first @param {{ titre: string, extensions: string[] }} [attendu]
 * @returns {Promise<string | File>}
 */
function openBoite(texte, boutons, attendu) {
  const boite = get("boite");
  get("texte-boite").textContent = texte;
  const [oui, non] = boutons;
  Object.assign(get("oui"), { textContent: oui, disabled: Boolean(attendu) });
  Object.assign(get("non"), { textContent: non ?? "", hidden: !non });
  get("depot").hidden = !attendu;
  get("titre-fichier").textContent = attendu?.titre ?? "";
  Object.assign(get("fichier"), { value: "", accept: attendu?.extensions.join(",") ?? "" });
  return new Promise((suite) => {
    let choisi = /** @type {File | null} */ (null);
    const take = (/** @type {File | undefined} */ donne) => {
      if (!donne || !attendu) return;
      const connu = attendu.extensions.some((extension) => donne.name.toLowerCase().endsWith(extension));
      choisi = connu ? donne : null;
      get("oui").disabled = !connu;
      get("texte-boite").textContent = connu ? `« ${donne.name} »` : `« ${donne.name} » : attendu ${attendu.extensions.join(", ")}.`;
    };
    get("fichier").onchange = () => take(get("fichier").files[0]);
    boite.ondragover = (/** @type {DragEvent} */ evenement) => evenement.preventDefault();
    boite.ondrop = (/** @type {DragEvent} */ evenement) => {
      evenement.preventDefault();
      take(evenement.dataTransfer?.files[0]);
    };
    const close = (/** @type {string | File} */ reponse) => {
      boite.oncancel = null;
      boite.close();
      appelant?.focus();
      suite(reponse);
    };
    get("oui").onclick = () => close(choisi ?? "oui");
    get("non").onclick = () => close("non");
    boite.oncancel = (/** @type {Event} */ evenement) => {
      evenement.preventDefault();
      close("non");
    };
    boite.showModal();
    get(attendu ? "fichier" : "oui").focus();
  });
}

/** @param {Excel.RequestContext} _context @param {string} texte */
async function dpidDire(_context, texte) {
  openBoite(texte, ["OK"]);
}

/** The macro that asks has ended when the officer answers: it is started again with the answer.
 * @param {Excel.RequestContext} _context @param {string} macro @param {string} texte
 */
async function dpidDemander(_context, macro, texte) {
  openBoite(texte, ["Oui", "Non"]).then((reponse) => press(macro, [String(reponse)]));
}

fichier.demande = (macro, attendu, args) => {
  openBoite("", ["Continuer", "Annuler"], attendu).then(async (donne) => {
    if (!(donne instanceof File)) return;
    fichier.donne = { nom: donne.name, octets: await donne.arrayBuffer() };
    await press(macro, args);
  });
};

/** @param {string} macro @param {string[]} [args] */
async function press(macro, args) {
  await runMacro(macro, args);
  get("etat").textContent = PRET;
  await showBilan();
}

// --- The last control, as the workbook holds it ---

async function showBilan() {
  try {
    const corps = await Excel.run((context) => readClasseur({ include: FEUILLES_DU_BILAN }, context));
    const reponse = await ask({ bilan: corps });
    if (reponse.statut === 200) writeBilan(reponse.corps);
  } catch (erreur) {
    console.warn("bilan", erreur); // a cell is being typed: the next time
  }
}

/** @param {any} bilan */
function writeBilan(bilan) {
  get("controle").hidden = get("a-completer").hidden = false;
  get("phrase").textContent = bilan.phrase || "Ce classeur n'a pas encore été contrôlé.";
  get("compte").textContent = bilan.compte;
  get("constats").replaceChildren(...bilan.constats.map(makeLien));
  get("reste").textContent = bilan.reste ? `Et ${bilan.reste} de plus : feuille Contrôles.` : "";
  get("etat-manques").textContent = bilan.etat;
  get("manques").replaceChildren(...bilan.manques.map(makeLien));
  get("reste-manques").textContent = bilan.reste_des_manques ? `Et ${bilan.reste_des_manques} de plus : feuille À compléter.` : "";
}

/** @param {{ gravite?: string, texte: string, feuille: string, cellule: string }} constat */
function makeLien({ gravite, texte, feuille, cellule }) {
  const rangee = document.createElement("li");
  const bouton = document.createElement("button");
  bouton.type = "button";
  const [mots, grave, lieu] = ["mots", gravite ?? "", "lieu"].map((classe) => Object.assign(document.createElement("span"), { className: classe }));
  grave.textContent = gravite ? `${gravite} : ` : "";
  mots.append(grave, texte);
  lieu.textContent = `${feuille} ${cellule}`.trim();
  bouton.append(mots, " ", lieu);
  mots.title = texte; // its first lines only are shown
  bouton.addEventListener("click", () => goTo(feuille, cellule));
  rangee.append(bouton);
  return rangee;
}

/** @param {string} feuille @param {string} cellule */
async function goTo(feuille, cellule) {
  if (!feuille) return;
  try {
    await Excel.run(async (context) => {
      const onglet = context.workbook.worksheets.getItem(feuille);
      onglet.activate();
      if (/^\$?[A-Z]{1,3}\$?\d+/.test(cellule)) onglet.getRange(cellule.split(/[,; ]/)[0]).select();
      await context.sync();
    });
  } catch {
    get("travail").textContent = `La feuille « ${feuille} » n'est plus dans le classeur : pressez « Contrôler ».`;
  }
}

// --- The buttons, by the groups of the ribbon ---

async function showMacros() {
  /** @type {{ function_name: string, name: string, aide: string, groupe: string, rang: number }[]} */
  const scripts = await (await fetch(`${config.appPath}/xlwings/custom-scripts-meta.json`)).json();
  const groupes = new Map();
  for (const script of scripts.sort((a, b) => a.rang - b.rang)) groupes.set(script.groupe, [...(groupes.get(script.groupe) ?? []), script]);
  for (const [groupe, siens] of groupes) {
    const titre = document.createElement("h3");
    titre.textContent = groupe;
    get("macros").append(titre, ...siens.map(makeBouton));
  }
}

/** @param {{ function_name: string, name: string, aide: string }} script */
function makeBouton({ function_name: nom, name: libelle, aide }) {
  const bouton = document.createElement("button");
  Object.assign(bouton, { type: "button", textContent: libelle, title: aide });
  bouton.addEventListener("click", () => {
    fichier.donne = null;
    appelant = bouton;
    press(nom);
  });
  return bouton;
}

// --- Without the network, and the newer version ---

async function keepSite() {
  if (!navigator.serviceWorker) return;
  const gardien = await navigator.serviceWorker.register(`${config.appPath}/hors_ligne.js`, { updateViaCache: "none" });
  const tellVersion = () => {
    if (gardien.waiting && navigator.serviceWorker.controller) get("version").hidden = false;
  };
  tellVersion();
  gardien.addEventListener("updatefound", () => gardien.installing?.addEventListener("statechange", tellVersion));
  get("recharger").addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    gardien.waiting?.postMessage("prendre");
  });
}

async function openVolet() {
  document.title = "Volet DPID";
  ecoute.etape = showEtape;
  await showMacros();
  await keepSite().catch((erreur) => console.warn("hors ligne", erreur)); // Excel for Mac keeps no site: it works with the network
  try {
    await pret;
    get("etat").textContent = PRET;
    await showBilan();
  } catch (erreur) {
    get("etat").textContent = /** @type {Error} */ (erreur).message;
  }
}

for (const fonction of [dpidDire, dpidDemander]) xlwings.registerCallback(fonction);
document.documentElement.lang = "fr";
for (const [element, texte] of Object.entries(TRADUCTIONS)) document.querySelector(element).textContent = texte;
if (get("macros")) await openVolet();
