// The task pane: keeps the office's token on this computer, says whether the server knows it, then recalculates; and its buttons.
import { SANS_REPONSE } from "./reprise.js"; // first: what is sent by the others goes through it
import { config } from "./config.js";
import { runMacro } from "./macros.js";

const etat = document.getElementById("etat");

// What xlwings Server's own page says in English when Excel does not attach the add-in.
const TRADUCTIONS = {
  ".xlwings-office-ready-error-inner > div": "Le complément ne s'est pas chargé correctement.",
  "#xlwings-taskpane-reload-btn": "Recharger",
  "#xlwings-taskpane-reload-cancel-btn": "Annuler",
};

async function showAcces() {
  const { token } = await globalThis.getAuth();
  try {
    const reponse = await fetch(`${config.appPath}/dpid/acces`, {
      headers: { Authorization: token },
    });
    const corps = await reponse.json();
    etat.textContent = reponse.ok
      ? `Le serveur répond. Accès : ${corps.bureau}.`
      : corps.detail;
    return reponse.ok;
  } catch {
    etat.textContent = SANS_REPONSE;
    return false;
  }
}

async function recalculate() {
  await Excel.run(async (context) => {
    context.application.calculate("Full");
    await context.sync();
  });
}

// One button per macro that the server publishes, in the order of their groups.
async function showMacros() {
  let scripts = /** @type {{ function_name: string, name: string, aide: string, rang: number }[]} */ ([]);
  try {
    scripts = await (await fetch(`${config.appPath}/xlwings/custom-scripts-meta.json`)).json();
  } catch {
    return; // the state of the server is said above
  }
  for (const { function_name: nom, name: libelle, aide } of scripts.sort((a, b) => a.rang - b.rang)) {
    const bouton = document.createElement("button");
    Object.assign(bouton, { type: "button", className: "btn btn-outline-primary w-100 mb-1", textContent: libelle, title: aide });
    bouton.addEventListener("click", () => runMacro(nom));
    document.getElementById("macros").append(bouton);
  }
}

async function openVolet() {
  document.title = "Volet DPID";
  document.getElementById("acces").addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    const jeton = /** @type {HTMLInputElement} */ (document.getElementById("jeton"));
    localStorage.setItem(globalThis.CLE_DU_JETON, jeton.value.trim());
    jeton.value = "";
    if (await showAcces()) {
      await recalculate();
    }
  });
  await showAcces();
  await showMacros();
}

document.documentElement.lang = "fr";
for (const [element, texte] of Object.entries(TRADUCTIONS)) document.querySelector(element).textContent = texte;
// xlwings Server gives this file to its page of messages too, which is no pane.
if (etat) await openVolet();
