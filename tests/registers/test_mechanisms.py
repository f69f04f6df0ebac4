"""Mechanisms: named by members, shown with what leans on them, ticked in a grievance."""

from sqlmodel import col

from forum.collectives.models import Pending
from forum.registers.models import Mechanism
from forum.texts.authors import rules
from forum.texts.authors.together.jobs import close_authors
from forum.texts.models import Document, Evidence, Link
from tests.challenges.world import challenge, grievance, hide, mechanism
from tests.queries import cost
from tests.texts.amending import FIRST, amend
from tests.texts.authoring import DAY, answer, inside, proposed, text
from tests.world import World

URL = "/c/lorne/mecanismes"
TITLE = "Six mois de gel avant de remplacer un départ"


def name_one(world: World, who: object, **typed: str) -> int:
    browser = world.browser(who)  # type: ignore[arg-type]
    browser.get(f"{URL}/nouveau")
    given = {"title": TITLE, "kind": "budget", "body": "Une note impose **six mois** de vacance.", **typed}
    return browser.send("Envoyer", **given).status


def test_a_mechanism_has_its_page_after_its_slot(world: World) -> None:
    name_one(world, world.alice, source_label="Note de cadrage", source_url="https://exemple.fr/note")
    reader = world.browser()
    assert TITLE not in reader.get(URL).words
    assert world.slot() == 1
    assert TITLE in reader.get(URL).words
    page = reader.follow(TITLE)
    assert page.title == TITLE
    assert "budget" in page.words
    assert "six mois de vacance" in page.words
    assert page.link("Note de cadrage") == "https://exemple.fr/note"
    assert page.link("Contester ce mécanisme").endswith(f"nouvelle?mecanisme={page.url.rsplit('/', 1)[1]}")


def test_sending_twice_is_sending_once(world: World) -> None:
    for _ in range(2):
        name_one(world, world.alice)
    assert len(world.rows(Pending)) == 1
    world.slot()
    name_one(world, world.alice)
    world.slot()
    assert len(world.rows(Mechanism)) == 1


def test_what_is_wrong_is_named_and_nothing_is_lost(world: World) -> None:
    browser = world.browser(world.bob)
    browser.get(f"{URL}/nouveau")
    page = browser.send("Envoyer", title="x" * 161, kind="", body="", source_url="javascript:alert(1)")
    assert page.status == 422
    assert "trop long : 160 signes" in page.error("title")
    assert "réponses proposées" in page.error("kind")
    assert "nécessaire" in page.error("body")
    assert "adresse complète" in page.error("source_url")
    assert page.one("input", name="title").get("value") == "x" * 161
    assert world.rows(Pending) == []


def test_the_guard_refuses_and_keeps_the_text(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get(f"{URL}/nouveau")
    page = browser.send("Envoyer", title=TITLE, kind="rule", body="Appelez le 06 12 34 56 78.")
    assert page.status == 422
    assert page.one("textarea", name="body").text == "\nAppelez le 06 12 34 56 78."[1:]
    assert world.rows(Pending) == []
    browser.send("Envoyer", relaxed="1")
    assert [row.state for row in world.rows(Pending)] == ["held"]


def test_one_writes_first_and_nothing_is_lost_without_a_carnet(world: World) -> None:
    page = world.browser().post(URL, {"title": TITLE, "kind": "rule", "body": "Une note impose cela."})
    assert page.status == 401
    assert "Une note impose cela." in page.text
    assert world.rows(Pending) == []


def test_the_page_shows_what_leans_on_it(world: World) -> None:
    ref = mechanism(world)
    named, seen = grievance(world, "Nommée ici.", [ref]), grievance(world, "Pas nommée.")
    contested = challenge(world, ref, "On conteste le tableau")
    page = world.browser().get(f"{URL}/{ref}")
    assert page.link("Nommée ici.").endswith(named)
    assert page.link("On conteste le tableau").endswith(contested)
    assert seen not in page.text
    hide(world, named)
    assert named not in world.browser().get(f"{URL}/{ref}").text


def test_the_list_is_filtered_by_words_and_kind(world: World) -> None:
    mechanism(world, "Compter des actes")
    name_one(world, world.alice)
    world.slot()
    browser = world.browser()
    browser.get(URL)
    words = browser.send("Chercher", q="geler", genre="budget").words
    assert TITLE in words
    assert "Compter des actes" not in words
    assert "Compter des actes" in browser.get(f"{URL}?genre=inconnu").words
    assert "Rien ne répond" in browser.get(f"{URL}?q=introuvable").words


def test_a_hidden_mechanism_is_gone(world: World) -> None:
    ref = mechanism(world)
    hide(world, ref)
    assert world.browser().get(f"{URL}/{ref}").status == 410
    assert "Compter des actes" not in world.browser().get(URL).words
    assert world.browser(world.maud).get(f"{URL}/{ref}").status == 200


def test_a_grievance_names_mechanisms(world: World) -> None:
    first, second = mechanism(world, "Le tableau"), mechanism(world, "Le gel")
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/nouvelle?mecanisme={first}")
    ticked = [
        i.get("value") for i in browser.page.all("input", name="mechanisms") if i.get("checked") is not None
    ]
    assert ticked == [first]
    page = browser.send("Envoyer", body="Personne ne vient.", territory="nord", mechanisms=[first, second])
    assert page.status == 422  # `since` is missing: both boxes must come back ticked
    assert sum(i.get("checked") is not None for i in page.all("input", name="mechanisms")) == 2
    browser.send("Envoyer", since="mai")
    world.slot()
    assert len(world.rows(Link)) == 2
    assert "Personne ne vient" in world.browser().get(f"{URL}/{second}").words


def test_a_grievance_cannot_name_what_is_not_there(world: World) -> None:
    other = world.other_collective("autre")
    elsewhere = mechanism(world, "D’ailleurs", collective=other)
    hidden = mechanism(world, "Masqué")
    hide(world, hidden)
    mechanism(world)
    for ref in (elsewhere, hidden, "inconnu", "x" * 200):
        browser = world.browser(world.bob)
        browser.get("/c/lorne/doleances/nouvelle")
        page = browser.send(
            "Envoyer", body="Personne ne vient.", territory="nord", since="mai", mechanisms=[ref]
        )
        assert page.status == 422, ref
        assert page.one("textarea", name="body").text == "Personne ne vient."
    assert world.rows(Pending) == []


def test_strangers_know_nothing_of_a_members_only_collective(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    ref = mechanism(world, collective=secret)
    insider = world.carnet("Ines", "professional", secret)
    assert world.browser(insider).get(f"/c/secret/mecanismes/{ref}").status == 200
    for who in (None, world.charlie, world.alice, world.olga):
        for path in ("mecanismes", "mecanismes/nouveau", f"mecanismes/{ref}", "institutions", "objectifs"):
            assert world.browser(who).get(f"/c/secret/{path}").status == 404, path
    page = world.browser().post("/c/secret/mecanismes", {"title": TITLE, "kind": "rule", "body": "x"})
    assert page.status == 404
    assert world.browser().get(f"{URL}/{ref}").status == 404


def test_the_list_and_the_page_cost_the_same_with_more_rows(world: World) -> None:
    ref = mechanism(world)
    few = cost(world, URL), cost(world, f"{URL}/{ref}")
    for n in range(22):
        mechanism(world, f"Mécanisme {n}")
    for _ in range(3):
        grievance(world, mechanisms=[ref])
    assert (cost(world, URL), cost(world, f"{URL}/{ref}")) == few


def test_pages_of_the_list_show_each_mechanism_once(world: World) -> None:
    for n in range(23):
        mechanism(world, f"Mécanisme n° {n}.")
    browser = world.browser()
    first = browser.get(URL)
    seen = [a.get("href") for a in first.all("a") if "/mecanismes/" in a.get("href", "")]
    second = browser.follow("La suite de la liste")
    seen += [a.get("href") for a in second.all("a") if "/mecanismes/" in a.get("href", "")]
    assert len({u for u in seen if not u.endswith(("nouveau", "carte"))}) == 23  # type: ignore[union-attr]
    for forged in ("n’importe", "2026-01-01.x", f"2026-01-01.{10**30}", "2026-01-01.-1"):
        assert "Mécanisme n°" in browser.get(f"{URL}?apres={forged}").words


def test_a_mechanism_is_amended_like_any_text(world: World) -> None:
    name_one(world, world.alice)
    world.slot()
    ref = world.rows(Document, col(Document.kind) == "mechanism")[0].ref
    browser = world.browser(world.bob)
    amend(browser, ref, {FIRST: "Une note impose neuf mois."}, "Elle a changé.")
    world.slot()
    assert "Elle a changé." in world.browser().get(f"{URL}/{ref}").words
    assert world.rows(Evidence) == []


def test_a_mechanism_whose_author_left_is_taken_over(world: World) -> None:
    assert name_one(world, world.alice) == 200
    world.slot()
    (ref,) = [str(d.ref) for d in world.rows(Document)]
    assert "Qui écrit ce texte" in world.browser().get(f"/c/lorne/mecanismes/{ref}").words
    inside(world, world.alice, ref).send("Ne plus écrire ce texte")
    world.slot()
    bob = world.browser(world.bob)
    assert "Ce texte attend un·e auteur·rice" in bob.get(f"/c/lorne/mecanismes/{ref}").words
    bob.follow("Le reprendre")
    assert bob.send("Proposer de le reprendre").status == 200
    world.slot()
    world.clock.forward((rules.TAKEN_DAYS + 2) * DAY)
    close_authors(world.house)
    change = proposed(world, ref)
    assert answer(world, world.bob, ref, change, "accepted").status == 200
    world.slot()
    assert text(world, ref).number == 2
