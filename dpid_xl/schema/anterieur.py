"""What earlier campaigns granted, and what came of it: written once, when a workbook is made of the one before."""

from __future__ import annotations

from dpid_xl.schema.colonnes import Nature, Table, memoire

_N = Nature
_UNE_FOIS = "De toutes les lignes de la structure pour l'opération ; écrit sur la première."
ANTERIEUR = Table(
    "tblAnterieur",
    "Antérieur",
    "A6",
    (
        memoire("Année", "annee", _N.ANNEE, 7, "De la campagne : celle de sa délibération, sinon de son premier jour."),
        memoire("Opération", "operation", _N.IDENTIFIANT, 9.5, "Son code dans cette campagne-là."),
        memoire("Structure", "structure", _N.TEXTE, 30, "Nom au registre."),
        memoire("Territoire", "territoire", _N.TEXTE, 15),
        memoire("Quantité", "quantite", _N.NOMBRE, 8.5),
        memoire("Unité", "unite", _N.TEXTE, 10),
        memoire("Montant accordé", "montant", _N.MONTANT, 12.5),
        memoire("Réalisé", "realise", _N.NOMBRE, 8.5, _UNE_FOIS),
        memoire("Acquis", "acquis", _N.MONTANT, 12.5, f"Vide : les résultats ne le disaient pas. {_UNE_FOIS}"),
        memoire("Versé", "versement", _N.MONTANT, 12.5, f"Vide : ce n'était pas dit. {_UNE_FOIS}"),
        memoire("Intitulé", "intitule", _N.TEXTE, 24),
        memoire("Description", "description", _N.TEXTE, 40),
        memoire("Quantité simple", "quantite_simple", _N.NOMBRE, 11),
        memoire("Début", "debut", _N.DATE, 9.4),
        memoire("Fin", "fin", _N.DATE, 9.4),
        memoire("Statut", "statut", _N.TEXTE, 10),
        memoire("N° convention", "numero_convention", _N.IDENTIFIANT, 12),
        memoire("Signée le", "signature", _N.DATE, 9.4, _UNE_FOIS),
        memoire("Réalisé simple", "realise_simple", _N.NOMBRE, 9, _UNE_FOIS),
        memoire("Dépenses", "depenses", _N.MONTANT, 12.5, _UNE_FOIS),
        memoire("Observations", "observations", _N.TEXTE, 30, _UNE_FOIS),
        memoire("Campagne", "campagne", _N.TEXTE, 40),
    ),
    depuis=3,
)
