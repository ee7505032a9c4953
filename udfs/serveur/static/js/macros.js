// A macro: the workbook goes to the server, the actions that come back are carried out in Excel. What xlwings has no action for is
// done here by the functions dpid…, which take the request's context, then their arguments; their names are those of
// udfs/actions/serveur.py.
import { Refus, cutActions, readClasseur } from "./blocs.js";
import { config } from "./config.js";
import { SANS_REPONSE } from "./reprise.js";
import { request } from "./utils.js";

/** @type {Excel.WorksheetProtectionOptions} */
const PROTECTION = {
  allowAutoFilter: true,
  allowFormatColumns: true,
  allowFormatRows: true,
};
const DELAI = 60000; // before a downloaded file is let go

// What this Excel cannot do is said before anything is changed: a function, when it is missing, what the officer reads.
/** @type {Record<string, [() => boolean, string]>} */
const IMPOSSIBLES = {
  dpidInserer: [
    () => !Office.context.requirements.isSetSupported("ExcelApi", "1.13"),
    "Cet Excel est trop ancien pour recevoir des feuilles : mettez-le à jour, ou ouvrez le classeur dans Excel sur le web.",
  ],
  // The web view of Excel for Mac drops downloads without a word.
  dpidTelecharger: [
    () => Office.context.platform === Office.PlatformType.Mac,
    "Excel sur Mac ne laisse pas un complément enregistrer un fichier : ouvrez le classeur dans Excel sur le web, puis recommencez.",
  ],
};
const ILLISIBLE = "Excel n'a pas donné le classeur : terminez la saisie de la cellule en cours, puis recommencez.";
const INACHEVEE =
  "Excel a refusé une partie du travail, et le classeur peut être à moitié changé : " +
  "reprenez la version d'avant (Fichier, Informations, Historique des versions), puis recommencez.";

const ouvertes = new Set(); // the sheets whose protection is lifted
let enAttente = ""; // the macro that waits for an answer

/** @param {Excel.RequestContext} context @param {string} feuille @param {boolean} oui */
async function dpidProteger(context, feuille, oui) {
  const { protection } = context.workbook.worksheets.getItem(feuille);
  protection.load("protected");
  await context.sync();
  if (oui && !protection.protected) protection.protect(PROTECTION);
  if (!oui && protection.protected) protection.unprotect();
  await context.sync();
  if (oui) ouvertes.delete(feuille);
  else ouvertes.add(feuille);
}

/** @param {Excel.RequestContext} context @param {string} feuille @param {string} adresse */
async function dpidSansLiens(context, feuille, adresse) {
  context.workbook.worksheets.getItem(feuille).getRange(adresse).clear("Hyperlinks");
  await context.sync();
}

/** Each place is a sheet and the one that it follows; sheets that follow one another go in together.
 * @param {Excel.RequestContext} context @param {string} classeur @param {[string, string][]} places
 */
async function dpidInserer(context, classeur, places) {
  const suites = /** @type {{ apres: string, feuilles: string[] }[]} */ ([]);
  for (const [feuille, apres] of places) {
    if (suites.at(-1)?.feuilles.at(-1) === apres) suites.at(-1).feuilles.push(feuille);
    else suites.push({ apres, feuilles: [feuille] });
  }
  for (const { apres, feuilles } of suites) {
    context.workbook.insertWorksheetsFromBase64(classeur, {
      sheetNamesToInsert: feuilles,
      positionType: "After",
      relativeTo: apres,
    });
    await context.sync();
  }
}

/** @param {Excel.RequestContext} context */
async function dpidRecalculer(context) {
  context.application.calculate("Full");
  await context.sync();
}

/** @param {Excel.RequestContext} _context @param {string} nom @param {string} base64 */
async function dpidTelecharger(_context, nom, base64) {
  const octets = Uint8Array.from(atob(base64), (signe) => signe.charCodeAt(0));
  const lien = document.createElement("a");
  lien.href = URL.createObjectURL(new Blob([octets]));
  lien.download = nom;
  lien.click();
  setTimeout(() => URL.revokeObjectURL(lien.href), DELAI);
}

/** @param {Excel.RequestContext} _context @param {string} macro */
async function dpidQuestion(_context, macro) {
  enAttente = macro;
}

/** @param {any} choix which button the box was left by */
async function dpidReponse(choix) {
  const macro = enAttente;
  enAttente = "";
  if (macro) await runMacro(macro, [choix === "yes" ? "oui" : "non"]);
}

/** Run a macro from the pane: one at a time, and whatever goes wrong is one sentence above the buttons.
 * @param {string} nom @param {string[]} args
 */
export async function runMacro(nom, args = []) {
  const boutons = /** @type {HTMLFieldSetElement} */ (document.getElementById("macros"));
  const travail = document.getElementById("travail");
  const foyer = /** @type {HTMLElement} */ (document.activeElement); // lost with the button, while it cannot be pressed
  boutons.disabled = true;
  travail.textContent = "En cours…";
  try {
    await carryOut(nom, args);
    travail.textContent = "";
  } catch (erreur) {
    console.error(erreur);
    travail.textContent = describe(erreur);
    travail.scrollIntoView({ block: "nearest" });
  } finally {
    boutons.disabled = false;
    if (document.activeElement === document.body) foyer.focus();
  }
}

/** xlwings.runPython would do it, but says in English what goes wrong, and in a page of the server that may be the one missing.
 * @param {string} nom @param {string[]} args
 */
async function carryOut(nom, args) {
  await Office.onReady();
  try {
    await Excel.run(async (context) => {
      const reponse = await ask(nom, args, context);
      checkPossible(reponse.actions);
      await xlwings.runActions({ ...reponse, actions: cutActions(reponse.actions) }, context);
    });
  } finally {
    for (const feuille of [...ouvertes]) await Excel.run((context) => dpidProteger(context, feuille, true));
  }
}

/** @param {string} nom @param {string[]} args @param {Excel.RequestContext} context */
async function ask(nom, args, context) {
  const { token, provider } = await globalThis.getAuth();
  const headers = { "Auth-Provider": provider }; // xlwings adds the token to them
  const classeur = await readClasseur({ auth: token, headers }, context).catch((cause) => {
    throw cause instanceof Refus ? cause : new Refus(ILLISIBLE, { cause });
  });
  classeur.book.selection = await readSelection(context, classeur.book.selection);
  const adresse = `${config.appPath}/xlwings/custom-scripts-call/${nom}`;
  const { data } = await request.post(adresse, { ...classeur, args }, { headers, timeout: config.requestTimeout * 1000 });
  return data;
}

/** The rows selected, several areas of them, without those that are hidden or set aside by a filter: « 7:7,9:9 », null when there is
 * none. xlwings' client knows one area only, hidden rows included: what an older Excel can tell.
 * @param {Excel.RequestContext} context @param {string} adresse
 */
async function readSelection(context, adresse) {
  if (!Office.context.requirements.isSetSupported("ExcelApi", "1.9")) return adresse;
  try {
    const utilisee = context.workbook.worksheets.getActiveWorksheet().getUsedRange();
    const zones = context.workbook.getSelectedRanges().areas.load("items");
    await context.sync();
    const communes = zones.items.map((zone) => zone.getEntireRow().getIntersectionOrNullObject(utilisee).load("rowCount"));
    await context.sync();
    const rangees = communes
      .filter((commune) => !commune.isNullObject)
      .flatMap((commune) => Array.from({ length: commune.rowCount }, (_, rang) => commune.getRow(rang).load("rowIndex,rowHidden")));
    await context.sync();
    const rangs = rangees.filter((rangee) => !rangee.rowHidden).map((rangee) => rangee.rowIndex + 1);
    return rangs.map((rang) => `${rang}:${rang}`).join(",") || null;
  } catch {
    return null; // a chart or a button is selected
  }
}

/** @param {{ func: string, args: any[] }[]} actions */
function checkPossible(actions) {
  for (const { func, args } of actions) {
    const [manque, phrase] = (func === "runMacro" && IMPOSSIBLES[args[0]]) || [];
    if (manque?.()) throw new Refus(phrase);
  }
}

/** @param {any} erreur what Office.js or the request threw */
function describe(erreur) {
  if (erreur instanceof Refus) return erreur.message;
  if (!erreur.request && !erreur.response) return INACHEVEE;
  const { data } = erreur.response ?? {};
  const phrase = data?.detail ?? data;
  return typeof phrase === "string" && phrase && !phrase.includes("<") ? phrase : SANS_REPONSE; // a proxy answers with a page
}

for (const fonction of [dpidProteger, dpidSansLiens, dpidInserer, dpidRecalculer, dpidTelecharger, dpidQuestion, dpidReponse]) {
  xlwings.registerCallback(fonction);
}
