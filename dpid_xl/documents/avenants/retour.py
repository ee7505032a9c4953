"""Every avenant of one workbook, those that left the office too: what a page that comes back signed is compared with.

>>> from dpid_xl.campagnes import load_campagne
>>> [get_acte(avenant) for avenant in compose_tous(load_campagne("2022_phase2"))]
[('PAGE', '2022-02942', None)]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dpid_xl.calcul.avenants import get_numero
from dpid_xl.calcul.signature import Cle, get_cle, index_engages
from dpid_xl.calcul.suivi import find_avenants
from dpid_xl.documents.avenants import Avenant, compose_ajouts, compose_decides
from dpid_xl.modele import Dossier, Suivi
from dpid_xl.noms import fold_numero


def compose_tous(dossier: Dossier) -> tuple[Avenant, ...]:
    """Compose the avenants of the sheet « Avenants » and of the lines « avenant »; one that left, as it was before it did."""
    partis = (avenant for acte in _list_partis(dossier) for avenant in _compose(_forget(dossier, acte), acte))
    return (*compose_ajouts(dossier), *compose_decides(dossier), *partis)


def get_acte(avenant: Avenant) -> Cle:
    """Return the act, as « Signature » knows it: structure, earlier convention (empty: that of the campaign), rank."""
    ailleurs = fold_numero(avenant.convention) if avenant.partiel else ""
    # What the lines « avenant » add to an earlier convention is one act, whatever its number.
    return avenant.structure.nom, ailleurs, None if avenant.partiel and not avenant.remplace else avenant.numero


def _list_partis(dossier: Dossier) -> dict[Cle, None]:
    """Return the avenants that « Signature » or « Suivi » say sent or signed."""
    suivis = ((nom, "", get_numero(texte)) for (nom, numero), textes in find_avenants(dossier).items() if not numero for texte in textes)
    envoyes = (acte for acte in index_engages(dossier) if acte[1] or acte[2] is not None)
    return dict.fromkeys((*envoyes, *suivis))


def _compose(avant: Dossier, acte: Cle) -> Iterator[Avenant]:
    return (avenant for avenant in (*compose_ajouts(avant, [acte[0]]), *compose_decides(avant, [acte[0]])) if get_acte(avenant) == acte)


def _forget(dossier: Dossier, acte: Cle) -> Dossier:
    """Return the campaign before an act left: neither it nor the avenants of higher ranks to the same convention did."""
    nom, numero, rang = acte

    def is_apres(autre: Cle) -> bool:
        return autre == acte or (rang is not None and autre[:2] == (nom, numero) and (autre[2] or 0) >= rang)

    def leave(suivi: Suivi) -> Suivi:
        gardes = tuple(texte for texte in suivi.avenants if rang is None or get_numero(texte) < rang)
        return replace(suivi, avenants=gardes) if not numero and dossier.name_structure(suivi.structure) == nom else suivi

    signatures = tuple(signature for signature in dossier.signatures if not is_apres(get_cle(dossier, signature)))
    return replace(dossier, signatures=signatures, suivis=tuple(map(leave, dossier.suivis)))
