"""The synthesis of a question: written by the team, at the head of it, amended by anybody, answered by the team."""

import pytest

from forum.challenges.syntheses.models import Synthesis
from forum.collectives.models import Pending
from forum.core.viewer import Viewer
from forum.deliberation.models import TakenUp
from forum.identity.staff import actions as staff
from forum.identity.staff.models import StaffLog
from forum.texts.models import Amendment, Document, Version
from tests.browser_lite import Page, words
from tests.challenges.world import argument, challenge, hide, mechanism
from tests.deliberation.test_rebuttals import rebuttal
from tests.leaving.sample import erase
from tests.moderation.sample import hide as moderate
from tests.texts.amending import amend
from tests.world import World

URL = "/c/lorne/contestations"
BODY = (
    "Personne n’a trouvé de **famille** que ce nombre ait aidée.\n\nOn s’accorde à vouloir un autre chiffre."
)


@pytest.fixture
def ref(world: World) -> str:
    return challenge(world, mechanism(world))


@pytest.fixture
def nina(world: World) -> Viewer:
    """She facilitates."""
    with world.house.db.write() as tx:
        made = staff.create(tx, world.clock(), "nina@example.org", "Nina")
        staff.give_role(tx, made, world.collective.id, "facilitator")
        return Viewer(staff_id=made.id, staff_name="Nina")


def write(world: World, who: Viewer, ref: str, body: str = BODY, taken: list[str] | None = None) -> Page:
    browser = world.browser(who)
    page = browser.get(f"{URL}/{ref}/synthese/help")
    if page.status != 200:
        return page
    ticks = {} if taken is None else {"taken": taken}
    return browser.send("Publier", body=body, **ticks)


def head(world: World, ref: str) -> str:
    page = world.browser().get(f"{URL}/{ref}")
    found = [e for e in page.all("article") if "synthesis" in (e.get("class") or "")]
    return words(found[0]) if found else ""


def made(world: World) -> Document:
    found: Document = world.rows(Document, Document.kind == "synthesis")[0]
    return found


def test_a_facilitator_writes_what_stands_at_the_head_of_the_question(
    world: World, ref: str, nina: Viewer
) -> None:
    one, two = argument(world, ref), argument(world, ref, "for", college="professional")
    argument(world, ref, college="ally")
    rebuttal(world, ref, one)
    page = write(world, nina, ref, taken=[one, two])
    assert page.status == 200
    assert "famille" in head(world, ref)
    assert "1 argument pour et 1 contre" in head(world, ref)
    assert "Aucun argument n’est venu depuis" in head(world, ref)
    section = words(world.browser().get(f"{URL}/{ref}").one("section", id="q-help"))
    assert section.count("reprise dans la synthèse") == 2
    assert section.index("La synthèse") < section.index("Dix-neuf mères")
    assert "reprise dans la synthèse" in world.browser().get(f"/c/lorne/arguments/{one}").words
    argument(world, ref)
    argument(world, ref, question="usefulness")
    rebuttal(world, ref, two, "Et pourtant.")
    assert "1 argument est venu depuis" in head(world, ref)
    log = world.rows(StaffLog)
    assert [(r.staff_name, r.action) for r in log] == [("Nina", "synthesis")]
    assert "a écrit une synthèse" in world.browser(world.maud).get("/c/lorne/equipe/journal").words


def test_only_the_team_that_facilitates_or_organises_writes(world: World, ref: str) -> None:
    for who, status in (
        (None, 401),
        (world.alice, 403),
        (world.charlie, 403),
        (world.maud, 403),
        (world.harold, 403),
    ):
        assert world.browser(who).get(f"{URL}/{ref}/synthese/help").status == status
        assert "Écrire la synthèse" not in world.browser(who).get(f"{URL}/{ref}").words
    assert world.act(world.alice, f"{URL}/{ref}/synthese/help", body=BODY, seen="0") == 403
    assert "Écrire la synthèse" in world.browser(world.olga).get(f"{URL}/{ref}").words
    assert world.browser(world.olga).get(f"{URL}/{ref}/synthese/autre").status == 404
    assert world.rows(Synthesis) == []


def test_writing_again_is_a_version_that_has_read_what_came(world: World, ref: str) -> None:
    first = argument(world, ref)
    write(world, world.olga, ref, taken=[first])
    late = argument(world, ref, "for")
    browser = world.browser(world.olga)
    page = browser.get(f"{URL}/{ref}/synthese/help")
    assert [e.get("value") for e in page.all("input", name="taken") if e.get("checked") is not None] == [
        first
    ]
    browser.send("Publier cette nouvelle version", body="Plus court.", taken=[late])
    assert "Plus court." in head(world, ref)
    assert "1 argument pour et 0 contre" in head(world, ref)
    assert "Aucun argument n’est venu depuis" in head(world, ref)
    assert [v.number for v in world.rows(Version, Version.text_id == made(world).id)] == [1, 2]
    page = world.browser().get(f"/c/lorne/textes/{made(world).ref}/versions")
    assert "Plus court." in page.words
    browser.get(f"{URL}/{ref}/synthese/help")
    browser.send("Publier cette nouvelle version", taken=[first])  # other ticks, the same words
    assert made(world).number == 2
    assert len(world.rows(Synthesis)) == 1
    assert "2 versions" in head(world, ref)


def test_two_who_write_at_once_lose_nothing(world: World, ref: str, nina: Viewer) -> None:
    late = world.browser(nina)
    late.get(f"{URL}/{ref}/synthese/help")
    write(world, world.olga, ref, "La première venue.")
    page = late.send("Publier", body="La seconde venue.")
    assert page.status == 422
    assert "Quelqu’un a réécrit cette synthèse" in page.words
    assert "La première venue." in page.words
    assert (page.one("textarea", name="body").text or "") == "La seconde venue."
    late.send("Publier cette nouvelle version")
    assert "La seconde venue." in head(world, ref)
    assert made(world).number == 2


def test_anybody_proposes_a_change_and_the_facilitator_answers(world: World, ref: str, nina: Viewer) -> None:
    write(world, nina, ref)
    text = made(world).ref
    page = amend(world.browser(world.bob), text, {"body-replace-0": "Nul n’en a trouvé."}, "Plus simple.")
    assert page.status == 200
    world.slot()
    change = world.rows(Amendment)[0]
    assert "Plus simple." in head(world, ref)
    url = f"/c/lorne/textes/{text}/amendements/{change.ref}"
    for who in (world.alice, world.maud):
        assert not world.browser(who).get(url).all("form", id="decide")
    browser = world.browser(nina)
    browser.get(url)
    browser.send("Répondre", verdict="accepted", reason="Oui.")
    assert "Nul n’en a trouvé." in head(world, ref)
    assert world.rows(Version, Version.number == 2)[0].voice == change.voice
    assert "synthèse" in world.browser(world.olga).get("/c/lorne/equipe/journal").words
    assert "2 versions" in head(world, ref)


def test_it_is_reported_hidden_and_restored_like_any_text(world: World, ref: str) -> None:
    said = argument(world, ref)
    write(world, world.olga, ref, taken=[said])
    text = made(world).ref
    assert world.browser().get(f"/c/lorne/moderation/signalements/nouveau?objet={text}").status == 200
    moderate(world, text)
    assert head(world, ref) == ""
    assert "reprise dans la synthèse" not in world.browser().get(f"{URL}/{ref}").words
    assert world.browser().get(f"/c/lorne/textes/{text}/versions").status == 410
    assert world.act(world.olga, f"{URL}/{ref}/synthese/help", body="Autre.", seen="1") == 409
    assert made(world).number == 1
    hide(world, text, False)
    assert "famille" in head(world, ref)


def test_search_finds_a_challenge_by_its_synthesis(world: World, ref: str) -> None:
    challenge(world, mechanism(world, "Autre"), "Autre chose")
    write(world, world.olga, ref, "Le mot rare est zigomatique.")
    world.slot()
    world.act(world.alice, f"{URL}/{ref}/arguments", question="help", side="for", body="Un argument.")
    world.slot()
    page = world.browser().get(f"{URL}?q=zigomatique")
    assert [a.get("href") for a in page.all("a") if ref in (a.get("href") or "")]
    assert "Autre chose" not in page.words
    hide(world, made(world).ref)
    world.act(world.alice, f"{URL}/{ref}/arguments", question="help", side="for", body="Un autre.")
    world.slot()
    assert "Rien ne répond" in world.browser().get(f"{URL}?q=zigomatique").words


def test_an_argument_that_its_author_takes_back_leaves_the_counts(world: World, ref: str) -> None:
    world.act(world.bob, f"{URL}/{ref}/arguments", question="help", side="against", body="Non.")
    world.slot()
    said = world.rows(Document, Document.kind == "argument")[0].ref
    write(world, world.olga, ref, taken=[said])
    assert "0 argument pour et 1 contre" in head(world, ref)
    erase(world, world.bob, "text", said)
    world.slot()
    assert world.rows(Document, Document.kind == "argument") == world.rows(TakenUp) == []
    assert "0 argument pour et 0 contre" in head(world, ref)


@pytest.mark.parametrize(
    ("body", "said"),
    [("x" * 100_000, "6000 signes"), ("abc\u2067def", "signes invisibles"), ("", "nécessaire")],
)
def test_a_refused_synthesis_comes_back_with_its_ticks(world: World, ref: str, body: str, said: str) -> None:
    one, _two = argument(world, ref), argument(world, ref)
    page = write(world, world.olga, ref, body, [one])
    assert page.status == 422
    assert said in page.error("body")
    assert (page.one("textarea", name="body").text or "") == body
    assert [e.get("value") for e in page.all("input", name="taken") if e.get("checked") is not None] == [one]
    assert world.rows(Synthesis) == world.rows(Pending) == []


def test_arabic_and_combining_signs_are_kept(world: World, ref: str) -> None:
    assert write(world, world.olga, ref, "لم يجد أحد. " + "o" + "\u0308" * 60).status == 200
    assert "لم يجد أحد" in head(world, ref)


def test_a_forged_tick_is_refused(world: World, ref: str) -> None:
    other = argument(world, challenge(world, mechanism(world, "Autre"), "Autre"))
    one = argument(world, ref)
    for forged in (other, rebuttal(world, ref, one), "inconnu"):
        assert world.act(world.olga, f"{URL}/{ref}/synthese/help", body=BODY, seen="0", taken=forged) == 422
    assert world.rows(Synthesis) == []
