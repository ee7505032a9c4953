// The service worker: the pane's files are kept on this computer, so that it opens without the network; and what a page of this site asks
// of any other place is refused here, whoever serves the site and whatever its headers.
const VERSION = "@VERSION@"; // written when the site is built
const CATALOGUE = "fichiers.json";
const PREFIXE = "dpid-volet-";
const RACINE = new URL("./", self.location.href);
const REGLE = "@REGLE@";
const RESERVE = `${PREFIXE}${RACINE.pathname} ${VERSION}`;

/** Keep every file of this version, each as the catalogue says it is: a site half replaced is no version. */
async function keep() {
  const { version, fichiers } = await (await fetch(new URL(CATALOGUE, RACINE), { cache: "no-store" })).json();
  if (version !== VERSION) throw new Error("le site est en cours de remplacement");
  const reserve = await caches.open(RESERVE);
  for (const [nom, empreinte] of Object.entries(fichiers)) {
    const adresse = new URL(nom, RACINE);
    const reponse = await fetch(adresse, { cache: "no-store" });
    const recue = new Uint8Array(await crypto.subtle.digest("SHA-256", await reponse.clone().arrayBuffer()));
    if (Array.from(recue, (octet) => octet.toString(16).padStart(2, "0")).join("") !== empreinte) throw new Error(nom);
    await reserve.put(adresse, close(reponse));
  }
}

/** The rule of the whole site goes with each of its files, a worker's too. */
function close(reponse) {
  const entetes = new Headers(reponse.headers);
  entetes.set("Content-Security-Policy", REGLE);
  return new Response(reponse.body, { status: reponse.status, statusText: reponse.statusText, headers: entetes });
}

async function clean() {
  const anciennes = (await caches.keys()).filter((nom) => nom.startsWith(`${PREFIXE}${RACINE.pathname} `) && nom !== RESERVE);
  await Promise.all(anciennes.map((nom) => caches.delete(nom)));
}

async function answer(demande) {
  const adresse = new URL(demande.url);
  if (adresse.origin !== RACINE.origin || demande.method !== "GET") return Response.error();
  // Office adds what it is to the address of the page.
  const gardee = await (await caches.open(RESERVE)).match(adresse, { ignoreSearch: demande.mode === "navigate" });
  return gardee ?? close(await fetch(demande));
}

self.addEventListener("install", (evenement) => evenement.waitUntil(keep()));
self.addEventListener("activate", (evenement) => evenement.waitUntil(clean().then(() => self.clients.claim())));
self.addEventListener("fetch", (evenement) => evenement.respondWith(answer(evenement.request)));
self.addEventListener("message", ({ data }) => {
  if (data === "prendre") self.skipWaiting();
});
