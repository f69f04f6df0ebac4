"""A petition on a narrow phone without JavaScript, from its draft to what two colleges say of a promise.

Every mail is read from its file, every file is taken by a click, and the log is checked by the command that people have.
The pictures are left in `test-results/`.
"""

import csv
import io
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page
from pypdf import PdfReader

from forum.core.outbox import send_mail
from forum.followups.models import Commitment
from forum.petitions.models import PendingSignature, Petition, Signature
from forum.petitions.publication import publish_signatures
from forum.petitions.waves.models import Wave
from forum.petitions.waves.rules import OF_ONE_HOST
from forum.texts.models import Document
from tests import rows
from tests.browser.conftest import AXE, Site, faults
from tests.browser.test_whole_way import BASE, PHRASE, Walker
from tests.followups.sample import deliver, judge
from tests.petitions.paper.desk import Desk
from tests.petitions.test_waves import come
from tests.world import World

SIGNER, ADDRESS = "Nadia Rouget", "nadia@example.org"
COMMAND = Path(sys.executable).parent / "forum"


def test_from_the_draft_to_what_two_colleges_say_of_a_promise(site: Site, tmp_path: Path) -> None:
    seen: list[str] = []

    def person(viewer: object = None) -> Walker:
        page = site.person(viewer, width=360, javascript=False)  # type: ignore[arg-type]
        return Walker(page, "petition", seen, scripts=False)

    code = open_it(site.world, person(site.world.olga))
    receipt = sign_it(site.world, code, person(), person(site.world.bob))
    verify_it(person(), code, receipt, tmp_path)
    export_it(site.world, code, person(site.world.olga), tmp_path)
    carry_it(site.world, code, person(site.world.olga))
    site.world.clock.forward(4 * 86_400)
    judge_it(site.world, code, person(), person(site.world.alice), person(site.world.bob))
    assert len(seen) == 18


def open_it(world: World, olga: Walker) -> str:
    with world.house.db.write() as tx:
        to = rows.institution(tx, world.collective)
        demand = rows.demand(tx, world.collective, to, "Une visite proposée pour chaque naissance").ref
    today = world.clock().today
    olga.go(f"{BASE}/petitions/nouvelle", "01-brouillon")
    olga.send(
        "save", "Le brouillon est enregistré", title="Une visite pour chaque naissance", demands=demand,
        institution="Conseil départemental de la Lorne", opens=today.isoformat(),
        closes=(today + timedelta(days=60)).isoformat(), goal="100", _passphrase=PHRASE, _passphrase_again=PHRASE,
    )  # fmt: skip
    code = str(world.rows(Petition)[0].code)
    olga.go(f"{BASE}/petitions/{code}/equipe", "02-equipe")
    olga.send("open", "son texte est figé")
    return code


def sign_it(world: World, code: str, nadia: Walker, bob: Walker) -> str:
    """The address of the receipt, out of the one mail that leaves."""
    nadia.go(f"/p/{code}", "03-signer")
    nadia.send("sign-send", "Il reste un geste", name=SIGNER, email=ADDRESS, quality="concerned")
    nadia.look("04-message-parti")
    confirm, receipt = links(world)
    nadia.go(confirm, "05-confirmer")
    assert [row.confirmed for row in world.rows(PendingSignature)] == [False]  # opening the link does nothing
    nadia.send("confirm", "Merci")
    nadia.look("06-merci")
    bob.go(f"/p/{code}/carnet")
    bob.send("sign-send", "Merci", quality="concerned")
    world.clock.forward(120)
    assert publish_signatures(world.house) == 2
    assert SIGNER.encode() not in b"".join(row.sealed for row in world.rows(Signature))
    nadia.go(f"/p/{code}", "07-comptee")
    assert nadia.page.get_by_text("2 signatures").count() >= 1
    return receipt


def links(world: World) -> tuple[str, str]:
    """(to confirm, to the receipt), from the mail as its file holds it."""
    while send_mail(world.house):
        pass
    (file,) = (world.settings.data_dir / "mail").iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["To"] == ADDRESS
    text = str(mail.get_content())
    assert SIGNER not in text
    found = [re.findall(rf"https?://[^/\s]+({way}/\S+)", text) for way in (r"/p/\w+/confirmation", "/recu")]
    return str(found[0][0]), str(found[1][0])


def taken(page: Page, words: str, folder: Path) -> Path:
    """A file, by the link or the button that gives it."""
    with page.expect_download() as coming:
        page.locator(f"a:has-text('{words}'), button:has-text('{words}')").first.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def verify_it(nadia: Walker, code: str, receipt: str, folder: Path) -> None:
    nadia.go(receipt, "08-recu")
    held = taken(nadia.page, "Garder le reçu", folder)
    assert code not in held.read_text("utf-8")  # it names no petition
    nadia.go(f"/p/{code}/verifier", "09-verifier")
    nadia.send("check-send", "à la ligne", receipt=held.read_text("utf-8"))  # without a terminal
    nadia.look("09-recu-juste")
    assert nadia.page.get_by_text("Elle compte.").count() == 1
    nadia.go(f"/p/{code}/verifier")
    log = taken(nadia.page, "Télécharger le journal", folder)
    key = re.search(r"--key (\S+)", nadia.page.locator("main").inner_text())
    assert key
    words = ["--receipt", str(held), "--key", key[1]]
    right = subprocess.run([COMMAND, "verify", str(log), *words], capture_output=True, text=True, check=False)
    assert (right.returncode, right.stdout.splitlines()[-1]) == (0, "JUSTE."), right.stdout + right.stderr
    assert "elle compte." in right.stdout
    forged = log.read_text("utf-8").replace('"signatures": 2', '"signatures": 3')
    log.write_text(forged, "utf-8")
    wrong = subprocess.run([COMMAND, "verify", str(log), *words], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "FAUX" in wrong.stdout) == (1, True), wrong.stdout


def export_it(world: World, code: str, olga: Walker, folder: Path) -> None:
    """The names under the phrase and no other: a table, then the list for the institution."""
    olga.go(f"{BASE}/petitions/{code}/equipe")
    olga.send("export", "n’ouvre pas les noms", _passphrase="une autre phrase que la nôtre")
    olga.look("10-mauvaise-phrase")
    olga.go(f"{BASE}/petitions/{code}/equipe")
    olga.page.locator("form", has=olga.page.locator("#export")).get_by_label("phrase").fill(PHRASE)
    table = taken(olga.page, "Télécharger les noms", folder)
    lines = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig")), delimiter=";"))
    assert [SIGNER in line.values() for line in lines].count(True) == 1, lines
    olga.go(f"{BASE}/petitions/{code}/documents")
    olga.send("prepare", "Le document", what="liste", _passphrase=PHRASE)
    while not olga.page.locator("#fetch").count():
        olga.page.reload()
    olga.look("11-liste-prete")
    with zipfile.ZipFile(taken(olga.page, "Télécharger", folder)) as archive:
        listed = [archive.read(name) for name in archive.namelist() if name.endswith(".pdf")]
    text = " ".join(page.extract_text() for pdf in listed for page in PdfReader(io.BytesIO(pdf)).pages)
    assert SIGNER in " ".join(text.split())
    assert ADDRESS not in text


def carry_it(world: World, code: str, olga: Walker) -> None:
    olga.go(f"{BASE}/petitions/{code}/fermeture")
    olga.send("close", "Plus personne ne peut signer")
    suites = f"{BASE}/suites/{code}"
    olga.go(f"{suites}/remise", "12-remise")
    olga.send(
        "send",
        "La remise est notée",
        recipient="La présidente du conseil départemental",
        how="En main propre",
    )
    olga.go(f"{suites}/reponse")
    olga.send(
        "send", "La réponse est notée", label="commitment", text="« Les deux postes seront publiés. »",
        source="Courrier du 3 mars, page 2",
    )  # fmt: skip
    due = (world.clock().today + timedelta(days=2)).isoformat()
    demand = world.rows(Document, Document.kind == "demand")[0].ref
    olga.go(f"{suites}/engagements", "13-engagement")
    olga.send(
        "send", "Les deux collèges peuvent évaluer", owner="Direction de la PMI", what="Publier les deux postes.",
        about=f"{demand}.1", due=due, evidence="L’annonce est en ligne.", source="Courrier du 3 mars, page 2",
    )  # fmt: skip
    olga.look("14-suites-equipe")


def judge_it(world: World, code: str, reader: Walker, alice: Walker, bob: Walker) -> None:
    """The day has passed: late for whoever reads. Then five of each college, and what both say."""
    suites = f"{BASE}/suites/{code}"
    reader.go(f"/p/{code}", "15-page-publique-apres")
    assert reader.page.get_by_text("Les deux postes").count() + reader.page.get_by_text("Engagement").count()
    reader.go(suites, "16-en-retard")
    words = re.sub("[\u00a0\u202f]", " ", reader.page.locator("main").inner_text())
    for said in (
        "en retard",
        "Répond à",
        "Un chiffre par centre",
        "« Les deux postes seront publiés. »",
        "Courrier du 3 mars, page 2",
    ):
        assert said in words
    for one in (alice, bob):
        one.go(suites)
        one.page.get_by_role("button", name="Pas tenu").first.click()
        one.page.get_by_text("C’est noté").first.wait_for()
    for college in ("professional", "concerned"):
        for number in range(4):
            judge(world, code, world.carnet(f"{college} {number}", college), "Pas tenu")
    world.slot()
    (promise,) = world.rows(Commitment)
    assert (promise.broken_professional, promise.broken_concerned) == (5, 5)
    reader.go(suites, "17-pas-tenu")
    card = re.sub("[\u00a0\u202f]", " ", reader.page.locator(f"#e-{promise.ref}").inner_text())
    assert card.count("0 dit tenu, 5 pas tenu") == 2
    assert "pas tenu" in card.splitlines()[0].lower()


def test_the_pages_that_ask_a_second_time_are_sound(site: Site) -> None:
    """Closing, settling a wave, a sheet made void, what waits before the delivery: in both themes and at both widths."""
    desk = Desk(site.world)
    desk.print(4)
    desk.type(desk.fatou, 1)
    desk.type(desk.fatou, 2, drawn=True)
    come(desk, OF_ONE_HOST)
    desk.slot()
    (wave,) = site.world.rows(Wave)
    person = site.person(site.world.olga)
    found: list[str] = []

    def look(name: str, address: str) -> None:
        person.goto(address)
        found.extend(faults(person, f"petition-{name}", scripts=AXE.exists()))

    look("fermeture", f"{desk.team}/fermeture")
    look("afflux", f"{desk.team}/afflux")
    for way in ("acceptation", "ecart"):
        look(f"afflux-{way}", f"{desk.team}/afflux/{wave.ref}/{way}")
    look("feuille-annulation", f"{desk.base}/1")
    look("cle", f"{desk.team}/cle")
    person.goto(f"{desk.team}/fermeture")
    person.locator("#close").click()
    person.get_by_text("Plus personne ne peut signer").first.wait_for()
    look("remise-attend", f"{BASE}/suites/{desk.code}/remise")
    look("fin-attend", f"{desk.team}/parcours")
    look("suites-equipe", f"{BASE}/suites/{desk.code}")
    deliver(site.world, desk.code, site.world.clock().today.isoformat())
    look("relances", f"{BASE}/suites/{desk.code}/relances")
    person.locator("#remind-send").click()
    person.get_by_text("La relance est notée").first.wait_for()
    look("suites-relance", f"{BASE}/suites/{desk.code}")
    assert found == []
