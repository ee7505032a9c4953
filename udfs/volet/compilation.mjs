// « node compilation.mjs PYODIDE FONCTIONS CLASSEURS »: beside each of the two archives, what the Python of the pane makes of its sources
// before it runs them (.pyc): of the first, what a cell waits for; of the second, all the rest that a button may ask for.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, ...archives] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const AUCUN_PAQUET = { info: { arch: "wasm32", platform: "emscripten_5_0_3", abi_version: "2026_0", python: "3.14.2" }, packages: {} };
const python = await loadPyodide({
  indexURL: `${pyodide}/`,
  lockFileContents: JSON.stringify(AUCUN_PAQUET),
  env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0", XLWINGS_LICENSE_KEY: "noncommercial", XLWINGS_ON_SERVER: "true" },
});
for (const archive of archives) python.unpackArchive(new Uint8Array(readFileSync(archive)), "zip", { extractDir: "/dpid" });
const compile = python.runPython(`
import sys
sys.dont_write_bytecode = True  # ours alone are kept: they do not ask whether their source is newer
sys.path.append("/dpid")
from pathlib import Path
from py_compile import PycInvalidationMode, compile
from zipfile import ZipFile, ZipInfo
RACINE, faites = Path("/dpid"), set()

def list_charges():
    return {Path(module.__file__) for module in list(sys.modules.values()) if (getattr(module, "__file__", None) or "").startswith("/dpid/")}

def write(sortie, sources):
    with ZipFile(sortie, "w") as archive:
        for source in sorted(sources - faites):
            faite = compile(str(source), doraise=True, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
            archive.writestr(ZipInfo(str(Path(faite).relative_to(RACINE))), Path(faite).read_bytes())
            faites.add(source)

def compile_archives():
    from udfs.volet.moteur import prepare
    prepare()
    write("/0", list_charges())
    import openpyxl, xlsxwriter, xlwings, udfs.actions.execution, udfs.actions.registre, udfs.actions.volet, udfs.volet.bilan
    notres = {source for paquet in ("dpid_xl", "udfs", "xlsxwriter") for source in (RACINE / paquet).rglob("*.py")}
    write("/1", list_charges() | notres)

compile_archives
`);
compile();
for (const [rang, archive] of archives.entries()) writeFileSync(`${archive}.pyc`, python.FS.readFile(`/${rang}`));
