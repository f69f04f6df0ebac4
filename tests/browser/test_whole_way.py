"""The whole way, from a grievance to an answer: two carnets of different colleges, an organiser, somebody who signs.

The same walk with JavaScript at a desk, and without on a narrow phone; each page is looked at at both widths. The pictures
are left in `test-results/`.
"""

import email
import re
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import Page

from forum.petitions.publication import publish_signatures
from forum.texts.models import Document
from tests.browser.conftest import Site, faults

BASE = "/c/lorne"
PHRASE = "cinq mots que nous gardons"


class Walker:
    """One person, and the ways of filling a page that do not depend on JavaScript."""

    def __init__(self, page: Page, name: str, seen: list[str], *, scripts: bool = True) -> None:
        self.page, self.name, self.seen, self.scripts = page, name, seen, scripts

    def go(self, url: str, picture: str = "") -> None:
        answer = self.page.goto(url)
        assert answer is not None and answer.status < 400, f"{url}: {answer and answer.status}"
        if picture:
            self.look(picture)

    def look(self, picture: str) -> None:
        """Pictures, no sideways scroll, nothing axe would say; then on as one was."""
        size = self.page.viewport_size
        assert faults(self.page, f"chemin-{self.name}-{picture}", scripts=self.scripts) == []
        assert size is not None
        self.page.set_viewport_size(size)
        self.seen.append(picture)

    def send(self, button: str, expect: str, **typed: str) -> None:
        """Fill the form that holds the button (by id), press it, and wait for the words that must come."""
        form = self.page.locator("form", has=self.page.locator(f"#{button}"))
        for name, value in typed.items():
            self._fill(form, name, value)
        self.page.locator(f"#{button}").click()
        self.page.get_by_text(expect).first.wait_for()

    def _fill(self, form: object, name: str, value: str) -> None:
        fields = form.locator(f"[name='{name}']")  # type: ignore[attr-defined]
        first = fields.first
        if not first.is_visible() and first.locator("xpath=ancestor::details[not(@open)]").count():
            first.locator("xpath=ancestor::details[not(@open)]/summary").first.click()
        kind = first.evaluate("e => e.tagName == 'SELECT' ? 'select' : (e.type || 'text')")
        if kind == "select":
            first.select_option(value=value) if first.locator(
                f"option[value='{value}']"
            ).count() else first.select_option(label=value)
        elif kind in ("radio", "checkbox"):
            form.locator(f"[name='{name}'][value='{value}']").check()  # type: ignore[attr-defined]
        else:
            first.fill(value)


def ref_of(site: Site, kind: str) -> str:
    return str(site.world.rows(Document, Document.kind == kind)[0].ref)


@pytest.mark.parametrize(
    ("name", "width", "javascript"),
    [("js", 1280, True), ("sans-js", 360, False)],
)
def test_from_a_grievance_to_an_answer(site: Site, name: str, width: int, javascript: bool) -> None:
    seen: list[str] = []
    world = site.world

    def person(viewer: object) -> Walker:
        page = site.person(viewer, width=width, javascript=javascript)  # type: ignore[arg-type]
        return Walker(page, name, seen, scripts=javascript)

    name_it(site, person(world.alice), person(world.bob))
    contest_it(site, person(world.alice), person(world.bob))
    claim_it(site, person(world.olga), person(world.bob), person(world.alice))
    code = petition_it(site, person(world.olga), person(None), person(world.bob))
    follow_it(site, code, person(world.olga), person(world.alice), person(None))
    assert len(seen) >= 14


def name_it(site: Site, alice: Walker, bob: Walker) -> None:
    alice.go(f"{BASE}/doleances/nouvelle", "01-nommer")
    alice.send(
        "send", "C’est noté", body="Les visites à domicile de la PMI sont supprimées.\n\nLes mères restent seules.",
        territory="nord", since="depuis mars 2025", title="Plus de visite à domicile en Lorne Nord",
    )  # fmt: skip
    site.world.slot()
    url = f"{BASE}/doleances/{ref_of(site, 'grievance')}"
    bob.go(url)
    bob.send("echo-send", "C’est noté", testimony="Ma compagne a attendu trois semaines, sans une visite.")
    bob.go(f"{BASE}/textes/{ref_of(site, 'grievance')}/amendements/nouveau", "02-proposer")
    bob.send("concerned-insert-0", "1 changement dans votre proposition")
    said = {"concerned-insert-0": "les parents d’un premier enfant", "reason": "Dire pour qui."}
    bob.send("propose", "sera publiée au prochain créneau", **said)
    site.world.slot()
    from forum.texts.models import Amendment

    proposal = site.world.rows(Amendment)[0].ref
    alice.go(f"{BASE}/textes/{ref_of(site, 'grievance')}/amendements/{proposal}", "03-repondre")
    alice.send("answer", "sera publiée au prochain créneau", verdict="accepted", reason="Oui, c’est juste.")
    site.world.slot()
    bob.go(url, "04-doleance")
    assert bob.page.get_by_text("les parents d’un premier enfant").count() == 1
    assert bob.page.get_by_text("trois semaines").count() == 1


def contest_it(site: Site, alice: Walker, bob: Walker) -> None:
    alice.go(f"{BASE}/contestations/nouvelle", "05-contester")
    alice.send(
        "send", "C’est noté", new_title="Le gel des postes vacants", new_kind="budget",
        new_body="Un poste vacant n’est publié qu’après six mois.", title="Geler un poste, c’est le supprimer",
        body="Six mois sans personne, et les familles cessent de demander.",
        refusal="Nous refusons qu’un poste vide compte comme une économie.",
    )  # fmt: skip
    site.world.slot()
    url = f"{BASE}/contestations/{ref_of(site, 'challenge')}"
    bob.go(url)
    bob.send("refuse", "C’est noté")
    bob.go(url)
    bob.send("argue-send-help", "C’est noté", side="against", body="Cela n’aide que le tableau de bord.")
    site.world.slot()
    bob.go(url, "06-contestation")
    assert bob.page.get_by_text("que le tableau de bord").count() == 1


def claim_it(site: Site, olga: Walker, bob: Walker, alice: Walker) -> None:
    olga.go(f"{BASE}/institutions")
    olga.send("add", "Conseil départemental", name="Conseil départemental de la Lorne")
    bob.go(f"{BASE}/revendications/nouvelle?doleance={ref_of(site, 'grievance')}", "07-revendiquer")
    due = (site.world.clock().today + timedelta(days=200)).isoformat()
    bob.send(
        "send", "C’est noté", title="Une visite proposée pour chaque naissance", kind="condition",
        body="Le département propose une visite dans les huit jours.", institution="Conseil départemental de la Lorne",
        responsible="Direction de la PMI", deadline=due, criteria="95 familles sur 100 reçoivent une date sous 8 jours",
        equity="Les familles sans téléphone.",
    )  # fmt: skip
    site.world.slot()
    demand = f"{BASE}/revendications/{ref_of(site, 'demand')}"
    olga.go(demand)
    closes = (site.world.clock().today + timedelta(days=5)).isoformat()
    olga.send("vote-open", "Le vote est ouvert", quorum="50", closes=closes)
    for voter, picture in ((alice, "08-voter"), (bob, "")):
        voter.go(f"{demand}/vote", picture)
        voter.send("vote-send", "Votre bulletin est noté", choice="for")
    olga.go(f"{demand}/vote")
    olga.send("vote-close", "Le vote est terminé", why="Tout le monde a voté.")
    site.world.slot()
    bob.go(demand, "09-revendication")


def petition_it(site: Site, olga: Walker, signer: Walker, bob: Walker) -> str:
    from forum.petitions.models import Petition, Signature

    world = site.world
    olga.go(f"{BASE}/petitions/nouvelle", "10-petition")
    opens, closes = world.clock().today, world.clock().today + timedelta(days=60)
    olga.send(
        "save", "Le brouillon est enregistré", title="Une visite pour chaque naissance",
        institution="Conseil départemental de la Lorne", demands=ref_of(site, "demand"), opens=opens.isoformat(),
        closes=closes.isoformat(), goal="100",
        _passphrase=PHRASE, _passphrase_again=PHRASE,
    )  # fmt: skip
    code = str(world.rows(Petition)[0].code)
    olga.go(f"{BASE}/petitions/{code}/equipe")
    olga.send("open", "son texte est figé")
    signer.go(f"/p/{code}", "11-page-publique")
    signer.send(
        "sign-send", "Il reste un geste", name="Nadia Test", email="nadia@example.org", quality="ally"
    )
    signer.go(confirmation_link(world.settings.data_dir, world), "12-confirmer")
    signer.send("confirm", "Merci")
    bob.go(f"/p/{code}/carnet")
    bob.send("sign-send", "Merci", quality="concerned")
    world.clock.forward(120)
    assert publish_signatures(world.house) == 2
    assert {row.tier for row in world.rows(Signature)} == {"email", "carnet"}
    signer.go(f"/p/{code}", "13-signee")
    pdf = signer.page.request.get(f"/p/{code}/petition.pdf")
    assert pdf.ok and pdf.body().startswith(b"%PDF")
    return code


def confirmation_link(folder: Path, world: object) -> str:
    """From the mail, which the demo writes into files."""
    from forum.core.outbox import send_mail

    send_mail(world.house)  # type: ignore[attr-defined]
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (folder / "mail").iterdir()
    ]
    text = "\n".join(str(mail.get_content()) for mail in mails)
    found = re.search(r"https?://[^/\s]+(/p/\S+/confirmation/[\w-]+)", text)
    assert found, text
    return found[1]


def follow_it(site: Site, code: str, olga: Walker, alice: Walker, reader: Walker) -> None:
    world = site.world
    olga.go(f"{BASE}/petitions/{code}/fermeture")
    olga.send("close", "Plus personne ne peut signer")
    suites = f"{BASE}/suites/{code}"
    olga.go(f"{suites}/remise")
    olga.send(
        "send",
        "La remise est notée",
        recipient="La présidente du conseil départemental",
        how="En main propre",
    )
    olga.go(f"{suites}/reponse")
    olga.send(
        "send",
        "La réponse est notée",
        label="commitment",
        text="« Les deux postes seront publiés. »",
        source="Courrier du 3 mars",
    )
    olga.go(f"{suites}/engagements")
    due = (world.clock().today + timedelta(days=2)).isoformat()
    olga.send(
        "send", "Les deux collèges peuvent évaluer", owner="Direction de la PMI", what="Publier les deux postes.", due=due,
        evidence="L’annonce est en ligne.", source="Courrier du 3 mars",
    )  # fmt: skip
    world.clock.forward(3 * 86_400)
    reader.go(f"{BASE}/suites", "14-suites")
    reader.go(suites, "15-suites-petition")
    assert reader.page.get_by_text("En retard").count() >= 1
    again = Walker(site.person(world.alice, width=reader.page.viewport_size["width"]), "x", [])  # type: ignore[index]
    again.go(suites)
    again.page.get_by_role("button", name="Pas tenu").first.click()
    again.page.get_by_text("C’est noté").first.wait_for()
    world.slot()
