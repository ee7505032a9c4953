"""The numbers of the register: SIRET, RNA, IBAN and BIC are valid, agree with one another and belong to one body.

Not here: whether a number is really the body's (nothing is looked up), nor a public body whose SIREN does not begin with
1 or 2 (an office public de l'habitat is a public body with a number of the trade register).

A finding holds of an account number, and of a SIRET that is wrong, what finds it again in the register (``anomalies.Masque``).

Sources: INSEE (SIREN, SIRET), décret n° 2009-540 (RNA: associations only), ISO 13616 (IBAN), ISO 9362 (BIC).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dpid_xl.anomalies import Anomalie, Faits, Gravite, Masque
from dpid_xl.controles.identite import are_declarees_distinctes
from dpid_xl.controles.selection import pair_with_first, tell_privee
from dpid_xl.identifiants import compact, is_bic, is_iban, is_meme_pays, is_rna, is_siret
from dpid_xl.modele import Dossier, Structure

SIREN = 9  # digits of a SIRET that name the body; the others name its establishment
PREMIERS_CHIFFRES_PUBLICS = ("1", "2")  # of the SIREN; INSEE keeps them for public bodies


def check_sirets(dossier: Dossier) -> Iterable[Anomalie]:
    """A SIRET has 14 digits, not all zero, and its last digit is the right key."""
    for structure in dossier.structures:
        if structure.siret and not is_siret(structure.siret):
            faits: Faits = {"structure": structure.nom, "siret": Masque(structure.siret)}
            yield Anomalie("siret_invalide", Gravite.AVERTISSEMENT, structure.lieu.origine("siret"), faits)


def check_siret_departement(dossier: Dossier) -> Iterable[Anomalie]:
    """The SIRET of the Département, printed in every convention, is valid too."""
    siret = dossier.campagne.departement_siret
    if siret and not is_siret(siret):
        faits = {"siret": Masque(siret)}
        yield Anomalie("siret_departement_invalide", Gravite.AVERTISSEMENT, dossier.reglages.origine("departement_siret"), faits)


def check_rna(dossier: Dossier) -> Iterable[Anomalie]:
    """A number of the national register of associations is W and nine digits."""
    for structure in dossier.structures:
        if structure.rna and not is_rna(structure.rna):
            faits = {"structure": structure.nom, "rna": structure.rna}
            yield Anomalie("rna_invalide", Gravite.AVERTISSEMENT, structure.lieu.origine("rna"), faits)


def check_ibans(dossier: Dossier) -> Iterable[Anomalie]:
    """An IBAN has the length of its country and the right key: the grant is paid there."""
    for structure in dossier.structures:
        if structure.iban and not is_iban(structure.iban):
            faits: Faits = {"structure": structure.nom, "iban": Masque(structure.iban)}
            yield Anomalie("iban_invalide", Gravite.AVERTISSEMENT, structure.lieu.origine("iban"), faits)


def check_bics(dossier: Dossier) -> Iterable[Anomalie]:
    """A BIC has 8 or 11 signs and names a country."""
    for structure in dossier.structures:
        if structure.bic and not is_bic(structure.bic):
            faits = {"structure": structure.nom, "bic": structure.bic}
            yield Anomalie("bic_invalide", Gravite.AVERTISSEMENT, structure.lieu.origine("bic"), faits)


def check_pays_des_comptes(dossier: Dossier) -> Iterable[Anomalie]:
    """The BIC names the country of the IBAN; a number that is not valid is said by its own control."""
    for structure in dossier.structures:
        if is_iban(structure.iban) and is_bic(structure.bic) and not is_meme_pays(structure.iban, structure.bic):
            faits = {"structure": structure.nom, "iban": compact(structure.iban)[:2], "bic": compact(structure.bic)}
            yield Anomalie("bic_autre_pays", Gravite.AVERTISSEMENT, structure.lieu.origine("bic"), faits)


def check_natures_des_numeros(dossier: Dossier) -> Iterable[Anomalie]:
    """A body said to be private has not the SIRET of a public one, nor a public body the RNA of an association."""
    for structure in dossier.structures:
        privee = tell_privee(structure)
        faits = {"structure": structure.nom, "nature": structure.nature}
        if privee is True and is_siret(structure.siret) and compact(structure.siret).startswith(PREMIERS_CHIFFRES_PUBLICS):
            faits |= {"siret": structure.siret}
            yield Anomalie("siret_autre_nature", Gravite.AVERTISSEMENT, structure.lieu.origine("siret"), faits)
        if privee is False and structure.rna:
            yield Anomalie("rna_autre_nature", Gravite.AVERTISSEMENT, structure.lieu.origine("rna"), faits | {"rna": structure.rna})


def check_sirets_partages(dossier: Dossier) -> Iterable[Anomalie]:
    """A SIRET belongs to one structure."""
    for siret, premiere, autre in _pair(dossier, lambda structure: compact(structure.siret)):
        faits: Faits = {"siret": siret if is_siret(siret) else Masque(siret), "structure": autre.nom, "autre": premiere.nom}
        yield Anomalie("siret_partage", Gravite.AVERTISSEMENT, autre.lieu.origine("siret"), faits)


def check_sirens_partages(dossier: Dossier) -> Iterable[Anomalie]:
    """Two establishments of one body are one body, unless the officer keeps them apart (« À distinguer de »)."""
    for siren, premiere, autre in _pair(dossier, _get_siren):
        if compact(premiere.siret) != compact(autre.siret) and not are_declarees_distinctes(premiere, autre):
            faits = {"siren": siren, "structure": autre.nom, "autre": premiere.nom}
            yield Anomalie("siren_partage", Gravite.AVERTISSEMENT, autre.lieu.origine("siret"), faits)


def check_rna_partages(dossier: Dossier) -> Iterable[Anomalie]:
    """An RNA number belongs to one association."""
    for rna, premiere, autre in _pair(dossier, lambda structure: compact(structure.rna)):
        faits = {"rna": rna, "structure": autre.nom, "autre": premiere.nom}
        yield Anomalie("rna_partage", Gravite.AVERTISSEMENT, autre.lieu.origine("rna"), faits)


def check_ibans_partages(dossier: Dossier) -> Iterable[Anomalie]:
    """An account belongs to one structure: a copied IBAN pays the wrong body."""
    for iban, premiere, autre in _pair(dossier, lambda structure: compact(structure.iban)):
        faits: Faits = {"iban": Masque(iban), "structure": autre.nom, "autre": premiere.nom}
        yield Anomalie("iban_partage", Gravite.AVERTISSEMENT, autre.lieu.origine("iban"), faits)


def _get_siren(structure: Structure) -> str:
    return compact(structure.siret)[:SIREN] if is_siret(structure.siret) else ""


def _pair(dossier: Dossier, get_numero: Callable[[Structure], str]) -> Iterator[tuple[str, Structure, Structure]]:
    """Yield a number, the first structure that has it and each other that has it too."""
    numeros = [(numero, structure) for structure in dossier.structures if (numero := get_numero(structure))]
    return ((get_numero(autre), premiere, autre) for premiere, autre in pair_with_first(numeros))
