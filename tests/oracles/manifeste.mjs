// What Microsoft's own reader of manifests finds in a file: its facts as JSON.
import { pathToFileURL } from "node:url";

const [, , module, fichier] = process.argv;
const { OfficeAddinManifest } = (await import(pathToFileURL(module))).default;
console.log(JSON.stringify(await OfficeAddinManifest.readManifestFile(fichier)));
