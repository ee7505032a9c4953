"""What differs between a workbook and its copy: values, formulas, tables, names."""

from tests.udfs.actions.classeur import load


def compare(octets, copie):
    """The differences by sheet, as (cell, before, after); sheets put in or taken out are named « + » or « - »."""
    avant = load(octets)
    differences = {}
    for onglet in avant.worksheets:
        if onglet.title not in copie.sheetnames:
            differences[f"-{onglet.title}"] = []
            continue
        if ecarts := [*_compare_cellules(onglet, copie[onglet.title]), *_compare_feuille(onglet, copie[onglet.title])]:
            differences[onglet.title] = ecarts
    differences |= {f"+{nom}": [] for nom in copie.sheetnames if nom not in avant.sheetnames}
    assert {nom: defini.attr_text for nom, defini in avant.defined_names.items()} == {
        nom: defini.attr_text for nom, defini in copie.defined_names.items()
    }
    return differences


def _compare_cellules(avant, apres):
    for adresse in sorted(set(avant._cells) | set(apres._cells)):
        valeurs = [onglet._cells[adresse].value if adresse in onglet._cells else None for onglet in (avant, apres)]
        textes = [getattr(valeur, "text", valeur) for valeur in valeurs]
        if textes[0] != textes[1]:
            yield adresse, *textes


def _compare_feuille(avant, apres):
    for partie in ("data_validations", "freeze_panes", "print_area", "protection", "merged_cells", "column_dimensions"):
        if repr(getattr(avant, partie)) != repr(getattr(apres, partie)):
            yield partie, getattr(avant, partie), getattr(apres, partie)
    regles = [[(str(zone.sqref), [regle.formula for regle in zone.rules]) for zone in o.conditional_formatting] for o in (avant, apres)]
    tables = [{table.name: table.ref for table in onglet.tables.values()} for onglet in (avant, apres)]
    for partie, (une, autre) in {"regles": regles, "tables": tables}.items():
        if une != autre:
            yield partie, une, autre
