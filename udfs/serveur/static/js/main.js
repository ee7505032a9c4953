// The task pane: keeps the office's token on this computer, says whether the server knows it, then recalculates.
import { config } from "./config.js";

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
