"""Two and three people at once, each in a browser of their own, always one of them without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from forum.collectives.models import Pending
from forum.deliberation.merging.models import Merge
from forum.identity.staff.models import StaffLog
from forum.texts.models import Amendment, Document, Version
from forum.texts.voices import wrote
from tests.browser.conftest import Site, faults
from tests.browser.test_amendments import BODY, walker, write
from tests.demands.merging import scene as demands
from tests.grievances.merging.scene import MERGES, URL, WHY, live, the, two
from tests.texts.amending import new_url
from tests.texts.test_amendments import publish
from tests.workshops.room import Room

GUARDED = "La petite Zénaïde dort à l’hôtel. On rappelle le 06 12 34 56 78, on ne répond pas."


def test_two_change_one_clause_the_author_takes_one_and_the_other_is_told_and_reunites_them(
    site: Site,
) -> None:
    """Bob with JavaScript at a desk, Charlie without on a phone, Alice, whose text it is, with it on a phone."""
    world = site.world
    ref = publish(world, BODY)
    bob = walker(site, world.bob, "bob")
    charlie = walker(site, world.charlie, "charlie", width=360, javascript=False)
    for who in (bob, charlie):
        who.go(new_url(ref))
    write(bob, "Les visites ont cessé.", "Ni au guichet.")
    write(charlie, "Les visites n’ont plus lieu depuis mars.", "Ni par courrier.")
    for who in (bob, charlie):
        who.send("propose", "publiée au prochain créneau", reason="Pour être juste.")
    world.slot()
    first = next(a for a in world.rows(Amendment) if "cessé" in a.operations[0]["text"])
    second = next(a for a in world.rows(Amendment) if a.ref != first.ref)
    alice = walker(site, world.alice, "alice", width=360)
    alice.go(f"/c/lorne/textes/{ref}/amendements/{first.ref}", "repondre")
    alice.send("answer", "publiée au prochain créneau", verdict="accepted", reason="Oui.")
    world.slot()

    charlie.go("/carnet")
    charlie.page.get_by_text("Un autre changement a été accepté au même endroit que le vôtre").wait_for()
    charlie.go(f"/c/lorne/textes/{ref}/amendements/{second.ref}", "conflit")
    both = charlie.page.locator("dl.clash").inner_text()
    assert "Les visites ont cessé." in both and "Les visites n’ont plus lieu depuis mars." in both
    charlie.go(new_url(ref))
    charlie.page.locator("#body-replace-0").click()
    reunited = {"body-replace-0": "Les visites ont cessé depuis mars.", "reason": "Cela dit les deux."}
    charlie.send("propose", "publiée au prochain créneau", **reunited)
    world.slot()

    third = next(a for a in world.rows(Amendment) if a.base == 2)
    alice.go(f"/c/lorne/textes/{ref}/amendements/{third.ref}")
    alice.send("answer", "publiée au prochain créneau", verdict="accepted", reason="Les deux.")
    world.slot()
    alice.go(f"/c/lorne/textes/{ref}/amendements/{second.ref}")
    settled = {"settled-0": "Les visites ont cessé depuis mars."}
    alice.send(
        "answer", "publiée au prochain créneau", verdict="accepted", reason="Le courrier aussi.", **settled
    )
    world.slot()
    said = "Les visites ont cessé depuis mars.\n\nPersonne ne répond au téléphone.\n\nNi au guichet.\n\nNi par courrier."
    assert [v.fields["body"] for v in world.rows(Version, Version.number == 4)] == [said]
    assert {a.state for a in world.rows(Amendment)} == {"accepted"}
    charlie.go(f"/c/lorne/textes/{ref}/versions")
    charlie.go(f"/c/lorne/textes/{ref}/versions/1/restauration")


def test_two_authors_merge_and_one_who_echoed_says_where_their_voice_goes(site: Site) -> None:
    """Alice with JavaScript on a phone, Bob without, Charlie, who lived Alice's, without on a phone."""
    world = site.world
    first, second = two(world)
    live(world, first, world.charlie)
    alice, bob = site.person(world.alice, width=360), site.person(world.bob, javascript=False)
    alice.goto(f"{URL}/{first}")
    alice.get_by_role("link", name="Cela dit la même chose").click()
    alice.get_by_label("Pourquoi les regrouper").fill(WHY)
    alice.get_by_role("button", name="Proposer de regrouper").click()
    alice.locator("#errors").wait_for()  # which one is missing: the reason is still there
    assert alice.get_by_label("Pourquoi les regrouper").input_value() == WHY
    alice.get_by_label("sa référence, ou son adresse").fill(f"{site.url}{URL}/{second}")
    alice.get_by_role("button", name="Proposer de regrouper").click()
    alice.get_by_text("C’est noté.").first.wait_for()
    world.slot()
    bob.goto(f"{URL}/{second}")
    bob.get_by_role("link", name="Lire et répondre").click()
    bob.get_by_role("button", name="Oui, regrouper").click()
    bob.get_by_text("Votre réponse est notée").first.wait_for()
    assert the(world).state == "proposed"
    world.slot()
    alice.goto(f"{URL}/{first}")
    alice.get_by_text("Vous veniez de").wait_for()
    assert f"{URL}/{second}" in alice.url

    assert world.rows(Merge)[0].state == "merged"
    charlie = site.person(world.charlie, width=360, javascript=False)
    charlie.goto("/carnet")
    with charlie.expect_navigation():
        charlie.get_by_role("link", name="Dire où elle va").click()
    assert faults(charlie, "ou-va-ma-voix", scripts=False) == []
    charlie.get_by_role("button", name="Oui, je vis aussi celle qui reste").click()
    charlie.get_by_text("Votre voix rejoint l’autre").first.wait_for()
    bob.goto(f"{URL}/{second}")
    bob.get_by_role("link", name="Dites où va votre voix").click()
    bob.get_by_label("Pourquoi séparer").fill("Deux services.")
    with bob.expect_navigation():
        bob.get_by_role("button", name="Défaire le regroupement").click()
    world.slot()
    alice.goto(f"{URL}/{first}")
    assert "venu=" not in alice.url


def test_two_authors_of_demands_merge_them_and_one_of_them_signs_the_one_that_stays(site: Site) -> None:
    """Alice with JavaScript on a phone, Bob without at a desk."""
    world = site.world
    first, second = demands.two(world)
    alice, bob = site.person(world.alice, width=360), site.person(world.bob, javascript=False)
    alice.goto(f"{demands.URL}/{first}")
    alice.get_by_role("link", name="Cela demande la même chose").click()
    alice.get_by_label("sa référence, ou son adresse").fill(f"{site.url}{demands.URL}/{first}")
    alice.get_by_label("Pourquoi les regrouper").fill(demands.WHY)
    alice.get_by_role("button", name="Proposer de regrouper").click()
    alice.locator("#errors").wait_for()  # itself: what was written is still there
    assert alice.get_by_label("Pourquoi les regrouper").input_value() == demands.WHY
    alice.get_by_label("sa référence, ou son adresse").fill(second)
    assert faults(alice, "regrouper-revendications") == []
    alice.get_by_role("button", name="Proposer de regrouper").click()
    alice.get_by_text("C’est noté.").first.wait_for()
    world.slot()

    bob.goto(f"{demands.URL}/{second}")
    with bob.expect_navigation():
        bob.get_by_role("link", name="Lire et répondre").click()
    assert faults(bob, "regroupement-de-revendications", scripts=False) == []
    with bob.expect_navigation():
        bob.get_by_role("button", name="Oui, regrouper").click()
    bob.get_by_text("Votre réponse est notée").first.wait_for()
    world.slot()
    assert the(world).state == "merged"

    alice.goto(f"{demands.URL}/{first}")
    alice.get_by_text("Vous veniez de").wait_for()
    assert f"{demands.URL}/{second}" in alice.url
    assert faults(alice, "revendication-qui-reste") == []
    with alice.expect_navigation():
        alice.get_by_role("link", name="Relire l’ancien texte").click()
    alice.get_by_text("comme il était").wait_for()
    assert faults(alice, "ancienne-revendication") == []
    alice.goto("/carnet")
    alice.get_by_role("link", name="Dire où elle va").click()
    alice.get_by_role("button", name="Oui, j’écris aussi celle qui reste").click()
    alice.get_by_text("vous écrivez aussi la revendication qui reste").first.wait_for()
    world.slot()
    bob.goto(f"{demands.URL}/{second}")
    assert bob.get_by_text("1 a dit écrire aussi celle-ci").count() == 1
    bob.goto(f"{MERGES}/{the(world).ref}")
    bob.get_by_label("Pourquoi séparer").fill("Deux publics.")
    with bob.expect_navigation():
        bob.get_by_role("button", name="Défaire le regroupement").click()
    world.slot()
    alice.goto(f"{demands.URL}/{first}")
    assert "venu=" not in alice.url
    assert alice.get_by_text("a été défait").count() == 1


FIRST = "Les visites ont cessé. On reste seules avec le bébé."
SECOND = "La règle des quinze jours nous remet dehors."


def fill(page: Page, n: int, body: str, mark: str, what: str = "grievance", consent: str = "aloud") -> None:
    page.select_option(f"[name=what-{n}]", what)
    page.fill(f"[name=body-{n}]", body)
    page.fill(f"[name=since-{n}]", "depuis mars")
    page.fill(f"[name=mark-{n}]", mark)
    page.select_option(f"[name=consent-{n}]", consent)


def prepare(page: Page) -> None:
    page.goto("/c/lorne/ateliers/nouveau")
    page.fill("[name=place]", "Salle de quartier")
    page.select_option("[name=territory]", "nord")
    page.fill("[name=theme]", "Les visites de PMI")
    page.fill("[name=day]", "2026-03-20")
    page.click("#prepare")
    page.locator("#cards").wait_for()


def hold(page: Page, code: str) -> None:
    page.goto("/carte/parole")
    page.fill("[name=code]", code)
    page.click("#read")


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "sans-js"])
def test_from_what_a_facilitator_types_to_the_card_in_somebody_s_hand(site: Site, scripts: bool) -> None:
    """Fatou types with JavaScript or without; Fatima has a paper and somebody's phone, Bob a paper and a carnet."""
    room = Room(site.world)
    fatou = site.person(room.fatou, javascript=scripts)
    prepare(fatou)
    with fatou.expect_download() as printed:
        fatou.click("#cards")
    assert printed.value.path().read_bytes().startswith(b"%PDF")

    fatou.get_by_role("link", name="Noter ce qui a été dit").click()
    fill(fatou, 0, FIRST, room.mark(0))
    fill(fatou, 1, SECOND, room.mark(1), "rule", "")
    fatou.click("#onward")
    fatou.get_by_text("1 parole prise").wait_for()
    assert fatou.locator("[name=body-0]").input_value() == SECOND
    fatou.select_option("[name=consent-0]", "hand")
    fatou.click("#onward")
    fatou.get_by_role("heading", name="Compléter avec la personne").wait_for()
    fatou.fill("[name=concerned]", "Des mères seules")
    fatou.click("#keep")
    fatou.get_by_text("Rien n’est pris sans un oui clair").first.wait_for()
    fatou.check("[name=yes]")
    fatou.click("#keep")
    fatou.get_by_role("button", name="Dans quel service").click()
    fatou.fill("[name=service]", "Une PMI")
    fatou.check("[name=yes]")
    fatou.click("#keep")
    fatou.get_by_role("button", name="C’est assez, terminer").click()
    fatou.get_by_text("Celle qui porte ce repère").wait_for()
    expect(fatou.locator("#main")).to_contain_text(room.mark(0))
    site.world.slot()

    fatima = site.person(width=360, javascript=False)
    hold(fatima, room.code(0).lower().replace("-", " "))
    fatima.get_by_role("button", name="Changer").click()
    assert fatima.locator("[name=service]").input_value() == "Une PMI"
    fatima.fill("[name=body]", FIRST.replace("cessé", "cessé en mars"))
    with fatima.expect_navigation():
        fatima.click("#keep")
    site.world.slot()
    fatima.goto("/c/lorne/doleances")
    with fatima.expect_navigation():
        fatima.get_by_role("link", name=re.compile("Les visites ont cessé")).first.click()
    for said in ("cessé en mars", "Des mères seules"):
        assert fatima.get_by_text(said).count() >= 1
    with fatima.expect_navigation():
        fatima.get_by_role("link", name="Recueillie en atelier").click()
    assert fatima.get_by_text(SECOND).count() == 1

    bob = site.person(site.world.bob, width=360, javascript=not scripts)
    hold(bob, room.code(1))
    bob.get_by_role("button", name="Mettre dans mon carnet").click()
    bob.get_by_text("C’est dans votre carnet").wait_for()
    site.world.slot()
    bob.goto("/carnet")
    assert bob.get_by_role("link", name=re.compile("La règle des quinze jours")).count() >= 1
    mine = [d for d in site.world.rows(Document) if wrote(site.world.bob, d, d.nul)]
    assert [d.kind for d in mine] == ["mechanism"]
    hold(fatima, room.code(0))
    with fatima.expect_navigation():
        fatima.get_by_role("button", name="Retirer").click()
    site.world.slot()
    assert [d.kind for d in site.world.rows(Document)] == ["mechanism"]
    told = {(row.action, row.subject) for row in site.world.rows(StaffLog) if row.staff_name == "Fatou"}
    assert {action for action, _subject in told} == {
        "workshop.prepared",
        "workshop.cards",
        "workshop.gathered",
    }


def test_what_somebody_keeps_in_spite_of_the_guard_is_read_by_a_moderator_first(site: Site) -> None:
    """Alice without JavaScript on a phone; Maud, who reads, with it; Bob, without, reads what became public."""
    alice = site.person(site.world.alice, width=360, javascript=False)
    alice.goto("/c/lorne/doleances/nouvelle")
    alice.locator("[name=body]").fill(GUARDED)
    alice.locator("[name=territory]").select_option("nord")
    alice.locator("[name=since]").fill("depuis mai")
    alice.locator("#send").click()
    alice.locator("#f-guard mark").first.wait_for()
    assert faults(alice, "guard-sans-js", scripts=False) == []
    alice.locator("#f-guard button", has_text="06 12 34 56 78").click()
    expect(alice.locator("[name=body]")).not_to_have_value(re.compile("06 12"))
    assert "Zénaïde" in alice.locator("[name=body]").input_value(), "one press replaces one thing"
    alice.get_by_role("button", name="Garder tel quel, et faire relire").click()
    alice.get_by_text("relit d’abord").first.wait_for()
    site.world.slot()
    assert [row.state for row in site.world.rows(Pending)] == ["held"]

    bob = site.person(site.world.bob, javascript=False)
    bob.goto("/c/lorne/doleances")
    assert bob.get_by_text("Zénaïde").count() == 0
    maud = site.person(site.world.maud)
    maud.goto("/c/lorne/moderation")
    maud.get_by_text("Zénaïde").first.wait_for()
    assert maud.get_by_text("06 12 34 56 78").count() == 0
    maud.get_by_role("link", name=re.compile("Zénaïde|hôtel")).first.click()
    maud.get_by_label("Publier au prochain créneau").check()
    maud.get_by_label("Au titre de quoi").fill("Article 1 de la charte")
    maud.get_by_label("Le motif").fill("Un prénom seul, dans une phrase où personne ne se reconnaît.")
    maud.locator("#send").click()
    maud.locator("#settle").wait_for(state="detached")
    site.world.slot()
    bob.goto("/c/lorne/doleances")
    with bob.expect_navigation():
        bob.get_by_role("link", name=re.compile("hôtel")).first.click()
    assert bob.get_by_text("Zénaïde").count() >= 1
