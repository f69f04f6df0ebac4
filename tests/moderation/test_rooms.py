"""Beyond texts: a petition, an objection and a cahier are reported, hidden with a reason, and restored."""

import pytest

from forum.core.crypto import sha256
from forum.core.errors import Closed
from forum.core.models import Event
from forum.deliberation.ballot_jobs import close_ballots
from forum.deliberation.models import Objection
from forum.demands.models import Platform
from forum.moderation.models import Decision
from forum.moderation.reports.models import Report
from forum.petitions.models import PendingSignature, Petition, Signature
from forum.petitions.signing import Signing, Wanted, confirming, write
from forum.texts.models import Message
from tests import rows
from tests.browser_lite import Page
from tests.demands.scene import URL as DEMANDS
from tests.demands.scene import after_last_day, demand, opened, vote
from tests.moderation.sample import GROUND, HERE, REASON, hide, moderate, report
from tests.petitions.scene import Scene
from tests.world import World

TITLE = "Une visite pour chaque naissance"
WHY = "Relu à trois : rien n’y désigne personne."
OBJECTION = "Le délai de huit jours est intenable avec la cheffe que nous avons."


def restore(world: World, ref: str) -> Page:
    return moderate(world, f"{HERE}/objets/{ref}", measure="restore", reason=WHY)


def platform(world: World) -> str:
    with world.house.db.write() as tx:
        voted = rows.demand(tx, world.collective, rows.institution(tx, world.collective), "Un poste")
        rows.ballot(tx, voted, rows.BOTH)
        made = rows.platform(tx, world.collective, voted)
        rows.event(tx, world.collective, "platform.published", made.ref, made.title)
        return made.ref


def objection(world: World) -> tuple[str, str]:
    """(the demand, the objection): Bob's, published at the end of the vote."""
    about = demand(world)
    opened(world, about)
    vote(world, world.bob, about, "objection", OBJECTION)
    after_last_day(world)
    close_ballots(world.house)
    return about, world.rows(Objection)[0].ref


# -- a petition


def test_a_petition_is_reported_to_the_moderators(world: World) -> None:
    scene = Scene(world)
    browser = world.browser()
    browser.get(scene.url)
    page = browser.follow("Signaler cette pétition")
    assert (page.status, TITLE in page.words) == (200, True)
    page = browser.send("Envoyer le signalement", reason="false_figure", explanation="Le second chiffre.")
    assert page.title == "Merci, c’est transmis"
    assert world.rows(Report)[0].subject == scene.code
    queue = world.browser(world.maud).get(HERE)
    for words in (TITLE, "pétition", "deux postes", "Le second chiffre."):
        assert words in queue.words, words
    assert "retrait" not in world.browser(world.maud).get(f"{HERE}/objets/{scene.code}").words


def test_a_hidden_petition_says_why_and_since_when_and_is_nowhere_else(world: World) -> None:
    scene = Scene(world)
    reader = world.browser()
    assert TITLE in reader.get("/c/lorne/petitions").words
    scene.sign()
    link = scene.link()
    hide(world, scene.code)
    page = reader.get(scene.url)
    assert (page.status, page.title) == (410, "Pétition masquée")
    for words in ("2 mars 2026", GROUND, REASON):
        assert words in page.words, words
    assert page.link("journal de modération") == f"{HERE}/journal"
    assert "Pétition : masqué" in reader.follow("journal de modération").words
    for path in (
        "",
        "/carnet",
        "/merci",
        "/courriel",
        "/journal",
        "/petition.pdf",
        "/petition.md",
        "/feuille.pdf",
    ):
        page = reader.get(scene.url + path)
        assert (page.status, "deux postes" in page.text, TITLE in page.text) == (410, False, False), path
    assert reader.get(link).status == 410
    assert reader.get(f"/c/lorne/suites/{scene.code}").status == 410
    for url in ("/c/lorne/petitions", "/c/lorne/suites", "/c/lorne/actualites.atom", "/sitemap.xml"):
        page = reader.get(url)
        assert (TITLE in page.text, scene.code in page.text) == (False, False), url
    assert reader.get("/api/v1/collectifs/lorne/petitions").text.count(scene.code) == 0
    assert reader.get(f"{HERE}/signalements/nouveau?objet={scene.code}").status == 404
    assert TITLE not in " ".join(event.title for event in world.rows(Event))


def test_a_hidden_petition_takes_no_signature_and_a_restored_one_does(world: World) -> None:
    scene = Scene(world)
    mailer, carnet, confirmer = world.browser(), world.browser(world.alice), world.browser()
    mailer.get(scene.url)
    carnet.get(f"{scene.url}/carnet")
    scene.sign("early@example.org")
    link = scene.link()
    confirmer.get(link)
    hide(world, scene.code)
    typed = {"name": "Léa Canari", "quality": "concerned"}
    page = mailer.send("Signer", email="lea@example.org", **typed)
    assert (page.status, "masqué cette pétition" in page.words, "Léa Canari" in page.text) == (
        409,
        True,
        True,
    )
    assert carnet.send("Signer avec mon carnet", quality="ally").status == 409
    assert confirmer.send("Je confirme").status == 409
    assert scene.mails() == []
    scene.slot()
    assert world.rows(Signature) == []
    assert [row.confirmed for row in world.rows(PendingSignature)] == [False]
    restore(world, scene.code)
    page = world.browser().get(scene.url)
    assert (page.status, page.title) == (200, TITLE)
    assert any(TITLE in event.title for event in world.rows(Event))
    confirmer.get(link)
    assert confirmer.send("Je confirme").title == "Merci"
    scene.sign_with_carnet(world.alice)
    scene.slot()
    assert len(world.rows(Signature)) == 2


def test_the_writer_looks_again_at_what_was_hidden_meanwhile(world: World) -> None:
    """The routes know a petition from memory for a moment; what is written is checked in the transaction."""
    scene = Scene(world)
    scene.sign("early@example.org")
    token = sha256(scene.link().rpartition("/")[2])
    with world.house.db.write() as tx:
        tx.get_one(Petition, scene.petition.id).hidden = True
    late = Signing(scene.petition.id, b"n" * 32, "open", "ally", "", b"sealed", b"", world.clock().epoch)
    with pytest.raises(Closed), world.house.db.write() as tx:
        write(tx, [Wanted(late)])
    with world.house.db.write() as tx:
        assert not confirming(scene.petition.id, token, 0, world.clock())(tx)
    assert [row.confirmed for row in world.rows(PendingSignature)] == [False]


def test_the_team_reads_why_and_still_sees_what_it_wrote(world: World) -> None:
    scene = Scene(world)
    hide(world, scene.code)
    team = world.browser(world.olga)
    assert "masquée" in team.get("/c/lorne/petitions").words
    assert (team.get(scene.url).status, "ne prend pas de signature" in team.page.words) == (200, True)
    page = team.get(f"{scene.team}/equipe")
    for words in ("La modération a masqué cette pétition", "Masqué le 2 mars 2026", GROUND, REASON):
        assert words in page.words, words
    assert world.browser(world.maud).get(scene.url).status == 200
    restore(world, scene.code)
    page = team.get(f"{scene.team}/equipe")
    assert "La modération a masqué" not in page.words
    assert WHY in page.words
    assert [d.subject_kind for d in world.rows(Decision)] == ["petition", "petition"]


def test_a_draft_is_no_moderator_s_business(world: World) -> None:
    scene = Scene(world, opened=False)
    for who in (None, world.olga):
        assert world.browser(who).get(f"{HERE}/signalements/nouveau?objet={scene.code}").status == 404
    assert world.browser(world.maud).get(f"{HERE}/objets/{scene.code}").status == 404


# -- an objection


def test_an_objection_is_hidden_its_author_reads_why_and_no_row_leads_to_the_paper(world: World) -> None:
    about, ref = objection(world)
    browser = world.browser()
    assert OBJECTION in browser.get(f"{DEMANDS}/{about}/vote").words
    browser.follow("Signaler")
    browser.send("Envoyer le signalement", reason="identifiable", explanation="Une cheffe, une seule.")
    assert OBJECTION in world.browser(world.maud).get(HERE).words
    hide(world, ref)
    page = browser.get(f"{DEMANDS}/{about}/vote")
    assert (OBJECTION in page.words, "Une objection est masquée" in page.words) == (False, True)
    assert world.browser(world.olga).get(f"{DEMANDS}/{about}/vote/objections/{ref}/reponse").status == 404
    assert REASON in world.browser(world.bob).get("/carnet").words
    assert REASON not in world.browser(world.alice).get("/carnet").words
    row = world.rows(Objection)[0]
    (message,) = world.rows(
        Message, Message.box == row.box
    )  # the demand's author was told that it waits for an answer
    scope = message.thread
    assert (row.box, message.box) == (world.bob.box(scope)[1], world.bob.box(scope)[1])
    assert world.bob.box(scope)[1] != world.bob.box(scope.replace("objection", "ballot"))[1]
    assert "Objection à un vote : masqué" in browser.get(f"{HERE}/journal").words
    restore(world, ref)
    assert OBJECTION in browser.get(f"{DEMANDS}/{about}/vote").words
    assert WHY in world.browser(world.bob).get("/carnet").words


def test_an_objection_has_no_voice_to_hold_back(world: World) -> None:
    _about, ref = objection(world)
    page = moderate(world, f"{HERE}/objets/{ref}/suspension", until="2026-04-20")
    assert (page.status, "Personne n’a signé ceci d’une voix" in page.words) == (409, True)
    assert world.rows(Decision) == []


# -- a cahier


def test_a_cahier_is_reported_hidden_and_restored(world: World) -> None:
    ref = platform(world)
    url = f"/c/lorne/cahiers/{ref}"
    browser = world.browser()
    browser.get(url)
    browser.follow("Signaler")
    assert browser.send("Envoyer le signalement", reason="insult", explanation="").status == 200
    assert "Cahier du printemps" in world.browser(world.maud).get(HERE).words
    hide(world, ref)
    for path in ("", "/cahier.pdf", "/cahier.md"):
        page = browser.get(url + path)
        assert (page.status, page.title, REASON in page.words) == (410, "Cahier masqué", True), path
        assert "Cahier du printemps" not in page.text
    for path in ("/c/lorne/cahiers", "/c/lorne/actualites.atom"):
        assert "Cahier du printemps" not in browser.get(path).text
    team = world.browser(world.olga)
    assert "masqué" in team.get("/c/lorne/cahiers").words
    assert REASON in team.get(url).words
    restore(world, ref)
    assert browser.get(url).status == 200
    assert "Cahier du printemps" in browser.get("/c/lorne/actualites.atom").text
    assert WHY in team.get(url).words
    assert WHY not in browser.page.words
    assert not world.rows(Platform)[0].hidden


# -- who may not


def test_only_moderators_decide_and_nothing_of_another_collective_is_found(world: World) -> None:
    scene, cahier = Scene(world), platform(world)
    world.other_collective("ailleurs")
    for ref in (scene.code, cahier):
        for who in (world.alice, world.olga):
            assert world.browser(who).get(f"{HERE}/objets/{ref}").status == 403
        url = f"/c/ailleurs/moderation/signalements/nouveau?objet={ref}"
        assert world.browser().get(url).status == 404
    assert not world.rows(Petition)[0].hidden


@pytest.mark.parametrize("bad", [{"reason": "Trop court."}, {"ground": ""}, {"measure": "burn"}])
def test_a_petition_is_not_hidden_without_a_reason(world: World, bad: dict[str, str]) -> None:
    scene = Scene(world)
    page = moderate(world, f"{HERE}/objets/{scene.code}", **{"measure": "hide", **bad})
    assert page.status == 422
    assert not world.rows(Petition)[0].hidden
    assert report(world, scene.code, reason="parce que").status == 422
