"""What the bilans say of the indicators that the fiches name, one row each."""

from __future__ import annotations

from dpid_xl.schema.colonnes import LISTE_OPERATIONS, LISTE_STRUCTURES, Colonne, Nature, Table

_N = Nature

INDICATEURS = Table(
    "tblIndicateurs",
    "Indicateurs",
    "A6",
    (
        Colonne("Structure", "structure", _N.TEXTE, 34, "Nom au registre.", liste=LISTE_STRUCTURES, obligatoire=True),
        Colonne("Opération", "operation", _N.IDENTIFIANT, 9, liste=LISTE_OPERATIONS, obligatoire=True),
        Colonne(
            "Indicateur",
            "indicateur",
            _N.TEXTE,
            44,
            "Tel que la feuille Opérations l'écrit, « (%) », « (€) » ou « (texte) » compris.",
            obligatoire=True,
        ),
        Colonne("Nombre", "nombre", _N.NOMBRE, 12, "Un nombre ; des euros, si l'indicateur finit par « (€) »."),
        Colonne("Part", "part", _N.TAUX, 9, "Si l'indicateur finit par « (%) » : de 0 à 100 %."),
        Colonne("Réponse", "reponse", _N.TEXTE, 50, "Si l'indicateur finit par « (texte) » ; ailleurs, ce qui précise le chiffre."),
    ),
    depuis=4,
)
