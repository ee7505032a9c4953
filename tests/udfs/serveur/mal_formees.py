"""Bodies that Excel's client never sends: by what is wrong, the body and the status expected with a token.

``APPELS`` go to the functions, ``SCRIPTS`` to a button; the names of those that are the same start alike.
"""

import json

from tests.udfs.serveur.demande import make_demande
from udfs.actions.registre import MACROS

BOUTON = MACROS[0].nom
PROFOND = 100_000
DEMANDE = make_demande("dpid_places", 80, 6)
TABLE = {"name": "tblX", "range_address": "A1:B2"}
FEUILLE = {"name": "F", "values": [["a", 1], ["b", 2]], "pictures": [], "tables": [TABLE], "used_range_address": "A1:B2"}
NOM = {"name": "n", "refers_to": "=F!A1", "sheet_index": 0, "address": "A1"}
NOM |= {"scope_sheet_name": None, "scope_sheet_index": None, "book_scope": True}
LIVRE = {"name": "C.xlsx", "active_sheet_index": 0, "selection": "A1"}
CLASSEUR = {"client": "Office.js", "version": "0", "book": LIVRE, "names": [NOM], "sheets": [FEUILLE], "args": []}
SANS_BORNE = "1" + "0" * 5000


def encode(objet):
    return json.dumps(objet, ensure_ascii=False).encode()


def put(objet, **champs):
    return encode(objet | champs)


def drop(objet, champ):
    return encode({cle: valeur for cle, valeur in objet.items() if cle != champ})


def put_cellule(cellule):
    return put(DEMANDE, args=[[[cellule]], [[6]]])


def put_valeur(cellule):
    return put(CLASSEUR, sheets=[FEUILLE | {"values": [[cellule, 1], ["b", 2]]}])


def list_syntaxe(demande):
    """What no reader of JSON should take, or what it would take for two things."""
    entier = encode(demande)
    return {
        "vide": b"",
        "blancs": b" \n\t",
        "accolade": b"{",
        "coupé": entier[: len(entier) // 2],
        "suivi d'autre chose": entier + b"x",
        "deux objets": entier + entier,
        "liste": b"[]",
        "texte": b'"a"',
        "nombre": b"1",
        "null": b"null",
        "objet vide": b"{}",
        "UTF-8 faux": entier.replace(b"Office.js", b"Office\xff\xfe.js"),
        "UTF-8 trop long": entier.replace(b"Office.js", b"Office\xc0\xaejs"),
        "UTF-16": entier.decode().encode("utf-16"),
        "marque en tête": b"\xef\xbb\xbf" + entier,
        "clé en double": b'{"client":"Office.js",' + entier[1:],
        "listes profondes": b"[" * PROFOND,
        "objets profonds": b'{"a":' * PROFOND,
        "profond et fermé": b"[" * PROFOND + b"]" * PROFOND,
        "signes de contrôle": entier.replace(b"Office.js", b"\x1b[31m\r\nOffice.js"),
        "formulaire": b"bookData=%7B%7D",
    }


APPELS = {nom: (corps, 400) for nom, corps in list_syntaxe(DEMANDE).items()}
APPELS |= {
    "autre client": (put(DEMANDE, client="Excel"), 400),
    "sans client": (drop(DEMANDE, "client"), 400),
    "sans fonction": (drop(DEMANDE, "func_name"), 400),
    "fonction nombre": (put(DEMANDE, func_name=3), 400),
    "fonction inconnue": (put(DEMANDE, func_name="dpid_inconnue"), 404),
    "fonction de Python": (put(DEMANDE, func_name="__builtins__"), 404),
    "fonction avec contrôles": (put(DEMANDE, func_name="\x1b[2J\r\nINFO faux"), 404),
    "sans arguments": (drop(DEMANDE, "args"), 400),
    "arguments texte": (put(DEMANDE, args="abc"), 400),
    "argument manquant": (put(DEMANDE, args=[]), 400),
    "trop d'arguments": (put(DEMANDE, args=[[[1]]] * 40), 400),
    "plage vide": (put(DEMANDE, args=[[], [[6]]]), 400),
    "rangée vide": (put(DEMANDE, args=[[[]], [[6]]]), 400),
    "rangées inégales": (put(DEMANDE, args=[[[1, 2], [3]], [[6]]]), 400),
    "rangée et cellule": (put(DEMANDE, args=[[[1], 2], [[6]]]), 400),
    "cellule liste": (put_cellule([1]), 400),
    "cellule objet": (put_cellule({"a": 1}), 400),
    "donnée sans fin": (put_cellule({"type": "Entity", "basicValue": {"basicValue": {}}}), 400),
    "NaN": (put_cellule(float("nan")), 400),
    "nombre infini": (encode(DEMANDE).replace(b"80", b"1e999"), 400),
    "nombre sans borne": (encode(DEMANDE).replace(b"80", SANS_BORNE.encode()), 400),
    "nombre de 400 chiffres": (put_cellule(10**400), 400),
    "demi-signe": (encode(DEMANDE).replace(b"80", b'"\\ud83d"'), 400),
    "version d'Excel": (put(DEMANDE, runtime="un.quatre"), 400),
    "format de date": (put(DEMANDE, date_format=["dd"]), 400),
    "langue": (put(DEMANDE, culture_info_name=12), 400),
}
SCRIPTS = {nom: (corps, 400) for nom, corps in list_syntaxe(CLASSEUR).items()}
SCRIPTS |= {
    "autre client": (put(CLASSEUR, client="Excel"), 400),
    "sans livre": (drop(CLASSEUR, "book"), 400),
    "livre texte": (put(CLASSEUR, book="C.xlsx"), 400),
    "livre sans nom": (put(CLASSEUR, book=LIVRE | {"name": ""}), 400),
    "feuille active ailleurs": (put(CLASSEUR, book=LIVRE | {"active_sheet_index": 7}), 400),
    "feuille active négative": (put(CLASSEUR, book=LIVRE | {"active_sheet_index": -1}), 400),
    "sélection": (put(CLASSEUR, book=LIVRE | {"selection": "\x1b[2J"}), 400),
    "sans feuilles": (put(CLASSEUR, sheets=[]), 400),
    "feuilles texte": (put(CLASSEUR, sheets="F"), 400),
    "feuille sans nom": (put(CLASSEUR, sheets=[FEUILLE | {"name": None}]), 400),
    "valeurs texte": (put(CLASSEUR, sheets=[FEUILLE | {"values": "abc"}]), 400),
    "rangées inégales": (put(CLASSEUR, sheets=[FEUILLE | {"values": [["a", 1], ["b"]]}]), 400),
    "cellule liste": (put_valeur([1]), 400),
    "NaN": (put_valeur(float("nan")), 400),
    "nombre de 400 chiffres": (put_valeur(10**400), 400),
    "demi-signe": (put_valeur("DEMI").replace(b"DEMI", b"\\udc00"), 400),
    "tableau sans adresse": (put(CLASSEUR, sheets=[FEUILLE | {"tables": [{"name": "t"}]}]), 400),
    "adresse de tableau": (put(CLASSEUR, sheets=[FEUILLE | {"tables": [TABLE | {"range_address": "A1:B2; drop"}]}]), 400),
    "nom incomplet": (put(CLASSEUR, names=[{"name": "n"}]), 400),
    "arguments texte": (put(CLASSEUR, args="oui"), 400),
    "réponse inconnue": (put(CLASSEUR, args=["peut-être"]), 400),
    "trop d'arguments": (put(CLASSEUR, args=["oui"] * 3), 400),
}
AUTRES_BOUTONS = ("inconnu", "__builtins__", "%1b%5b2J%0d%0aINFO", "a" * 5000, "..%2f..%2fetc")
