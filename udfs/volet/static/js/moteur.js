// The page's side of Python: what is asked, and what is answered. Python has a thread of its own, so that the page never stands still.
export const ABSENT =
  "Python n'a pas pu démarrer dans ce volet : rechargez-le ; si cela se reproduit, écrivez au service informatique (docs/dsi.md).";

const ouvrier = new Worker(new URL("./ouvrier.js", import.meta.url), { type: "module", name: "dpid" });
const attendues = new Map();
let rang = 0;
let arrete = "";

/** What is told while it works: how far it is, then that it is ready.
 * @type {{ etape: (texte: string) => void, pret: () => void }}
 */
export const ecoute = { etape() {}, pret() {} };

/** @type {Promise<void>} */
export const pret = new Promise((suite, arret) => {
  const stop = (/** @type {string} */ cause) => {
    arrete = cause;
    for (const { arret: refuse } of attendues.values()) refuse(new Error(ABSENT));
    attendues.clear();
    arret(new Error(ABSENT, { cause }));
  };
  ouvrier.addEventListener("error", (evenement) => stop(evenement.message));
  ouvrier.addEventListener("message", ({ data }) => {
    if (data.etape !== undefined) ecoute.etape(data.etape);
    else if (data.pret) suite();
    else if (data.absent) stop(data.absent);
    else {
      const attendue = attendues.get(data.rang);
      attendues.delete(data.rang);
      if (data.panne) attendue.arret(new Error(data.panne));
      else attendue.suite(data.reponse);
    }
  });
});

/** Ask Python for something; the bytes of a file are handed over.
 * @param {Record<string, any>} demande
 * @returns {Promise<any>}
 */
export function ask(demande) {
  if (arrete) return Promise.reject(new Error(ABSENT));
  return new Promise((suite, arret) => {
    attendues.set(++rang, { suite, arret });
    ouvrier.postMessage({ rang, demande });
  });
}
