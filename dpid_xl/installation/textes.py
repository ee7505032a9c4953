r"""Every French sentence of ``installer`` and ``diagnostic``, by code.

>>> GESTES["deja_la"].format(chemin="a.xlsm")
'Déjà en place : a.xlsm'
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CONSTATS", "GESTES", "Texte"]


class Texte(NamedTuple):
    """A finding, and how to mend it."""

    sujet: str
    phrase: str
    remede: str = ""


GESTES = {
    "classeur_ecrit": "Classeur copié : {chemin}",
    "classeur_mis_a_jour": "Classeur remplacé par la nouvelle version (vous ne l'aviez pas modifié) : {chemin}",
    "classeur_a_cote": "Votre classeur {present} a été modifié : il est gardé, le nouveau est à côté : {chemin}",
    "copie_deja_la": "Votre classeur {present} a été modifié : il est gardé ; la version livrée est déjà à côté : {chemin}",
    "programme_ecrit": "Copié pour Excel : {chemin}",
    "programme_mis_a_jour": "Remplacé par la nouvelle version : {chemin}",
    "programme_sauve": "Remplacé : {chemin} ; ce qui s'y trouvait est gardé dans {sauvegarde}",
    "reglages_ecrits": "Réglages d'xlwings écrits ({noms}) : {chemin} ; vos autres réglages n'ont pas changé",
    "reglages_remplaces": "Réglages d'xlwings écrits ({noms}) : {chemin} ; l'ancienne valeur « {avant} » sera remise par --retirer",
    "reglages_impossibles": "Réglages d'xlwings non écrits : le chemin de Python « {valeur} » contient un caractère qu'Excel ne sait pas y "
    "lire ; installez Python dans un dossier au nom sans accent ni guillemet, puis recommencez",
    "moteur_note": "Noté pour les macros de LibreOffice (où se trouve Python et ce qu'il faut) : {chemin}",
    "compile": "Modules Python préparés ({nombre}), pour qu'Excel démarre plus vite : {chemin}",
    "deja_la": "Déjà en place : {chemin}",
    "sans_excel": "Excel n'est pas installé pour ce compte : ni le complément ni les réglages ne sont posés ; installez Excel, "
    "ouvrez-le une fois, puis recommencez",
    "linux": "Excel n'existe pas sous Linux : aucun classeur n'est copié ; pour LibreOffice, tapez « dpid-xl libreoffice -o dpid.oxt »",
    "retire": "Retiré : {chemin}",
    "retire_rendu": "Retiré : {chemin} ; ce qui s'y trouvait avant est remis en place",
    "retire_deja": "N'était plus là : {chemin}",
    "garde_change": "Gardé, car modifié depuis l'installation : {chemin}",
    "reglages_rendus": "Réglages d'xlwings remis comme avant : {chemin}",
    "reglages_retires": "Fichier de réglages d'xlwings retiré : {chemin}",
    "reglages_gardes": "Réglages d'xlwings gardés, car modifiés depuis l'installation ({noms}) : {chemin}",
    "dossier_retire": "Dossier vide retiré : {chemin}",
    "rien_a_retirer": "Rien à retirer : aucune installation n'est notée dans {chemin}",
    "lecture_impossible": "« {chemin} » ne peut pas être lu : il est ouvert dans un autre programme, ou protégé.",
    "retrait_impossible": "« {chemin} » ne peut pas être retiré : fermez Excel puis recommencez.",
    "compilation_impossible": "Les modules de {chemin} n'ont pas tous pu être préparés ; cela marche, un peu moins vite.",
    "pour_defaire": "Pour tout défaire : dpid-xl installer --retirer (ce qui a été écrit est noté dans {chemin})",
}

_INSTALLER = "Tapez « dpid-xl installer »."
_DOSSIER = "suivi du dossier de dpid_xl, comme la première fois"  # it is installed from its folder, no index has it
_REINSTALLER = f"Tapez « python -m pip install --force-reinstall », {_DOSSIER}, puis « dpid-xl installer »."
_DSI = "Demandez au service informatique (docs/dsi.md est une page pour lui)"
_OPTIONS = "Excel, Fichier, Options, Centre de gestion de la confidentialité, Paramètres"

CONSTATS = {
    "python_ok": Texte("Python", "Python {version} : {chemin}"),
    "python_ancien": Texte(
        "Python", "Python {version} est trop ancien.", "Installez Python 3.11 ou plus récent (python.org), puis dpid-xl."
    ),
    "dpid_ok": Texte("dpid-xl", "dpid-xl {version} est installé."),
    "dpid_absent": Texte("dpid-xl", "dpid-xl n'est pas installé dans ce Python.", f"Tapez « python -m pip install », {_DOSSIER}."),
    "xlwings_ok": Texte("xlwings", "xlwings {version} est la version attendue."),
    "xlwings_absent": Texte("xlwings", "xlwings n'est pas installé.", _REINSTALLER),
    "xlwings_autre": Texte("xlwings", "xlwings {version} est installé, dpid-xl demande {attendue}.", _REINSTALLER),
    "liaison_ok": Texte("{module}", "{module} {version} est installé."),
    "liaison_absente": Texte(
        "{module}", "{module} manque : Python ne peut pas parler à Excel.", "Tapez « python -m pip install {module} »."
    ),
    "dll_ok": Texte("DLL d'xlwings", "{nom} est là où Excel la cherche."),
    "dll_absente": Texte("DLL d'xlwings", "{nom} n'est pas dans {dossier}.", _REINSTALLER),
    "dll_autre": Texte("DLL d'xlwings", "Excel demande {nom} ; ce poste a {autres}.", _REINSTALLER),
    "dll_ailleurs": Texte(
        "DLL d'xlwings",
        "{nom} est dans {autres}, où Excel ne la cherche pas (Python du Microsoft Store, ou installation « --user »).",
        "Créez un Python à part (« py -m venv %LOCALAPPDATA%\\dpid »), installez-y dpid-xl, lancez son « dpid-xl installer ».",
    ),
    "excel_ok": Texte("Excel", "Excel est installé : {chemin}"),
    "excel_bits_ok": Texte("Excel", "Excel est en {bits} bits."),
    "excel_devine": Texte("Excel", "Excel a déjà servi sur ce compte ({chemin})."),
    "excel_absent": Texte(
        "Excel",
        "Excel n'est pas trouvé.",
        "Installez Excel et ouvrez-le une fois ; sans lui, LibreOffice et la commande dpid-xl suffisent.",
    ),
    "excel_linux": Texte(
        "Excel", "Excel n'existe pas sous Linux.", "Servez-vous de LibreOffice (« dpid-xl libreoffice ») et de la commande dpid-xl."
    ),
    "macros_ok": Texte("Macros", "Excel laisse les macros fonctionner, au besoin après « Activer le contenu »."),
    "macros_toutes": Texte(
        "Macros",
        "Excel exécute toutes les macros, même inconnues.",
        f"Rien ne l'exige ici : {_OPTIONS}, Macros : « Désactiver avec notification ».",
    ),
    "macros_bloquees": Texte(
        "Macros", "Excel bloque les macros de nos classeurs.", f"{_OPTIONS}, Emplacements approuvés : ajoutez le dossier {{dossier}}."
    ),
    "macros_interdites": Texte(
        "Macros",
        "Une stratégie de votre organisation bloque les macros (« {cle} »).",
        f"{_DSI} d'approuver le dossier {{dossier}}, ou, pour « vbaoff », d'autoriser VBA dans Excel.",
    ),
    "emplacements_interdits": Texte(
        "Emplacements approuvés",
        "Les emplacements approuvés sont désactivés : le complément ne sera pas chargé de lui-même.",
        f"{_OPTIONS}, Emplacements approuvés : décochez « Désactiver tous les emplacements approuvés », ou voyez le service informatique.",
    ),
    "complements_signes": Texte(
        "Compléments",
        "Excel n'accepte que les compléments signés : le ruban DPID ne sera pas chargé.",
        f"{_OPTIONS}, Compléments : décochez « Exiger la signature », ou voyez le service informatique ; les boutons du classeur restent.",
    ),
    "acces_vba_inutile": Texte(
        "Accès au projet VBA", "L'accès approuvé au modèle d'objet VBA n'est pas nécessaire : laissez la case décochée."
    ),
    "fichiers_bloques": Texte(
        "Fichiers venus d'Internet",
        "Windows bloque les macros de {fichiers}.",
        "Clic droit sur le fichier, Propriétés, cochez « Débloquer », OK ; sans cette case, travaillez dans un dossier approuvé.",
    ),
    "fichiers_ok": Texte("Fichiers venus d'Internet", "Aucun de nos classeurs n'est bloqué."),
    "reseau_ok": Texte("Dossier réseau", "Vos classeurs sont sur le réseau, dans un dossier approuvé : {dossier}"),
    "reseau_bloque": Texte(
        "Dossier réseau",
        "Vos classeurs sont sur le réseau ({dossier}) : Excel y bloque les macros, le dossier n'étant pas approuvé.",
        f"{_DSI} d'approuver ce dossier et les emplacements réseau (« AllowNetworkLocations »), ou travaillez sur une copie de ce poste.",
    ),
    "asr_programmes": Texte(
        "Microsoft Defender",
        "Une règle interdit à Excel de lancer Python ({regle}) : ni boutons, ni fonctions DPID.",
        f"{_DSI} d'exclure {{chemin}} de cette règle. En attendant, la commande dpid-xl fait le même travail, hors d'Excel.",
    ),
    "asr_bibliotheques": Texte(
        "Microsoft Defender",
        "Une règle interdit aux macros de charger une bibliothèque ({regle}) : pas de fonctions DPID.",
        f"{_DSI} d'exclure {{chemin}} de cette règle. En attendant, la commande dpid-xl calcule et contrôle hors d'Excel.",
    ),
    "asr_avertissement": Texte(
        "Microsoft Defender",
        "Une règle ({regle}) demandera une autorisation quand Excel appellera Python.",
        "Acceptez-la, elle vaut 24 heures ; ou demandez d'exclure {chemin} de cette règle (docs/dsi.md).",
    ),
    "asr_ok": Texte("Microsoft Defender", "Aucune règle visible de ce compte ne sépare Excel de Python."),
    "typst_ok": Texte("typst (PDF)", "typst {version} est installé."),
    "typst_absent": Texte("typst (PDF)", "typst manque : pas de conventions en PDF.", "Tapez « python -m pip install typst »."),
    "libreoffice_ok": Texte("LibreOffice", "LibreOffice est installé : {chemin}"),
    "libreoffice_ancien": Texte(
        "LibreOffice",
        "LibreOffice {version} est trop ancien pour nos classeurs.",
        "Installez LibreOffice 7.4 ou plus récent (libreoffice.org).",
    ),
    "libreoffice_scripts": Texte(
        "LibreOffice",
        "Ce LibreOffice ne sait pas lancer de macro en Python.",
        "Installez le paquet « libreoffice-script-provider-python » (Debian, Ubuntu), ou le LibreOffice de libreoffice.org.",
    ),
    "libreoffice_note": Texte("LibreOffice", "Les macros de LibreOffice ne savent pas où est dpid_xl.", _INSTALLER),
    "libreoffice_python": Texte(
        "LibreOffice",
        "dpid_xl est installé dans Python {python}, et LibreOffice a Python {attendu} : ses macros ne se lanceront pas.",
        "Installez Python {attendu} (python.org), avec lui dpid_xl (« python -m pip install », "
        f"{_DOSSIER}), puis tapez son « dpid-xl installer ».",
    ),
    "libreoffice_absent": Texte(
        "LibreOffice", "LibreOffice n'est pas trouvé ; il ne sert qu'aux postes sans Excel.", "Rien à faire si vous avez Excel."
    ),
    "libreoffice_manque": Texte(
        "LibreOffice",
        "Ni Excel ni LibreOffice : aucun tableur sur ce poste.",
        "Installez LibreOffice 7.4 ou plus récent (libreoffice.org).",
    ),
    "serveur_sans": Texte("Serveur", "Aucun serveur n'est indiqué (variable DPID_SERVEUR) : les calculs se font sur ce poste."),
    "serveur_non_essaye": Texte(
        "Serveur", "Le serveur {url} n'a pas été essayé.", "Tapez « dpid-xl diagnostic --serveur » pour l'essayer."
    ),
    "serveur_ok": Texte("Serveur", "Le serveur DPID {url} répond."),
    "serveur_muet": Texte(
        "Serveur", "Aucun serveur DPID ne répond à {url}.", "Vérifiez le réseau et l'adresse, ou voyez le service informatique."
    ),
    "serveur_faux": Texte(
        "Serveur",
        "DPID_SERVEUR vaut « {url} », qui n'est pas une adresse.",
        "Écrivez une adresse complète, par exemple https://dpid.exemple.fr.",
    ),
    "dossier_ok": Texte("{nom}", "On peut écrire dans {dossier}."),
    "dossier_ferme": Texte(
        "{nom}",
        "On ne peut pas écrire dans {dossier}.",
        "Demandez au service informatique le droit d'y écrire, puis « dpid-xl installer ».",
    ),
    "reglages_ok": Texte("Réglages d'xlwings", "Excel appellera ce Python-ci."),
    "reglages_absents": Texte("Réglages d'xlwings", "Excel ne sait pas quel Python appeler ({chemin}).", _INSTALLER),
    "reglages_autres": Texte("Réglages d'xlwings", "Excel appellera {python}, où dpid-xl n'est peut-être pas.", _INSTALLER),
    "reglages_perdus": Texte("Réglages d'xlwings", "Excel appellera {python}, qui n'existe plus.", _INSTALLER),
    "script_ok": Texte("Script d'xlwings", "Le script qui lance Python depuis Excel est en place."),
    "script_absent": Texte("Script d'xlwings", "Le script qui lance Python depuis Excel manque.", _INSTALLER),
    "complement_ok": Texte("Complément DPID", "Le complément est en place, à la version {version}."),
    "complement_absent": Texte("Complément DPID", "Le complément n'est pas dans {dossier}.", _INSTALLER),
    "complement_ancien": Texte(
        "Complément DPID", "Le complément est de la version {ancienne}, le programme de la version {version}.", _INSTALLER
    ),
    "complement_autre": Texte(
        "Complément DPID", "Le complément en place n'est pas celui que dpid-xl a posé.", f"{_INSTALLER} L'actuel sera gardé à côté."
    ),
    "recu_illisible": Texte(
        "Reçu de l'installation", "{chemin} ne peut pas être lu.", "Supprimez ce fichier puis tapez « dpid-xl installer »."
    ),
    "console_ok": Texte("Accents à l'écran", "La console affiche les accents ({encodage})."),
    "console_etroite": Texte(
        "Accents à l'écran",
        "La console ({encodage}) peut mal afficher les accents.",
        "Tapez « chcp 65001 » (Windows), ou prenez le Terminal Windows.",
    ),
}
