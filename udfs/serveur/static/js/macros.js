// What the macros do in Excel that xlwings has no action for. Each function takes the request's context, then its arguments;
// their names are those of udfs/actions/serveur.py.
const PROTECTION = {
  allowAutoFilter: true,
  allowSort: true,
  allowFormatColumns: true,
  allowFormatRows: true,
};
const DELAI = 60000; // before a downloaded file is let go

let enAttente = ""; // the macro that waits for a yes

async function dpidProteger(context, feuille, oui) {
  const { protection } = context.workbook.worksheets.getItem(feuille);
  protection.load("protected");
  await context.sync();
  if (oui && !protection.protected) protection.protect(PROTECTION);
  if (!oui && protection.protected) protection.unprotect();
  await context.sync();
}

async function dpidSansLiens(context, feuille, adresse) {
  context.workbook.worksheets.getItem(feuille).getRange(adresse).clear("Hyperlinks");
  await context.sync();
}

async function dpidInserer(context, classeur, feuilles) {
  if (!Office.context.requirements.isSetSupported("ExcelApi", "1.13")) {
    throw new Error("Cet Excel est trop ancien pour recevoir des feuilles : mettez-le à jour, ou ouvrez le classeur dans Excel sur le web.");
  }
  context.workbook.insertWorksheetsFromBase64(classeur, {
    sheetNamesToInsert: feuilles,
    positionType: "End",
  });
  await context.sync();
}

async function dpidRecalculer(context) {
  context.application.calculate("Full");
  await context.sync();
}

async function dpidTelecharger(_context, nom, base64) {
  const octets = Uint8Array.from(atob(base64), (signe) => signe.charCodeAt(0));
  const lien = document.createElement("a");
  lien.href = URL.createObjectURL(new Blob([octets]));
  lien.download = nom;
  lien.click();
  setTimeout(() => URL.revokeObjectURL(lien.href), DELAI);
}

async function dpidQuestion(_context, macro) {
  enAttente = macro;
}

async function dpidReponse(choix) {
  const macro = enAttente;
  enAttente = "";
  if (macro && choix === "yes") await runMacro(macro, ["oui"]);
}

export async function runMacro(scriptName, args = []) {
  const { token, provider } = await globalThis.getAuth();
  await xlwings.runPython({ scriptName, args, auth: token, headers: { "Auth-Provider": provider } });
}

for (const fonction of [dpidProteger, dpidSansLiens, dpidInserer, dpidRecalculer, dpidTelecharger, dpidQuestion, dpidReponse]) {
  xlwings.registerCallback(fonction);
}
