// The worker where Python runs: it is started once, from files of this site alone, and answers one request at a time.
import { loadPyodide } from "../../pyodide/pyodide.mjs";

const RACINE = new URL("../../", import.meta.url);
const SITE = "/dpid";
// No other package can be asked for: the list that Pyodide would look in is this one.
const AUCUN_PAQUET = { info: { arch: "wasm32", platform: "emscripten_5_0_3", abi_version: "2026_0", python: "3.14.2" }, packages: {} };

const PANNE = "Python s'est arrêté dans ce volet : rechargez-le, puis recommencez.";

/** @param {string} nom */
async function read(nom) {
  const reponse = await fetch(new URL(nom, RACINE));
  if (!reponse.ok) throw new Error(`${nom} : ${reponse.status}`);
  return reponse.arrayBuffer();
}

/** @param {string} etape */
const tell = (etape) => postMessage({ etape });

/** @type {Promise<any>} */
let classeurs;
let file = Promise.resolve();

async function start() {
  tell("Python se charge…");
  const lockFileContents = JSON.stringify(AUCUN_PAQUET);
  const [python, archive] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", RACINE).href, lockFileContents, env: { HOME: "/home/pyodide", XLWINGS_LICENSE_KEY: "noncommercial", XLWINGS_ON_SERVER: "true" } }),
    read("python/fonctions.zip"),
  ]);
  python.unpackArchive(archive, "zip", { extractDir: SITE });
  tell("Les fonctions se préparent…");
  python.runPython(`import sys; sys.path.append("${SITE}")`);
  const moteur = python.pyimport("udfs.volet.moteur");
  moteur.prepare();
  tell("");
  return { python, moteur };
}

const pret = start();

/** What only the buttons need is taken in at the first of them; typst, when a PDF is asked for. */
async function openClasseurs() {
  const { python } = await pret;
  tell("Ce que demandent les classeurs se charge…");
  python.unpackArchive(await read("python/classeurs.zip"), "zip", { extractDir: SITE });
}

async function openTypst() {
  const { python } = await pret;
  tell("Ce que demandent les PDF se charge…");
  const [nom] = await (await fetch(new URL("python/typst.json", RACINE))).json();
  await python.loadPackage(new URL(`python/${nom}`, RACINE).href, { messageCallback() {}, checkIntegrity: false });
}

/** @param {{ fonction?: object, script?: string, corps?: object, bilan?: object, memoire?: boolean, fichier?: { nom: string, octets: ArrayBuffer } }} demande */
async function answer({ fonction, script, bilan, memoire, corps, fichier }) {
  const { moteur, python } = await pret;
  if (memoire) return { statut: 200, corps: python._module.HEAP8.length / 1e6 };
  if (fonction) return JSON.parse(await moteur.call_fonction(JSON.stringify(fonction)));
  await (classeurs ??= openClasseurs());
  if (bilan) return JSON.parse(moteur.summarize(JSON.stringify(bilan)));
  const recu = fichier ? [fichier.nom, new Uint8Array(fichier.octets)] : [];
  const reponse = JSON.parse(moteur.call_script(script, JSON.stringify(corps), tell, ...recu));
  if (!reponse.charger) return reponse;
  await openTypst();
  return JSON.parse(moteur.call_script(script, JSON.stringify(corps), tell, ...recu));
}

addEventListener("message", ({ data: { rang, demande } }) => {
  file = file.then(async () => {
    try {
      postMessage({ rang, reponse: await answer(demande) });
    } catch (erreur) {
      console.error(erreur);
      postMessage({ rang, panne: PANNE });
    }
    tell("");
  });
});
pret.then(
  () => postMessage({ pret: true }),
  (erreur) => postMessage({ absent: String(erreur?.message ?? erreur).slice(-300) }),
);
