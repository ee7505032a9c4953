// xlwings' client and macros.js send what they ask to a server: here Python answers, on this computer, and nothing is sent.
// It stands where the server's own reprise.js does: no call is lost on the way, none is sent again.
import { ABSENT, ask } from "./moteur.js";
import { request } from "./utils.js";

export const SANS_REPONSE = ABSENT;

const FONCTION = /\/xlwings\/custom-functions-call$/;
const SCRIPT = /\/xlwings\/custom-scripts-call\/(\w+)$/;

/** What a button is given besides the workbook, until another is pressed, and what it asks for when it is not there.
 * @type {{ donne: { nom: string, octets: ArrayBuffer } | null, demande: (macro: string, attendu: any, args: string[]) => void }}
 */
export const fichier = { donne: null, demande() {} };

request.post = async (url, corps) => {
  const [, script] = SCRIPT.exec(url) ?? [];
  if (!script && !FONCTION.test(url)) throw refuse(404, SANS_REPONSE);
  const reponse = await ask(script ? { script, corps, fichier: fichier.donne } : { fonction: corps }).catch((cause) => {
    throw refuse(500, cause.message);
  });
  if (reponse.statut !== 200) throw refuse(reponse.statut, reponse.corps);
  if (reponse.fichier) {
    fichier.demande(script, reponse.fichier, corps.args);
    return { data: { actions: [] }, status: 200, statusText: "OK" };
  }
  return { data: reponse.corps, status: 200, statusText: "OK" };
};

/** @param {number} status @param {string} data */
function refuse(status, data) {
  return Object.assign(new Error(data), { response: { status, data, statusText: "" } });
}
