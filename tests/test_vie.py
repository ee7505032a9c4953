"""Three conventions followed from the demand to the next year, through real files and the commands that an officer types.

PAGE, the CCAS du Touquet and a chantier of 24 months are real, with the quantities and amounts that were voted. All that is said of their
life (demands, days, numbers, payments, results) is invented, and named so. Every day is an argument: nothing reads the clock.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.suivi import compute_resultats
from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.cli import main
from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.documents.cloture import compose_cloture
from dpid_xl.modele import Base, Dossier, Levier
from dpid_xl.rendus.pdf import count_pages
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from tests.avenants import make_avenant, make_decision
from tests.bilans import fill_xlsx
from tests.demandes import AILLEURS, COMMISSION, REFUSEE, RETENUE, make_demande
from tests.exercices import split
from tests.signatures import make_signature
from tests.simulations import make_scenario, suppose, with_scenarios
from tests.typographie import unset
from tests.versements import make_pieces, pay

PAGE, TOUQUET, CHANTIER = "PAGE", "CCAS du Touquet", "REGAIN"
INVENTE = "Exemple inventé"
PHASE = {"debut": date(2022, 7, 1), "fin": date(2022, 12, 31)}
DEUX_ANS = {"debut": date(2022, 1, 1), "fin": date(2023, 12, 31)}
VOTES = {TOUQUET: ("T1-01", Decimal("1600.00")), PAGE: ("T2-05", Decimal("30740.66")), CHANTIER: ("T2-13", Decimal("18000.00"))}
NUMEROS = {TOUQUET: "2022-90001", PAGE: "2022-90002", CHANTIER: "2022-90003"}  # invented
DEMANDES = (
    make_demande(
        TOUQUET,
        "T1-01",
        recue_le=date(2022, 3, 1),
        territoire="Montreuillois",
        description=INVENTE,
        quantite_demandee="25",
        montant_demande="2000",
        quantite="20",
        decision=RETENUE,
        commission=COMMISSION,
        **PHASE,
    ),
    make_demande(
        PAGE,
        "T2-05",
        recue_le=date(2022, 3, 2),
        territoire="Lens-Liévin",
        description=INVENTE,
        montant_demande="35000",
        quantite="165",
        montant_arrete="30740.66",
        decision=RETENUE,
        commission=COMMISSION,
        **PHASE,
    ),
    make_demande(
        CHANTIER,
        "T2-13",
        recue_le=date(2022, 3, 3),
        description=INVENTE,
        montant_demande="18000",
        quantite="20",
        montant_arrete="18000",
        decision=RETENUE,
        commission=COMMISSION,
        **DEUX_ANS,
    ),
    make_demande(
        PAGE, "T1-01", recue_le=date(2022, 3, 4), montant_demande="3200", decision=REFUSEE, motif=(INVENTE,), commission=COMMISSION
    ),
)
# The table that the demands come in, as a service would keep it: what is asked, nothing of what is proposed nor decided.
TABLEAU = f"""Date de réception;Structure;Dispositif;Territoire;Description;Quantité demandée;Montant demandé;Début;Fin
01/03/2022;{TOUQUET};T1-01;Montreuillois;{INVENTE};25;2 000,00;01/07/2022;31/12/2022
02/03/2022;{PAGE};T2-05;Lens-Liévin;{INVENTE};;35 000,00 €;01/07/2022;31/12/2022
03/03/2022;{CHANTIER};T2-13;;{INVENTE};;18 000,00;01/01/2022;31/12/2023
04/03/2022;{PAGE};T1-01;;;;3 200,00;;
"""
DECIDES = ("quantite", "montant_arrete", "decision", "commission", "motif")  # what the officer types beside
SIGNEE = {"envoyee": date(2022, 9, 30), "retournee": date(2022, 10, 10), "signee": date(2022, 10, 12), "notifiee": date(2022, 10, 20)}
SIGNATURES = tuple(make_signature(nom, **SIGNEE) for nom in VOTES)
REALISES = {TOUQUET: (Decimal(27), Decimal(3000)), PAGE: (Decimal(150), Decimal(40000)), CHANTIER: (Decimal(20), Decimal(20000))}
# What the officer plans, then what the accountant pays: the solde of the chantier is not paid yet.
PREVUS = (
    (TOUQUET, "T1-01", "avance", date(2022, 11, 2), None, 2022, "960"),
    (CHANTIER, "T2-13", "avance", date(2022, 11, 2), None, 2022, "9000"),
    (CHANTIER, "T2-13", "solde", date(2024, 3, 1), None, 2024, "9000"),
)
PAIEMENTS = f"""Tiers;Opération;Montant payé;Payé le;N° mandat;Exercice
{TOUQUET};T1-01;960,00;04/11/2022;1001;2022
{CHANTIER};T2-13;9 000,00;04/11/2022;1002;2022
{PAGE};T2-05;30 740,66;05/11/2022;1003;2022
Association fictive;T2-05;5,00;05/11/2022;1004;2022
"""
PAYES = (
    (TOUQUET, "T1-01", "avance", date(2022, 11, 2), date(2022, 11, 4), 2022, "960", "1001", ""),
    (CHANTIER, "T2-13", "avance", date(2022, 11, 2), date(2022, 11, 4), 2022, "9000", "1002", ""),
    (PAGE, "T2-05", "solde", None, date(2022, 11, 5), 2022, "30740.66", "1003", ""),
    (CHANTIER, "T2-13", "solde", date(2024, 3, 1), None, 2024, "9000", "", ""),
)

# Amount, earned, paid, left to pay (below zero: to be paid back). Le Touquet: half by the quantity (27 of 30), a fifth by the partnership
# (all), three tenths by the paths (half): 1 080 + 480 + 360. PAGE: 150 of 165. The chantier did all that it planned.
ATTENDUS = {
    TOUQUET: (Decimal("2400.00"), Decimal("1920.00"), Decimal("960.00"), Decimal("960.00")),
    PAGE: (Decimal("30740.66"), Decimal("27946.05"), Decimal("30740.66"), Decimal("-2794.61")),
    CHANTIER: (Decimal("18000.00"), Decimal("18000.00"), Decimal("9000.00"), Decimal("9000.00")),
}


@dataclass
class Bureau:
    """The office's folder: a workbook per stage, and what the last command said."""

    dossier: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, commande: str, *arguments: object, jour: date) -> tuple[int, str]:
        """Type a command, its files being those of the folder; return its exit code and what it said."""
        mots = [str(self.dossier / mot) if isinstance(mot, Path) else str(mot) for mot in arguments]
        with pytest.raises(SystemExit) as fin:
            main([commande, *mots, "--date", jour.isoformat()])
        sortie, erreur = map(unset, self.capsys.readouterr())
        return int(fin.value.code or 0), " ".join((sortie + erreur).split())

    def read(self, nom: str) -> Dossier:
        """Read a workbook."""
        return read_classeur(self.dossier / nom).dossier

    def write(self, nom: str, dossier: Dossier) -> None:
        """Write a workbook as it is once somebody typed in it."""
        (self.dossier / nom).write_bytes(build_classeur(locate_dossier(dossier), (), COMMISSION))

    def read_json(self, *nom: str) -> dict:
        return json.loads(self.dossier.joinpath(*nom).read_text(encoding="utf-8"))


@pytest.fixture
def bureau(tmp_path, capsys):
    return Bureau(tmp_path, capsys)


def make_campagne() -> Dossier:
    """The packaged campaign before its vote: its operations, barème, budget and register, and demands."""
    livree = load_campagne("2022_phase2")
    return replace(livree, lignes=(), attributions=(), decisions=(), demandes=DEMANDES)


def number(dossier: Dossier) -> Dossier:
    """The lines with the numbers of their conventions."""
    return replace(dossier, lignes=tuple(replace(ligne, numero_convention=NUMEROS[ligne.structure]) for ligne in dossier.lignes))


def simulate(bureau: Bureau) -> None:
    """Before the vote, half of the chantier: what the scenario comes to, and nothing of the workbook changes."""
    moitie = suppose("Moitié", Levier.POURCENTAGE, "T2-13", "0.5")
    bureau.write("scenarios.xlsm", with_scenarios(make_campagne(), [make_scenario("Moitié", Base.DEMANDES)], moitie))
    avant = (bureau.dossier / "scenarios.xlsm").read_bytes()
    code, dit = bureau.run("simuler", Path("scenarios.xlsm"), "-o", Path("cote_a_cote.xlsx"), jour=COMMISSION)
    assert code == 0, dit
    assert "41 340,66 €" in dit, dit
    assert (bureau.dossier / "scenarios.xlsm").read_bytes() == avant


def vote_demandes(bureau: Bureau) -> None:
    """Demands of a table received, decided, then the vote: what is retained becomes lines, at the amounts of the deliberation.

    What is refused stays a demand.
    """
    bureau.write("vide.xlsm", replace(make_campagne(), demandes=()))
    (bureau.dossier / "recues.csv").write_text(TABLEAU, encoding="utf-8")
    importer = ("importer", Path("recues.csv"), "-o", Path("recues.xlsm"), "--base", Path("vide.xlsm"), "--demandes")
    code, dit = bureau.run(*importer, jour=date(2022, 3, 7))
    assert code == 0, dit
    recues = bureau.read("recues.xlsm")
    sans_decision = [replace(demande, **dict.fromkeys(DECIDES[:-1]), motif=(), lieu=AILLEURS) for demande in DEMANDES]
    assert [replace(demande, lieu=AILLEURS) for demande in recues.demandes] == sans_decision
    decidees = (
        replace(recue, **{champ: getattr(decidee, champ) for champ in DECIDES})
        for recue, decidee in zip(recues.demandes, DEMANDES, strict=True)
    )
    bureau.write("demandes.xlsm", replace(recues, demandes=tuple(decidees)))
    code, dit = bureau.run("passer-au-vote", Path("demandes.xlsm"), "-o", Path("votee.xlsm"), jour=COMMISSION)
    assert code == 0, dit
    votee = bureau.read("votee.xlsm")
    assert {ligne.structure: (ligne.operation, ligne.montant) for ligne in votee.lignes} == VOTES
    assert [demande.motif for demande in votee.demandes if demande.decision is REFUSEE] == [(INVENTE,)]
    assert bureau.run("controler", Path("votee.xlsm"), jour=COMMISSION)[0] == 0


def sign_conventions(bureau: Bureau) -> None:
    """Conventions, numbered, sent then signed: those that left are not made anew."""
    bureau.write("numerotee.xlsm", number(bureau.read("votee.xlsm")))
    code, dit = bureau.run("conventions", Path("numerotee.xlsm"), "-o", Path("conventions"), "--formats", "docx", jour=COMMISSION)
    assert code == 0, dit
    ecrites = bureau.read_json("conventions", "manifeste.json")
    assert {c["structure"]: c["montant"] for c in ecrites["conventions"]} == {nom: str(montant) for nom, (_, montant) in VOTES.items()}
    signee = split(replace(bureau.read("numerotee.xlsm"), signatures=SIGNATURES), *((CHANTIER, "T2-13", an, "9000") for an in (2022, 2023)))
    bureau.write("signee.xlsm", signee)
    code, dit = bureau.run("conventions", Path("signee.xlsm"), "-o", Path("conventions"), "--formats", "docx", jour=date(2022, 10, 13))
    assert code == 0
    assert "3 conventions déjà envoyées ou signées (feuille Signature), et gardées telles quelles" in dit
    assert bureau.read_json("conventions", "manifeste.json") == ecrites


def amend_one(bureau: Bureau) -> None:
    """An avenant: ten places more at Le Touquet. The vote stays; once it is sent, it is not written again."""
    avenant = make_avenant(TOUQUET, operation="T1-01", quantite=30, montant=2400)
    decision = make_decision(1, NUMEROS[TOUQUET])
    signee = bureau.read("signee.xlsm")
    amendee = replace(signee, avenants=(avenant,), deliberations=(*signee.deliberations, decision))
    bureau.write("amendee.xlsm", amendee)
    code, dit = bureau.run("avenants", Path("amendee.xlsm"), "-o", Path("avenants"), "--formats", "docx", jour=date(2023, 1, 18))
    assert code == 0, dit
    assert f"Avenant n° 1 – {TOUQUET} – 1 600,00 € puis 2 400,00 €" in dit
    envoye = replace(amendee, signatures=(*SIGNATURES, make_signature(TOUQUET, avenant=1, envoyee=date(2023, 1, 20))))
    bureau.write("envoyee.xlsm", envoye)
    code, dit = bureau.run("avenants", Path("envoyee.xlsm"), "-o", Path("encore"), jour=date(2023, 1, 21))
    assert (code, (bureau.dossier / "encore").exists()) == (1, False)
    assert f"Avenant n° 1 – {TOUQUET} – envoyé d'après Signature, il n'est pas récrit" in dit


def match_payments(bureau: Bureau) -> None:
    """Payments: what the accountant paid finds what was planned, or due; what is nobody's is said."""
    bureau.write("prevue.xlsm", pay(bureau.read("envoyee.xlsm"), *PREVUS))
    (bureau.dossier / "paiements.csv").write_text(PAIEMENTS, encoding="utf-8")
    rapprocher = ("rapprocher", Path("prevue.xlsm"), Path("paiements.csv"), "-o", Path("rapprochement.json"))
    code, dit = bureau.run(*rapprocher, jour=date(2022, 12, 1))
    assert code == 1, "a payment is to be looked at"
    assert "3 payé (40 700,66 €) ; 1 sans correspondance (5,00 €) ; 1 dû, non payé (9 000,00 €)." in dit
    rapproches = bureau.read_json("rapprochement.json")["rapprochements"]
    assert [(r["sort"], r["structure"], r["par"]) for r in rapproches[:3]] == [
        ("payé", TOUQUET, "nom, montant prévu"),
        ("payé", CHANTIER, "nom, montant prévu"),
        ("payé", PAGE, "nom, opération"),
    ]
    bureau.write("payee.xlsm", pay(bureau.read("prevue.xlsm"), *PAYES))
    code, dit = bureau.run("rapprocher", Path("payee.xlsm"), Path("paiements.csv"), jour=date(2022, 12, 2))
    assert "3 déjà saisi (40 700,66 €) ; 1 sans correspondance (5,00 €) ; 1 dû, non payé (9 000,00 €)." in dit


def settle_results(bureau: Bureau) -> None:
    """Results. The décompte of Le Touquet waits for the signature of its avenant; signed, it is settled to the cent."""
    bilans = bureau.read("bilans.xlsm")
    notes = {"note_partenariat": Decimal(1), "note_parcours": Decimal("0.5")}  # that the Département gives
    suivis = tuple(replace(suivi, **notes) if suivi.structure == TOUQUET else suivi for suivi in bilans.suivis)
    recues = replace(bilans, suivis=suivis, pieces=(make_pieces(TOUQUET, "T1-01", bilan=date(2023, 1, 31)),))
    bureau.write("recue.xlsm", recues)
    touquet = ("--structure", TOUQUET, "--formats", "docx")
    code, dit = bureau.run("courriers", "decompte", Path("recue.xlsm"), "-o", Path("attente"), *touquet, jour=date(2023, 2, 1))
    assert code == 0, dit
    assert f"{TOUQUET} – 2 400,00 € – PROJET, il manque : " in dit
    assert "T1-01 : signature de l'avenant n° 1, décidé" in dit
    signes = (*SIGNATURES, make_signature(TOUQUET, avenant=1, envoyee=date(2023, 1, 20), signee=date(2023, 2, 6)))
    bureau.write("close.xlsm", replace(bureau.read("recue.xlsm"), signatures=signes))
    code, dit = bureau.run("courriers", "decompte", Path("close.xlsm"), "-o", Path("decompte"), *touquet, jour=date(2023, 2, 7))
    assert "signature de l'avenant" not in dit
    resultats = {resultat.structure: resultat for resultat in compute_resultats(make_en_cours(bureau.read("close.xlsm")))}
    assert {nom: (r.montant, r.acquis, r.verse, r.solde) for nom, r in resultats.items()} == ATTENDUS
    assert bureau.run("controler", Path("close.xlsm"), jour=date(2023, 2, 7))[0] == 0


def send_bilans(bureau: Bureau) -> None:
    """The forms go out and come back, filled: what they answer is what Suivi holds, where nothing was typed."""
    code, dit = bureau.run("bilans", Path("payee.xlsm"), "-o", Path("bilans"), "--formats", "xlsx", jour=date(2023, 1, 5))
    assert code == 0, dit
    recus = bureau.dossier / "bilans_recus"
    recus.mkdir()
    for bilan in compose_bilans(bureau.read("payee.xlsm")):
        realise, depenses = REALISES[bilan.structure.nom]
        libelles = [question.libelle for question in bilan.questions]
        rempli = fill_xlsx(render_bilan_xlsx(bilan, date(2023, 1, 5)), dict(zip(libelles[:2], (realise, depenses), strict=True)))
        (recus / f"{bilan.rang}.xlsx").write_bytes(rempli)
    code, dit = bureau.run("bilans-recus", Path("payee.xlsm"), Path("bilans_recus"), "-o", Path("bilans.xlsm"), jour=date(2024, 1, 31))
    assert code == 0, dit
    assert {suivi.structure: (suivi.realise, suivi.depenses) for suivi in bureau.read("bilans.xlsm").suivis} == REALISES


def close_campaign(bureau: Bureau) -> None:
    """The closing: what is consumed, to release, to pay and to claim back, of what is settled; while the avenant waits, it is not."""
    jour = date(2024, 2, 1)
    attente = compose_cloture(bureau.read("recue.xlsm"), jour)
    assert [solde.acquis for solde in attente.soldes if solde.structure == TOUQUET] == [None]
    assert any("signature de l'avenant" in unset(obstacle.quoi) for obstacle in attente.obstacles)
    cloture = compose_cloture(bureau.read("close.xlsm"), jour)
    soldes = {solde.structure: (solde.engage, solde.acquis, solde.verse) for solde in cloture.soldes}
    assert soldes[TOUQUET] == ATTENDUS[TOUQUET][:3]
    assert cloture.total.engage == Decimal("51140.66")
    for fichier in ("cloture.xlsx", "cloture.zip"):
        code, dit = bureau.run("exporter", "cloture", Path("close.xlsm"), "-o", Path(fichier), jour=jour)
        assert (code, (bureau.dossier / fichier).is_file()) == (0, True), dit


def tell_history(bureau: Bureau) -> None:
    """The history of one of them, on a page."""
    historique = ("historique", Path("close.xlsm"), "--structure", TOUQUET, "-o", Path("historique.pdf"))
    assert bureau.run(*historique, jour=date(2023, 2, 7))[0] == 0
    assert count_pages((bureau.dossier / "historique.pdf").read_bytes()) == 1


def reconduct(bureau: Bureau) -> None:
    """The next year: nothing of this one but what it granted and what came of it."""
    code, dit = bureau.run("reconduire", Path("close.xlsm"), "-o", Path("suivante.xlsm"), "--annee", 2023, jour=date(2023, 2, 8))
    assert code == 0, dit
    suivante = bureau.read("suivante.xlsm")
    vides = (suivante.lignes, suivante.demandes, suivante.avenants, suivante.signatures, suivante.versements, suivante.pieces)
    assert vides == ((),) * 6
    accordes = {a.structure: (a.annee, a.operation, a.montant, a.acquis) for a in suivante.anterieurs}
    assert accordes == {nom: (2022, VOTES[nom][0], montant, acquis) for nom, (montant, acquis, _verse, _solde) in ATTENDUS.items()}
    avant = bureau.read("votee.xlsm").structure_par_nom
    assert {nom: suivante.structure_par_nom[nom].siret for nom in VOTES} == {nom: avant[nom].siret for nom in VOTES}
    with (bureau.dossier / "suivante_reconduction.csv").open(encoding="utf-8-sig", newline="") as fichier:
        assert {"vidé", "gardé"} <= {rangee["Devenir"] for rangee in csv.DictReader(fichier, delimiter=";")}


ETAPES = (
    simulate,
    vote_demandes,
    sign_conventions,
    amend_one,
    match_payments,
    send_bilans,
    settle_results,
    close_campaign,
    tell_history,
    reconduct,
)


def test_three_conventions_from_the_demand_to_the_next_year(bureau):
    for etape in ETAPES:
        etape(bureau)
