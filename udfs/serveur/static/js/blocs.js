// Excel on the web takes no request and gives no answer beyond 5 MB: the workbook is read, and written, by blocks of rows.
import { convertDateValues } from "./custom-scripts/workbook-metadata.js";

const CELLULES = 60000; // read at once: some 1.5 MB of values and formats; fewer where Excel says that it is too much
const OCTETS = 3_000_000; // written at once
const LIMITE = 5_000_000;
const TROP_GROS = "ResponsePayloadSizeLimitExceeded";
const POSTE = "ouvrez le classeur dans Excel sur un poste, puis recommencez. Rien n'a été changé.";
const ENVOI_TROP_GROS = `Excel sur le web ne reçoit pas plus de 5 Mo à la fois, et il en faudrait davantage : ${POSTE}`;

/** What the officer reads: why Excel cannot do it. */
export class Refus extends Error {}

/** Rows of a sheet, from its first column on; both ranks from 0.
 * @typedef {{ feuille: { name: string, values: any[][] }, debut: number, hauteur: number, largeur: number }} Bloc
 */

/** What xlwings' client reads of the workbook, the values of all its sheets among it: the client would ask for them at once.
 * @param {{ include?: string, auth?: string, headers?: Record<string, string> }} options @param {Excel.RequestContext} context
 */
export async function readClasseur(options, context) {
  const classeur = await xlwings.getBookData({ ...options, lazy: true }, context);
  const voulues = options.include?.split(",");
  const blocs = /** @type {Bloc[]} */ ([]);
  for (const feuille of classeur.sheets.filter((/** @type {any} */ { name }) => !voulues || voulues.includes(name))) {
    feuille.values = [];
    blocs.push(...cutFeuille(feuille));
  }
  for (const ensemble of gather(blocs)) await read(ensemble);
  return classeur;
}

/** @param {any} feuille as xlwings' client describes it @returns {Bloc[]} */
function cutFeuille(feuille) {
  const [, lettres, bas] = (feuille.used_range_address ?? "A1").match(/([A-Z]+)\$?(\d+)$/);
  const largeur = [...lettres].reduce((somme, lettre) => somme * 26 + lettre.charCodeAt(0) - 64, 0);
  const hauteur = Math.max(Math.floor(CELLULES / largeur), 1);
  const debuts = Array.from({ length: Math.ceil(Number(bas) / hauteur) }, (_, rang) => rang * hauteur);
  return debuts.map((debut) => ({ feuille, debut, hauteur: Math.min(hauteur, Number(bas) - debut), largeur }));
}

/** @param {Bloc[]} blocs @returns {Bloc[][]} those that are asked for together, in their order */
function gather(blocs) {
  const ensembles = /** @type {Bloc[][]} */ ([]);
  let cellules = Infinity;
  for (const bloc of blocs) {
    cellules += bloc.hauteur * bloc.largeur;
    if (cellules > CELLULES) {
      ensembles.push([]);
      cellules = bloc.hauteur * bloc.largeur;
    }
    ensembles.at(-1).push(bloc);
  }
  return ensembles;
}

/** Read blocks in one request, or in two where the answer is too long. @param {Bloc[]} blocs */
async function read(blocs) {
  try {
    await Excel.run(async (context) => {
      const plages = blocs.map(({ feuille, debut, hauteur, largeur }) =>
        context.workbook.worksheets.getItem(feuille.name).getRangeByIndexes(debut, 0, hauteur, largeur).load("values,numberFormat"),
      );
      await context.sync();
      for (const [rang, { values, numberFormat }] of plages.entries()) {
        convertDateValues(values, numberFormat);
        for (const rangee of values) blocs[rang].feuille.values.push(rangee);
      }
    });
  } catch (erreur) {
    if (/** @type {any} */ (erreur).code !== TROP_GROS) throw erreur;
    for (const moitie of halve(blocs)) await read(moitie);
  }
}

/** @param {Bloc[]} blocs @returns {Bloc[][]} */
function halve(blocs) {
  if (blocs.length > 1) return [blocs.slice(0, blocs.length >> 1), blocs.slice(blocs.length >> 1)];
  const [bloc] = blocs;
  const moitie = bloc.hauteur >> 1;
  if (!moitie) throw new Refus(`Excel sur le web ne donne pas la rangée ${bloc.debut + 1} de « ${bloc.feuille.name} », qui passe 5 Mo : ${POSTE}`);
  return [[{ ...bloc, hauteur: moitie }], [{ ...bloc, debut: bloc.debut + moitie, hauteur: bloc.hauteur - moitie }]];
}

/** The same actions, none of which writes too much at once; raises Refus for what cannot be cut, before anything is changed.
 * @param {any[]} actions @returns {any[]}
 */
export function cutActions(actions) {
  const coupees = actions.flatMap(cutAction);
  const web = Office.context.platform === Office.PlatformType.OfficeOnline;
  if (web && coupees.some((action) => action.args?.[0] !== "dpidTelecharger" && weigh(action) > LIMITE)) throw new Refus(ENVOI_TROP_GROS);
  return coupees;
}

/** @param {any} action @returns {any[]} */
function cutAction(action) {
  const { func, values, start_row: debut, row_count: hauteur } = action;
  if (func !== "setValues" || hauteur < 2 || weigh(values) <= OCTETS) return [action];
  const moitie = hauteur >> 1;
  return [
    { ...action, values: values.slice(0, moitie), row_count: moitie },
    { ...action, values: values.slice(moitie), row_count: hauteur - moitie, start_row: debut + moitie },
  ].flatMap(cutAction);
}

/** @param {any} donnees @returns {number} octets */
const weigh = (donnees) => new TextEncoder().encode(JSON.stringify(donnees)).length;
