// A call that the server could not answer because one of its processes fell, or because it is being restarted, is sent again after a
// moment. Nothing is done twice: the functions only compute, and a button's work is done here, from what comes back.
// xlwings' client asks again at once, three times within the second, which outlives no restart, and then speaks English.
import { config } from "./config.js";
import { request } from "./utils.js";

export const SANS_REPONSE = "Le serveur ne répond pas. Réessayez dans un instant.";
const TROP_LONG = `Le serveur n'a pas répondu en ${config.requestTimeout} secondes. Réessayez avec moins de cellules, ou plus tard.`;
// Milliseconds before each new try: longer together than systemd takes to start the service again.
const ATTENTES = [500, 2000, 6000];

const post = request.post;

request.post = async (url, body, opts) => {
  for (const attente of [...ATTENTES, 0]) {
    try {
      return await post(url, body, opts);
    } catch (erreur) {
      if (!isPassagere(erreur)) throw erreur;
      if (!attente) throw tell(SANS_REPONSE, erreur);
      console.warn(`${erreur.message} : nouvel essai dans ${attente} ms`);
      // Not all at the same time: a hundred cells were cut off together.
      await new Promise((suite) => setTimeout(suite, attente * (0.5 + Math.random() / 2)));
    }
  }
};

/** Nobody answered, or only the proxy did. An answer that takes too long is not asked again: it would make the others wait.
 * @param {any} erreur
 */
function isPassagere(erreur) {
  if (erreur.response) return config.customFunctionsRetryCodes.includes(erreur.response.status);
  if (erreur.message === "Request timed out") throw tell(TROP_LONG, erreur);
  return Boolean(erreur.request);
}

/** Say it as an answer of the server is said, in a cell or in the pane.
 * @param {string} phrase @param {any} cause
 */
function tell(phrase, cause) {
  return Object.assign(new Error(phrase, { cause }), { response: { status: 503, data: phrase } });
}
