"""Which finding explains which: a wrong amount, and the five totals that it makes wrong.

Nothing is guessed. What an officer would do about a finding is done on a copy of the dossier and the rules are run again: what is
gone follows from it, unless the mend itself or a new blocking finding says that this was not it. :data:`EXPLICATIONS` lists what
can be mended this way, from the cell to the total, and what may follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from dpid_xl.anomalies import Anomalie, Gravite, Repere
from dpid_xl.classes import dataclass
from dpid_xl.controles import corrections
from dpid_xl.controles.corrections import Correction
from dpid_xl.modele import Dossier

Controle = Callable[[Dossier], Iterable[Anomalie]]

# Lines looked at again, all mends together: about a second. Beyond, a finding stands on its own: none is hidden.
LIGNES_REVUES_MAXIMUM = 30_000
RECHERCHE = 40  # rows of a register that are looked through in the time of a line looked at again

_SOMMES = ("total_ecart_decision", "budget_depasse", "budget_ae_depassee")
_TOTAUX = (*_SOMMES, "attribution_differente", "exercices_ecart")
_COMPTES = ("quantite_ecart_decision", "structures_ecart_decision", "operations_ecart_decision")
_COUTS = ("montant_ecart_bareme", "cout_unitaire_atypique", "montant_repris", "arrondis_differents")
_PERIODES = ("dates_hors_campagne", "dates_hors_operation", "dates_inversees", "duree_excessive", "dates_absentes", "exercice_hors_dates")
_CLES = ("operation_inconnue", "thematique_inconnue", "budget_inconnu", "structure_inconnue")
_BAREME = ("bareme_modifie", "bareme_code_absent", "tarif_absent", "tarif_inattendu", "parts_incoherentes", "quantite_absente")
_ILLISIBLES = ("lecture_montant_illisible", "lecture_nombre_illisible", "lecture_date_illisible", "lecture_erreur_excel")
_SANS_VALEUR = (*_ILLISIBLES, "lecture_formule_sans_valeur", "lecture_ligne_incomplete", "montant_absent", "quantite_absente")


@dataclass(frozen=True, slots=True)
class Explication:
    """What findings may come from some others: the codes of these, the mends to try in turn, the codes that may follow."""

    causes: Sequence[str]
    corrections: Sequence[Correction]
    consequences: Sequence[str]


# In this order: a row of a register before the lines that name it, a line before the totals that count it, small totals before large.
EXPLICATIONS: tuple[Explication, ...] = (
    Explication(
        ("operation_en_double", "thematique_en_double", "budget_en_double", "structure_en_double", "tarif_en_double"),
        (corrections.rename_double,),
        (*_CLES, *_TOTAUX, *_COMPTES, *_COUTS, *_BAREME, "structures_sans_ligne", "silence_de_la_source"),
    ),
    Explication(("bareme_modifie", "bareme_code_absent"), (corrections.restore_tarif,), (*_BAREME, *_COUTS)),
    Explication(
        ("ligne_en_double",),
        (corrections.drop_ligne,),
        (*_TOTAUX, *_COMPTES, *_COUTS, "periodes_chevauchees", "dates_absentes", "lecture_ligne_hors_tableau"),
    ),
    Explication(
        ("operation_inconnue", "lecture_ligne_incomplete"),
        (corrections.reclass_lignes,),
        ("operation_inconnue", *_TOTAUX, *_COMPTES, *_COUTS, "unite_differente", "quantite_absente"),
    ),
    Explication(
        ("lecture_ligne_incomplete",),
        (corrections.drop_vide,),
        (*_TOTAUX, "operation_inconnue", "structure_inconnue", "dates_absentes", "montant_absent", "lecture_ligne_hors_tableau"),
    ),
    Explication(("budget_inconnu", "thematique_inconnue"), (corrections.reclass_operations,), (*_CLES, *_TOTAUX, *_COMPTES)),
    Explication(
        ("structure_inconnue",),
        (corrections.type_structure,),
        ("structures_sans_ligne", "structures_ecart_decision", "attribution_differente"),
    ),
    Explication(("dates_inversees",), (corrections.swap_dates,), (*_PERIODES, *_COUTS)),
    Explication(("dates_hors_campagne",), (corrections.type_date,), (*_PERIODES, *_COUTS)),
    Explication(("dates_hors_operation",), (corrections.type_dates,), (*_PERIODES, *_COUTS)),
    Explication(_SANS_VALEUR, (corrections.type_montant, corrections.type_quantite), (*_TOTAUX, *_COMPTES, *_COUTS)),
    Explication(("montant_negatif",), (corrections.make_positif,), (*_TOTAUX, *_COMPTES, *_COUTS)),
    Explication(("quantite_negative",), (corrections.type_quantite,), (*_COMPTES, *_COUTS)),
    Explication(("montant_ecart_bareme",), (corrections.type_calcul, corrections.type_quantite), (*_TOTAUX, *_COMPTES, *_COUTS)),
    Explication(("attribution_differente",), (corrections.type_attribution,), (*_TOTAUX, *_COUTS, "ligne_a_zero")),
    Explication(("lecture_ligne_hors_tableau",), (corrections.drop_ligne,), (*_TOTAUX, *_COMPTES, *_COUTS)),
    Explication(("total_ecart_decision",), (corrections.balance_operation,), _SOMMES),
)
# Once all of these are known, alone or together.
LARGES = Explication(("total_ecart_decision",), (corrections.balance_total,), _SOMMES)


def explain(anomalies: Sequence[Anomalie], dossier: Dossier, par_code: Mapping[str, Controle]) -> tuple[Anomalie, ...]:
    """Return the findings in the same order, each consequence with its cause; ``par_code``: the rule that found each code.

    What was accepted explains nothing: it is meant to stay. What follows from two mends together follows from the first.
    """
    etude = _Etude(anomalies, dossier, par_code)
    for explication in EXPLICATIONS:
        etude.try_causes(explication)
    etude.try_ensemble()
    etude.try_causes(LARGES)
    causes = ((anomalie, etude.causes.get(anomalie.repere)) for anomalie in anomalies)
    # Most have none: they are not made again.
    return tuple(anomalie if cause is anomalie.cause else replace(anomalie, cause=cause) for anomalie, cause in causes)


class _Etude:
    """The findings of a dossier while their causes are looked for."""

    def __init__(self, anomalies: Sequence[Anomalie], dossier: Dossier, par_code: Mapping[str, Controle]) -> None:
        self.anomalies, self.dossier, self.par_code = anomalies, dossier, par_code
        self.constats: dict[str, list[Anomalie]] = {}  # by code
        for anomalie in anomalies:
            self.constats.setdefault(anomalie.code, []).append(anomalie)
        self.connues = {anomalie.repere for anomalie in anomalies}
        self.refusees = {
            anomalie.origine
            for anomalie in anomalies
            if anomalie.code not in par_code and anomalie.gravite is Gravite.BLOQUANTE and anomalie.origine.cellule
        }
        self.rangees = {(ligne.lieu.feuille, ligne.lieu.rang) for ligne in dossier.lignes}
        self.causes: dict[Repere, Repere] = {}
        self.mends: dict[Repere, tuple[Anomalie, Correction]] = {}  # of the findings that explain some others
        self.revues = 0
        registres = (dossier.lignes, dossier.structures, dossier.operations, dossier.tarifs, dossier.budget, dossier.thematiques)
        self.recherche = max(map(len, registres)) // RECHERCHE  # what it costs to look there for what a mend changes

    def try_causes(self, explication: Explication) -> None:
        """Note what goes with each finding that may explain others."""
        if self.constats.keys().isdisjoint(explication.causes):
            return
        for anomalie in self.anomalies:
            if anomalie.code in explication.causes and not anomalie.justification and anomalie.repere not in self.causes:
                self._try_cause(anomalie, explication)

    def _try_cause(self, cause: Anomalie, explication: Explication) -> None:
        """Note what goes with a finding once it is mended, if one of its mends holds."""
        possibles = self._list_libres(explication.consequences, cause) if self.revues < LIGNES_REVUES_MAXIMUM else []
        for corriger in explication.corrections if possibles else ():
            self.revues += self.recherche
            corrige = corriger(self.dossier, cause)
            disparues = self._list_disparues(corrige, [cause], possibles) if corrige else []
            if disparues:
                self.mends[cause.repere] = cause, corriger
                self.causes.update((anomalie.repere, cause.repere) for anomalie in disparues)
                return

    def try_ensemble(self) -> None:
        """Note the large totals that only several mends make right: each goes with the first of them that it cannot do without."""
        for anomalie in self._list_libres(("total_ecart_decision",)):
            if corrections.balance_operation(self.dossier, anomalie):
                self.mends[anomalie.repere] = anomalie, corrections.balance_operation
        possibles = self._list_libres(_SOMMES)
        tous = list(self.mends.values())
        if len(tous) < 2 or not possibles:  # noqa: PLR2004 - several
            return
        ensemble = self._list_disparues(_mend(self.dossier, tous), [], possibles)
        for cause, _ in tous:
            sans = [mend for mend in tous if mend[0] is not cause]
            encore = self._list_disparues(_mend(self.dossier, sans), [], ensemble)
            self.causes.update((anomalie.repere, cause.repere) for anomalie in ensemble if anomalie not in encore)
            ensemble = encore

    def _list_libres(self, codes: Sequence[str], cause: Anomalie | None = None) -> list[Anomalie]:
        """Return the findings of these codes that nothing explains yet and that explain nothing."""
        prises = {*self.causes, *self.mends, *([cause.repere] if cause else [])}
        constats = (anomalie for code in dict.fromkeys(codes) for anomalie in self.constats.get(code, ()))
        return [anomalie for anomalie in constats if anomalie.repere not in prises]

    def _list_disparues(self, corrige: Dossier, causes: Sequence[Anomalie], possibles: Sequence[Anomalie]) -> list[Anomalie]:
        """Return the findings that are gone from a mended dossier; none if a cause is still there, or if the mend brings others."""
        self.revues += len(corrige.lignes)
        if self.revues > LIGNES_REVUES_MAXIMUM:
            return []
        regles = dict.fromkeys(self.par_code[a.code] for a in (*causes, *possibles) if a.code in self.par_code)
        trouvees = [a for regle in regles for a in regle(corrige) if a.origine not in self.refusees]
        rangees = {(ligne.lieu.feuille, ligne.lieu.rang) for ligne in corrige.lignes}
        # What the reading found cannot be looked for again: it stays, unless its row was taken out.
        lues = [
            a for a in possibles if a.code not in self.par_code and (a.origine.feuille, a.origine.place[0]) not in self.rangees - rangees
        ]
        restantes = {anomalie.repere for anomalie in (*trouvees, *lues)}
        if any(cause.repere in restantes for cause in causes):
            return []
        if any(a.gravite is not Gravite.INFORMATION and a.repere not in self.connues for a in trouvees):
            return []
        return [anomalie for anomalie in possibles if anomalie.repere not in restantes]


def _mend(dossier: Dossier, mends: Iterable[tuple[Anomalie, Correction]]) -> Dossier:
    for anomalie, corriger in mends:
        dossier = corriger(dossier, anomalie) or dossier
    return dossier
