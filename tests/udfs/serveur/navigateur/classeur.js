// The open workbook, as Office.js shows it: what is asked is done when the request is synced, what is protected cannot be written,
// and a property can be read only once it was loaded. Only what xlwings' client and our macros use is here.
"use strict";
(() => {
  const LETTRES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const write = (rang, colonne) => {
    const plus = Math.floor(colonne / 26);
    return `${plus ? LETTRES[plus - 1] : ""}${LETTRES[colonne % 26]}${rang + 1}`;
  };
  const writeBloc = ({ haut, gauche, bas, droite }) =>
    haut === bas && gauche === droite ? write(haut, gauche) : `${write(haut, gauche)}:${write(bas, droite)}`;
  const parse = (adresse) => {
    const [un, deux] = adresse.replaceAll("$", "").split("!").pop().split(":");
    const [[gauche, haut], [droite, bas]] = [un, deux ?? un].map((cellule) => {
      const [, lettres, rang] = cellule.match(/^([A-Z]+)(\d+)$/);
      return [[...lettres].reduce((somme, lettre) => somme * 26 + LETTRES.indexOf(lettre) + 1, 0) - 1, Number(rang) - 1];
    });
    return { haut, gauche, bas, droite };
  };
  const vide = { items: [], load: () => vide };

  const weigh = (donnees) => new TextEncoder().encode(typeof donnees === "string" ? donnees : JSON.stringify(donnees)).length;
  const DONNEES = { values: ["valeurs", ""], numberFormat: ["formats", "General"] };

  class Noeud {
    constructor(context) {
      this.context = context;
    }
    load() {
      return this;
    }
    ask(travail, octets = 0) {
      this.context.file.push(travail);
      this.context.envoi += octets;
    }
  }

  class Plage extends Noeud {
    constructor(context, feuille, bloc) {
      super(context);
      Object.assign(this, { feuille, bloc });
    }
    get address() {
      return `'${this.feuille.nom}'!${writeBloc(this.bloc)}`;
    }
    get isNullObject() {
      return this.bloc.haut > this.bloc.bas || this.bloc.gauche > this.bloc.droite;
    }
    get rowIndex() {
      return this.bloc.haut;
    }
    get rowHidden() {
      return this.feuille.masquees.includes(this.bloc.haut + 1);
    }
    getRow(rang) {
      return new Plage(this.context, this.feuille, { ...this.bloc, haut: this.bloc.haut + rang, bas: this.bloc.haut + rang });
    }
    getEntireRow() {
      return new Plage(this.context, this.feuille, { ...this.bloc, gauche: 0, droite: 16383 });
    }
    getIntersectionOrNullObject({ bloc }) {
      const commun = (cle, choose) => choose(this.bloc[cle], bloc[cle]);
      const bornes = { haut: commun("haut", Math.max), gauche: commun("gauche", Math.max) };
      return new Plage(this.context, this.feuille, { ...bornes, bas: commun("bas", Math.min), droite: commun("droite", Math.min) });
    }
    get rowCount() {
      return this.bloc.bas - this.bloc.haut + 1;
    }
    get columnCount() {
      return this.bloc.droite - this.bloc.gauche + 1;
    }
    load(proprietes) {
      for (const propriete of String(proprietes).split(/, */).filter((nom) => nom in DONNEES))
        this.ask(() => {
          this.chargees = { ...this.chargees, [propriete]: this.read(...DONNEES[propriete]) };
          this.context.reponse += weigh(this.chargees[propriete]);
        });
      return this;
    }
    getCharge(propriete) {
      if (!this.chargees?.[propriete]) throw new Error(`PropertyNotLoaded : ${propriete}`);
      return this.chargees[propriete];
    }
    get values() {
      return this.getCharge("values");
    }
    get numberFormat() {
      return this.getCharge("numberFormat");
    }
    set values(rangees) {
      this.ask(() => {
        this.checkLibre();
        if (rangees.length !== this.rowCount || rangees[0].length !== this.columnCount) throw new Error("InvalidArgument");
        this.each((rang, colonne) => this.enter(rang, colonne, rangees[rang - this.bloc.haut][colonne - this.bloc.gauche]));
        for (const { adresse } of this.feuille.tables) this.autofill(parse(adresse));
      }, weigh(rangees));
    }
    set numberFormat([[format]]) {
      this.ask(() => {
        this.checkLibre();
        this.each((rang, colonne) => this.put("formats", rang, colonne, format));
      });
    }
    clear(quoi) {
      const effets = {
        Hyperlinks: (rang, colonne) => (this.feuille.liens = this.feuille.liens.filter((lien) => lien !== write(rang, colonne))),
        Contents: (rang, colonne) => this.put("valeurs", rang, colonne, ""),
      };
      this.ask(() => {
        this.checkLibre();
        this.each(effets[quoi]);
      });
    }
    select() {
      this.ask(() => Object.assign(essai.classeur, { devant: this.feuille.nom, selection: writeBloc(this.bloc) }));
    }
    getSurroundingRegion() {
      return new Feuille(this.context, this.feuille).getUsedRangeOrNullObject();
    }
    read(quoi, rien) {
      const colonnes = Array.from({ length: this.columnCount }, (_, rang) => this.bloc.gauche + rang);
      const rangs = Array.from({ length: this.rowCount }, (_, rang) => this.bloc.haut + rang);
      return rangs.map((rang) => colonnes.map((colonne) => this.feuille[quoi][rang]?.[colonne] ?? rien));
    }
    each(suite) {
      for (let rang = this.bloc.haut; rang <= this.bloc.bas; rang++)
        for (let colonne = this.bloc.gauche; colonne <= this.bloc.droite; colonne++) suite(rang, colonne);
    }
    put(quoi, rang, colonne, valeur) {
      const rangees = this.feuille[quoi];
      while (rangees.length <= rang) rangees.push([]);
      while (rangees[rang].length < colonne) rangees[rang].push(null);
      rangees[rang][colonne] = valeur;
    }
    // As Excel takes what is typed: a formula shows something, an apostrophe goes.
    enter(rang, colonne, saisie) {
      const formule = typeof saisie === "string" && saisie.startsWith("=");
      if (formule && this.feuille.formats[rang]?.[colonne] === "@") throw new Error(`formule dans une cellule de texte : ${saisie}`);
      const valeur = formule ? 0 : typeof saisie === "string" ? saisie.replace(/^'/, "") : saisie;
      this.put("valeurs", rang, colonne, valeur ?? "");
      const cle = `${this.feuille.nom}!${write(rang, colonne)}`;
      if (formule) essai.classeur.formules[cle] = saisie;
      else delete essai.classeur.formules[cle];
    }
    // A formula written in a column of a table takes the whole column: at worst, the first of those written.
    autofill({ haut, gauche, bas, droite }) {
      const lire = (rang, colonne) => essai.classeur.formules[`${this.feuille.nom}!${write(rang, colonne)}`];
      const ecrits = [];
      this.each((rang, colonne) => {
        if (rang > haut && rang <= bas && colonne >= gauche && colonne <= droite) ecrits.push([rang, colonne]);
      });
      for (const colonne of new Set(ecrits.map(([, colonne]) => colonne))) {
        const premiere = ecrits.filter((cellule) => cellule[1] === colonne).map((cellule) => lire(...cellule)).find(Boolean);
        for (let rang = haut + 1; premiere && rang <= bas; rang++) this.enter(rang, colonne, premiere);
      }
    }
    checkLibre() {
      if (this.feuille.nom === essai.classeur.panne) throw new Error("GenericException");
      if (this.feuille.protegee) throw new Error(`AccessDenied : ${this.feuille.nom} est protégée`);
    }
  }

  class Tableau extends Noeud {
    showHeaders = true;
    showTotals = false;
    constructor(context, feuille, table) {
      super(context);
      Object.assign(this, { feuille, table, name: table.nom });
      const bloc = parse(table.adresse);
      this.columns = { load: () => this.columns, items: this.make({ ...bloc, bas: bloc.haut }).read("valeurs", "")[0].map((name) => ({ name })) };
      this.rows = { load: () => this.rows, count: bloc.bas - bloc.haut, add: () => this.resize(writeBloc({ ...bloc, bas: bloc.bas + 1 })) };
    }
    make(bloc) {
      return new Plage(this.context, this.feuille, bloc);
    }
    getRange() {
      return this.make(parse(this.table.adresse));
    }
    getHeaderRowRange() {
      const bloc = parse(this.table.adresse);
      return this.make({ ...bloc, bas: bloc.haut });
    }
    getDataBodyRange() {
      const bloc = parse(this.table.adresse);
      return this.make({ ...bloc, haut: bloc.haut + 1 });
    }
    resize(adresse) {
      this.ask(() => {
        this.getRange().checkLibre();
        this.table.adresse = writeBloc(parse(adresse));
      });
    }
  }

  class Protection extends Noeud {
    constructor(context, feuille) {
      super(context);
      this.feuille = feuille;
    }
    load(proprietes) {
      this.ask(() => (this.chargees = proprietes.split(",")));
      return this;
    }
    get protected() {
      if (!this.chargees?.includes("protected")) throw new Error("PropertyNotLoaded : protected");
      return this.feuille.protegee;
    }
    protect(options) {
      this.ask(() => {
        if (this.feuille.protegee) throw new Error("AccessDenied : déjà protégée");
        Object.assign(this.feuille, { protegee: true, options });
      });
    }
    unprotect() {
      this.ask(() => {
        this.feuille.protegee = false;
        essai.classeur.levees.push(this.feuille.nom);
      });
    }
  }

  class Feuille extends Noeud {
    visibility = "Visible";
    showGridlines = false;
    names = vide;
    notes = vide;
    shapes = vide;
    charts = vide;
    pivotTables = vide;
    pageLayout = { getPrintAreaOrNullObject: () => ({ isNullObject: true, load: () => ({ isNullObject: true }) }) };
    constructor(context, feuille) {
      super(context);
      Object.assign(this, { feuille, name: feuille.nom, protection: new Protection(context, feuille) });
      this.tables = { load: () => this.tables, items: feuille.tables.map((table) => new Tableau(context, feuille, table)) };
    }
    get position() {
      return essai.classeur.feuilles.indexOf(this.feuille);
    }
    getUsedRangeOrNullObject() {
      const droite = Math.max(1, ...this.feuille.valeurs.map((rangee) => rangee.length)) - 1;
      return new Plage(this.context, this.feuille, { haut: 0, gauche: 0, bas: Math.max(this.feuille.valeurs.length, 1) - 1, droite });
    }
    getUsedRange() {
      return this.getUsedRangeOrNullObject();
    }
    getRange(adresse) {
      return new Plage(this.context, this.feuille, parse(adresse));
    }
    getRangeByIndexes(haut, gauche, hauteur, largeur) {
      return new Plage(this.context, this.feuille, { haut, gauche, bas: haut + hauteur - 1, droite: gauche + largeur - 1 });
    }
    activate() {
      this.ask(() => (essai.classeur.devant = this.name));
    }
    delete() {
      this.ask(() => essai.classeur.feuilles.splice(this.position, 1));
    }
  }

  class Classeur extends Noeud {
    name = "annexe5_2022_phase2.xlsm";
    application = { load: () => ({ calculationMode: "Automatic" }) };
    constructor(context) {
      super(context);
      const find = (nom) => essai.classeur.feuilles.find((feuille) => feuille.nom.toLowerCase() === nom.toLowerCase());
      const make = (feuille) => new Feuille(context, feuille);
      const getItem = (nom) => {
        if (!find(nom)) throw new Error(`ItemNotFound : ${nom}`);
        return make(find(nom));
      };
      this.names = { load() {}, items: essai.classeur.noms.map((nom) => this.makeNom(nom)) };
      this.worksheets = {
        load: () => this.worksheets,
        get items() {
          return essai.classeur.feuilles.map(make);
        },
        getItem,
        getItemOrNullObject: (nom) => (find(nom) ? getItem(nom) : { isNullObject: true }),
        getActiveWorksheet: () => getItem(essai.classeur.devant),
      };
    }
    makeNom({ name, refers_to: formula, sheet_index: rang, address }) {
      const plage = rang !== null && new Plage(this.context, essai.classeur.feuilles[rang], parse(address));
      if (plage) plage.worksheet = new Feuille(this.context, plage.feuille);
      return { name, formula, type: plage ? "Range" : "Double", getRangeOrNullObject: () => plage };
    }
    getSelectedRange() {
      if (essai.classeur.selection.includes(",")) throw new Error("InvalidSelection");
      return this.worksheets.getActiveWorksheet().getRange(essai.classeur.selection);
    }
    getSelectedRanges() {
      const feuille = this.worksheets.getActiveWorksheet();
      const items = essai.classeur.selection.split(",").map((adresse) => feuille.getRange(adresse));
      return { areas: { load: () => ({ items }) } };
    }
    // Reading the file is the work of the test's own page, which has openpyxl.
    insertWorksheetsFromBase64(contenu, { sheetNamesToInsert, positionType, relativeTo }) {
      this.ask(async () => {
        const lues = await essai.read(JSON.stringify({ contenu, feuilles: sheetNamesToInsert }));
        const rang = essai.classeur.feuilles.findIndex(({ nom }) => nom === relativeTo);
        if (positionType !== "After" || rang < 0) throw new Error("InvalidArgument");
        for (const { nom } of lues)
          if (essai.classeur.feuilles.some((feuille) => feuille.nom === nom)) throw new Error(`${nom} y est déjà`);
        essai.classeur.feuilles.splice(rang + 1, 0, ...lues);
        essai.classeur.insertions.push(lues.map(({ nom }) => nom));
      }, weigh(contenu));
    }
  }

  class Demande extends Excel.RequestContext {
    file = [];
    constructor() {
      super();
      this.workbook = new Classeur(this);
    }
    // On the web, neither what is sent at once nor what comes back may pass 5 MB; the longest of each is kept.
    envoi = 0;
    reponse = 0;
    async sync() {
      if (essai.classeur.saisie) throw new Error("InvalidOperationInCellEditMode");
      const { file, envoi } = this;
      Object.assign(this, { file: [], envoi: 0, reponse: 0 });
      this.weigh("envoi", envoi, "Request");
      for (const travail of file) await travail();
      this.weigh("reponse", this.reponse, "Response");
    }
    weigh(sorte, octets, sens) {
      const trop = Office.context.platform === "OfficeOnline" && octets > essai.limite;
      if (trop) essai.charges.refus++;
      if (trop)
        throw Object.assign(new Error(`The ${sens.toLowerCase()} payload size has exceeded the limit.`), { code: `${sens}PayloadSizeLimitExceeded` });
      essai.charges[sorte] = Math.max(essai.charges[sorte], octets);
    }
  }

  Object.assign(essai, { limite: 5_000_000, charges: { envoi: 0, reponse: 0, refus: 0 } });
  // Only the pane holds the workbook, once it is read; before, and in a box, nothing of it is asked.
  essai.openClasseur = ({ feuilles, noms }) => {
    essai.classeur = { feuilles, noms, devant: "Accueil", selection: "A1", formules: {}, levees: [], insertions: [] };
    Object.assign(Excel, {
      ClearApplyTo: { contents: "Contents" },
      ShapeType: { image: "Image" },
      run: async (suite) => {
        const demande = new Demande();
        const rendu = await suite(demande);
        await demande.sync();
        return rendu;
      },
    });
  };
})();
