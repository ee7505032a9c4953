"""A workbook read and controlled: what every use case starts from, and the only road from a file to its anomalies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.audit.reserves import Reserve
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.controles import check_dossier
from dpid_xl.documents.avenants import compose_ajouts, compose_decides
from dpid_xl.documents.convention import compose_conventions, iter_conventions, list_ebauches
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.document import Convention
from dpid_xl.documents.manques import Manques, list_manques
from dpid_xl.documents.provenance import check_provenance
from dpid_xl.documents.verification import check_textes
from dpid_xl.modele import Dossier, Entree
from dpid_xl.refus import BLOQUE, Refus

COMPOSES = ("conventions", "_tous_les_manques")  # what an Examen composes of its dossier, and of nothing else


@dataclass(frozen=True)
class Examen:
    """A workbook that was read and controlled: what it holds, what is wrong with it, what was not looked over.

    What several of its documents need (conventions, what misses) is composed once.

    ``empreinte`` is the SHA-256 of its bytes, empty when no saved file has them.
    """

    classeur: str
    dossier: Dossier
    anomalies: tuple[Anomalie, ...]
    empreinte: str
    reserves: tuple[Reserve, ...] = ()
    journal: tuple[Entree, ...] = ()  # rows that the macros wrote, from the oldest on

    @property
    def bloque(self) -> bool:
        """Tell whether an anomaly forbids producing documents."""
        return any(anomalie.gravite is Gravite.BLOQUANTE for anomalie in self.anomalies)

    @cached_property
    def conventions(self) -> tuple[Convention, ...]:
        """The conventions of the workbook, all of them."""
        return compose_conventions(self.dossier)

    def compose(self) -> Iterator[Convention]:
        """Yield the same conventions as they are composed, for who begins on the first before the last is there."""
        composees: list[Convention] = []
        for convention in iter_conventions(self.dossier):
            composees.append(convention)
            yield convention
        vars(self)["conventions"] = tuple(composees)

    @cached_property
    def _tous_les_manques(self) -> Manques:
        courriers = (courrier for nature in Nature for courrier in compose_courriers(self.dossier, nature))
        avenants = (*compose_ajouts(self.dossier), *compose_decides(self.dossier))
        ebauches = self.conventions if "conventions" in vars(self) else list_ebauches(self.dossier)  # composed, they say it as well
        return list_manques(self.dossier, ebauches, (*avenants, *courriers))

    def recall(self, autre: Examen) -> None:
        """Take what another composed already of the very same dossier: it would be composed again, to the same end."""
        if self.dossier == autre.dossier:
            vars(self).update({nom: vars(autre)[nom] for nom in COMPOSES if nom in vars(autre)})

    def list_manques(self, conventions: Sequence[Convention] | None = None) -> Manques | None:
        """List what is missing from conventions; None while an anomaly forbids them.

        Without any named, from all those of the workbook, from the drafts of avenants and from the letters that its facts call for.
        """
        if self.bloque:
            return None
        if conventions is not None:
            return list_manques(self.dossier, conventions)
        return self._tous_les_manques

    def require_sain(self, sans: str, ou: str = "", conseil: str = "corrigez le classeur puis recommencez") -> None:
        """Raise Bloque when an anomaly forbids producing documents; ``sans`` says what is then not made: « Aucun export n'est écrit »."""
        if self.bloque:
            raise Bloque(f"{sans} tant qu'il reste une anomalie bloquante{ou} : {conseil}.", self)


class Bloque(Refus):
    """What was asked is forbidden by the blocking anomalies of a workbook."""

    code = BLOQUE

    def __init__(self, phrase: str, examen: Examen) -> None:
        super().__init__(phrase)
        self.examen = examen


def check(dossier: Dossier, anomalies_de_lecture: Sequence[Anomalie] = ()) -> tuple[Anomalie, ...]:
    """Run all the controls on a dossier, those on the convention texts included."""
    return check_dossier(dossier, *anomalies_de_lecture, *check_textes(dossier), *check_provenance(dossier))


def examine(
    chemin: Path,
    modules: Mapping[str, str] | None = None,
    *,
    valeurs_seules: str = "",
    images: Path | None = None,
    lus: bytes | None = None,
    ouvert: Classeur | None = None,
) -> Examen:
    """Read and control a workbook; raises ClasseurIllisible with one French sentence.

    ``modules`` are the VBA modules that it should carry, source texts by name; without them its macros are not looked at.
    ``valeurs_seules`` is what is said of a copy that holds nothing but the values of a workbook. ``images``: the folder of the
    pictures that its settings name, its own when nothing is said. ``lus``: its bytes, when they were read already, ``ouvert`` the
    workbook that was opened of them.
    """
    lecture = read_classeur(chemin, modules, valeurs_seules=valeurs_seules, images=images, lus=lus, ouvert=ouvert)
    anomalies = check(lecture.dossier, lecture.anomalies)
    return Examen(chemin.name, lecture.dossier, anomalies, lecture.empreinte, lecture.reserves, lecture.journal)
