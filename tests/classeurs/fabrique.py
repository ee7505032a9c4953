"""Small workbooks made from the schema: a valid one, changed in one way by each test.

Cells are written as a spreadsheet program would store them: text, number, date, boolean, error or formula.
"""

import io
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from dpid_xl.classeurs.relecture import Lecture
from dpid_xl.controles import get_message
from dpid_xl.schema import CAMPAGNE, DEPART_CAMPAGNE, TABLES_LUES, Table

Rangee = dict[str, Any]

RANGEES: Mapping[str, tuple[Rangee, ...]] = {
    "tblAnnexe5": (
        {
            "Opération": "T1-01",
            "Territoire": "Artois",
            "Structure": "CCAS de Libercourt",
            "Description": "Places d'accompagnement",
            "Unité": "place",
            "Quantité": 80,
            "Début": date(2022, 7, 1),
            "Fin": date(2022, 12, 31),
            "Montant retenu": 6400,
            "Statut": "décidé",
        },
        {"Opération": "T1-01", "Structure": "PAGE", "Quantité": 20, "Montant retenu": 1600.5},
    ),
    "tblBudget": (
        {
            "Code": "C02",
            "Imputation": "6568/93566",
            "Libellé": "Indemnisation",
            "AE": 10000,
            "Disponible": 9000.25,
            "Dépense décidée": 8000.5,
        },
    ),
    "tblStructures": (
        {"Structure": "CCAS de Libercourt", "SIRET": "26620586900018"},
        {"Structure": "PAGE", "Variantes": "P.A.G.E. | Association PAGE", "À distinguer de": "PAGES"},
    ),
    "tblOperations": (
        {
            "Code": "T1-01",
            "Thématique": "T1",
            "Intitulé": "Référent solidarité",
            "Unité": "place",
            "Mode de calcul": "forfait par unité au prorata",
            "Code budget": "C02",
            "Montant décidé": 8000.5,
            "Quantité décidée": 100,
            "Structures décidées": 2,
            "Source": "annexe 1",
            "Public cible": "Premier paragraphe.\nSecond paragraphe.",
        },
    ),
    "tblBareme": (
        {
            "Code": "PLACE",
            "Libellé": "Une place",
            "Valeur": 160,
            "Unité": "€/place/an",
            "Opération": "T1-01",
            "Assiette": "quantité",
            "Prorata": "oui",
            "Valable du": date(2022, 1, 1),
            "Source": "annexe 7",
        },
    ),
    "tblExercices": (
        {"Structure": "CCAS de Libercourt", "Opération": "T1-01", "Exercice": 2022, "Montant": 6400, "Source": "note du 3 octobre 2022"},
    ),
    "tblVersements": (
        {
            "Structure": "CCAS de Libercourt",
            "Opération": "T1-01",
            "Nature": "avance",
            "Versé le": date(2022, 11, 2),
            "Exercice": 2022,
            "Montant": 3840,
            "Mandat": "1001",
        },
    ),
    "tblPieces": ({"Structure": "CCAS de Libercourt", "RIB": date(2022, 10, 1)}, {"Structure": "PAGE"}),
    "tblIndicateurs": ({"Structure": "CCAS de Libercourt", "Opération": "T1-01", "Indicateur": "Entretiens", "Nombre": 12},),
    "tblScenarios": ({"Scénario": "Plus", "Ce qu'il change": "lignes à voter", "Ajustement": "réduction égale"},),
    "tblHypotheses": ({"Scénario": "Plus", "Hypothèse": "pourcentage d'une opération", "Cible": "T1-01", "Nouvelle valeur": 0.9},),
    "tblModele": ({"Bloc": "titre", "Style": "titre", "Texte": "CONVENTION"},),
    "tblThematiques": (
        {
            "Code": "T1",
            "Intitulé": "Accompagnement",
            "Article": "article 1",
            "Montant décidé": 8000.5,
            "Total de l'annexe 5": 8000.5,
            "Opérations décidées": 1,
            "Source": "l. 88",
        },
    ),
    "tblAttributions": ({"Structure": "CCAS de Libercourt", "Opération": "T1-01", "Montant décidé": 6400, "Source": "annexe 1"},),
    "tblRemarques": ({"Rubrique": "Silences", "Remarque": "Le SIRET n'est pas donné."},),
    "tblDeliberations": (
        {
            "Assemblée": "Commission permanente",
            "Ce qu'elle décide": "Un avenant",
            "Numéro": "2022-375",
            "Date": date(2022, 9, 27),
            "Avenant à": "2022-02942 | 2022-00001",
            "Rôle": "décide l'avenant",
            "Avenant n°": 1,
            "Source": "article 7",
            "Annexe": 3,
        },
        {"Assemblée": "Assemblée départementale", "Date": date(2022, 6, 20), "Avenant à": "2022-02942", "Rôle": "visée"},
    ),
}


@dataclass(frozen=True)
class Formule:
    """A formula with its stored value; None when no program ever calculated it."""

    texte: str
    valeur: Any = None


@dataclass
class Essai:
    """What to change in the valid workbook; tables and sheets by their name in the schema."""

    rangees: dict[str, list[Rangee]] = field(default_factory=lambda: {nom: [dict(r) for r in rangees] for nom, rangees in RANGEES.items()})
    dessous: dict[str, list[tuple[int, Rangee]]] = field(default_factory=dict)  # rows under a table, after n empty rows
    entetes: dict[str, dict[str, str]] = field(default_factory=dict)  # other writings of headers; "" drops the column
    en_plus: dict[str, Rangee] = field(default_factory=dict)  # columns added on the left: header -> value on every row
    a_l_envers: bool = False  # columns in reverse order
    feuilles: dict[str, str] = field(default_factory=dict)  # other names of sheets; "" drops the sheet
    absents: Collection[str] = ()  # tables that the workbook is older than
    sans_tableau: bool = False  # headers and rows without any Excel table
    avec_totaux: bool = False  # tables with a row of totals
    reglages: dict[str, Any] = field(default_factory=lambda: {"code": "essai", "nom": "Campagne d'essai"})
    libelles: dict[str, str] = field(default_factory=dict)
    sans_noms: bool = False  # settings without defined names
    options: dict[str, Any] = field(default_factory=dict)
    apres: Callable[[Any], None] = lambda _classeur: None

    def set(self, entete: str, valeur: Any, table: str = "tblAnnexe5", rang: int = 0) -> "Essai":
        """Change one cell."""
        self.rangees[table][rang][entete] = valeur
        return self


def build(essai: Essai | None = None) -> bytes:
    """Return the bytes of the workbook."""
    essai = essai or Essai()
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_urls": False, **essai.options})
    jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
    onglets = {}
    for table in (table for table in TABLES_LUES if table.nom not in essai.absents):
        nom = essai.feuilles.get(table.feuille, table.feuille)
        if nom:
            onglets[table.feuille] = onglets.get(table.feuille) or classeur.add_worksheet(nom)
            _write_table(essai, onglets[table.feuille], table, jour)
    if "Campagne" in onglets:
        _write_reglages(essai, classeur, onglets["Campagne"], jour)
    essai.apres(classeur)
    classeur.close()
    return tampon.getvalue()


def add_feuilles(classeur: Any) -> Any:
    """Add the sheets of an officer's own, « Notes » and one that is hidden, and names; return the first."""
    notes = classeur.add_worksheet("Notes")
    notes.write_formula("B1", "=1600.5", None, 1600.5)
    notes.write_formula("B2", "=SUM(tblAnnexe5[Montant retenu])", None, 8000.5)
    notes.write_formula("B3", "='[1]Feuil1'!A1", None, 7)
    notes.write_datetime("D1", date(2022, 9, 27), classeur.add_format({"num_format": "dd/mm/yy"}))
    graphique = classeur.add_chart({"type": "column"})
    graphique.add_series({"values": "=Notes!$B$1:$B$2"})
    notes.insert_chart("F5", graphique)
    notes.add_table("A10:B12", {"name": "MaTable", "columns": [{"header": "Qui"}, {"header": "Combien"}]})
    notes.print_area("A1:B12")
    cachee = classeur.add_worksheet("Cachée")
    cachee.write("A1", "secret")
    cachee.very_hidden()
    classeur.define_name("Mon_total", "=Notes!$B$2")
    classeur.define_name("Perdu", "='Annexe 5'!$1:$1")
    classeur.define_name("'Annexe 5'!Local", "='Annexe 5'!$A$1")
    return notes


def place(essai: Essai, entete: str, table: Table, rang: int = 0) -> str:
    """Return the cell of an input, as A1."""
    ligne, _colonne = xl_cell_to_rowcol(table.depart)
    return f"{chr(ord('A') + _list_colonnes(essai, table).index(entete))}{ligne + 2 + rang}"


def place_reglage(champ: str) -> str:
    """Return the cell of a setting, with its sheet."""
    rang = [reglage.champ for reglage in CAMPAGNE].index(champ) + int(DEPART_CAMPAGNE[1:])
    return f"Campagne!B{rang}"


def list_constats(lecture: Lecture) -> list[tuple[str, str, str]]:
    """Return the code, gravity and place of each finding, once its sentence was written with its facts."""
    for anomalie in lecture.anomalies:
        assert get_message(anomalie)  # raises KeyError when a fact is missing
    return [(anomalie.code, anomalie.gravite.value, str(anomalie.origine)) for anomalie in lecture.anomalies]


def rewrite(paquet: bytes, partie: str, ancien: bytes, nouveau: bytes) -> bytes:
    """Return a package in which a part reads otherwise."""
    return _rezip({nom: contenu.replace(ancien, nouveau) if nom == partie else contenu for nom, contenu in _unzip(paquet).items()})


def add_partie(paquet: bytes, partie: str, contenu: bytes) -> bytes:
    """Return a package with one more part, or another content of it."""
    return _rezip(_unzip(paquet) | {partie: contenu})


def _unzip(paquet: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(paquet)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def _rezip(parties: Mapping[str, bytes]) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def _list_colonnes(essai: Essai, table: Table) -> list[str]:
    ecritures = essai.entetes.get(table.nom, {})
    colonnes = [colonne.entete for colonne in table.colonnes if ecritures.get(colonne.entete, "x")]
    return [*essai.en_plus.get(table.nom, {}), *(reversed(colonnes) if essai.a_l_envers else colonnes)]


def _write_table(essai: Essai, onglet: Any, table: Table, jour: Any) -> None:
    haut, gauche = xl_cell_to_rowcol(table.depart)
    colonnes = _list_colonnes(essai, table)
    ecritures = essai.entetes.get(table.nom, {})
    en_plus = essai.en_plus.get(table.nom, {})
    rangees = [en_plus | rangee for rangee in essai.rangees.get(table.nom, [])]
    bas = haut + max(len(rangees), 1) + essai.avec_totaux
    if not essai.sans_tableau:
        entetes = [{"header": ecritures.get(entete, entete)} for entete in colonnes]
        if essai.avec_totaux:
            entetes[0]["total_string"] = "Total"
        options = {"name": table.nom, "columns": entetes, "total_row": essai.avec_totaux, "autofilter": False}
        onglet.add_table(haut, gauche, bas, gauche + len(colonnes) - 1, options)
    for rang, entete in enumerate(colonnes):
        onglet.write_string(haut, gauche + rang, ecritures.get(entete, entete))
    for rang, rangee in enumerate(rangees, haut + 1):
        _write_rangee(onglet, rang, gauche, colonnes, rangee, jour)
    for decalage, rangee in essai.dessous.get(table.nom, []):
        _write_rangee(onglet, bas + 1 + decalage, gauche, colonnes, rangee, jour)


def _write_rangee(onglet: Any, rang: int, gauche: int, colonnes: list[str], rangee: Rangee, jour: Any) -> None:
    assert set(rangee) <= set(colonnes), set(rangee) - set(colonnes)
    for entete, valeur in rangee.items():
        write(onglet, rang, gauche + colonnes.index(entete), valeur, jour)


def _write_reglages(essai: Essai, classeur: Any, onglet: Any, jour: Any) -> None:
    premier, colonne = xl_cell_to_rowcol(DEPART_CAMPAGNE)
    for rang, reglage in enumerate(CAMPAGNE, premier):
        libelle = essai.libelles.get(reglage.champ, reglage.libelle)
        if libelle:
            onglet.write_string(rang, colonne, libelle)
        write(onglet, rang, colonne + 1, essai.reglages.get(reglage.champ), jour)
        if not essai.sans_noms:
            classeur.define_name(reglage.nom, f"='{onglet.get_name()}'!$B${rang + 1}")


def write(onglet: Any, rang: int, colonne: int, valeur: Any, jour: Any) -> None:
    """Write a cell as its Python type says."""
    match valeur:
        case None:
            pass
        case Formule():
            onglet.write_formula(rang, colonne, valeur.texte, None, "" if valeur.valeur is None else valeur.valeur)
        case bool():
            onglet.write_boolean(rang, colonne, valeur)
        case str():
            onglet.write_string(rang, colonne, valeur)
        case date():
            onglet.write_datetime(rang, colonne, valeur, jour)
        case _:
            onglet.write_number(rang, colonne, float(valeur))
