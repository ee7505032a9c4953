// What xlwings' client gives to every page, as our pane uses it (static/js of xlwings-server), and what our files give to one another.
declare const xlwings: {
  getBookData(config: { auth?: string; headers?: Record<string, string>; include?: string; lazy?: boolean }, context: Excel.RequestContext): Promise<{ book: { selection: string }; sheets: any[] }>;
  runActions(reponse: { actions: { func: string; args: any[] }[] }, context: Excel.RequestContext): Promise<void>;
  registerCallback(fonction: (context: Excel.RequestContext, ...args: any[]) => Promise<void>): void;
};
declare var CLE_DU_JETON: string;
declare function getAuth(): Promise<{ token: string; provider: string }>;
declare module "*/workbook-metadata.js" {
  export function convertDateValues(valeurs: any[][], formats: any[][]): void;
}
// Pyodide, which is beside the pane's files.
declare module "*/pyodide.mjs" {
  export function loadPyodide(reglages: object): Promise<any>;
}
