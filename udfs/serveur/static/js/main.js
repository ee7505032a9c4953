// The task pane: keeps the office's token on this computer, says whether the server knows it, then recalculates.
import { config } from "./config.js";
import { runMacro } from "./macros.js";

const etat = document.getElementById("etat");

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
    etat.textContent = "Le serveur ne répond pas. Réessayez dans un instant.";
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
  let scripts = [];
  try {
    scripts = await (await fetch(`${config.appPath}/xlwings/custom-scripts-meta.json`)).json();
  } catch {
    return; // the state of the server is said above
  }
  const boutons = document.createElement("section");
  for (const { function_name: nom, name: libelle, aide } of scripts.sort((a, b) => a.rang - b.rang)) {
    const bouton = document.createElement("button");
    Object.assign(bouton, { type: "button", className: "btn btn-outline-primary w-100 mb-1", textContent: libelle, title: aide });
    bouton.addEventListener("click", async () => {
      bouton.disabled = true;
      await runMacro(nom);
      bouton.disabled = false;
    });
    boutons.append(bouton);
  }
  etat.after(boutons);
}

document.documentElement.lang = "fr";
document.title = "Fonctions DPID";
document.getElementById("acces").addEventListener("submit", async (evenement) => {
  evenement.preventDefault();
  const jeton = document.getElementById("jeton");
  localStorage.setItem(globalThis.CLE_DU_JETON, jeton.value.trim());
  jeton.value = "";
  if (await showAcces()) {
    await recalculate();
  }
});
await showAcces();
await showMacros();
