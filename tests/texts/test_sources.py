"""A source is one thing whoever cites it; carnets confirm or dispute it at slots; its words leave with the texts."""

import pytest

from forum.collectives.models import Pending, Sanction
from forum.core.viewer import Viewer
from forum.leaving.actions import forget
from forum.texts.models import Document, Evidence
from forum.texts.sources.models import Source, SourceVerdict
from tests.browser_lite import Page
from tests.queries import cost
from tests.world import World

URL = "https://exemple.fr/rapport"
HERE = "/c/lorne/sources"
LABEL = "Rapport de l’observatoire"


def write(world: World, who: Viewer, body: str, **source: str) -> str:
    """A grievance with a source, public; its reference."""
    browser = world.browser(who)
    browser.get("/c/lorne/doleances/nouvelle")
    page = browser.send("Envoyer", body=body, territory="nord", since="depuis mars", **source)
    assert page.status == 200, page.words
    world.slot()
    return next(str(d.ref) for d in world.rows(Document) if body.startswith(d.excerpt[:20]))


def cited(world: World) -> str:
    write(world, world.alice, "Les visites sont supprimées.", source_label=LABEL, source_url=URL)
    return str(world.rows(Source)[0].ref)


def say(world: World, who: Viewer, ref: str, verdict: str, against: str = "", note: str = "") -> Page:
    browser = world.browser(who)
    browser.get(f"{HERE}/{ref}")
    return browser.send("Donner mon avis", verdict=verdict, against=against, note=note)


def crowd(world: World, college: str, many: int) -> list[Viewer]:
    return [world.carnet(f"{college} {n}", college) for n in range(many)]


def row(page: Page, college: str) -> list[str]:
    """What the table says of a college."""
    rows = [["".join(cell.itertext()).strip() for cell in line] for line in page.all("tr")]
    return next(line[1:] for line in rows if line[0] == college)


def test_two_texts_that_cite_one_address_lean_on_one_source(world: World) -> None:
    ref = cited(world)
    write(world, world.bob, "Chez nous aussi, plus personne.", source_label="Le même", source_url=URL + "/")
    assert len(world.rows(Source)) == 1
    page = world.browser().get(f"{HERE}/{ref}")
    assert page.title in (LABEL, "Le même")
    assert "Les visites sont supprimées" in page.words and "Chez nous aussi" in page.words
    link = next(a for a in page.all("a") if a.get("href") == URL)
    assert "noreferrer" in link.get("rel", "")


def test_a_figure_is_given_with_its_publisher_and_its_date(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    typed = {"body": "Douze postes sont vacants.", "territory": "nord", "since": "2024"}
    page = browser.send("Envoyer", **typed, source_label="12 postes vacants", source_kind="figure")
    assert page.status == 422
    assert "qui le publie" in page.error("source_publisher") and "sa date" in page.error("source_dated")
    assert page.one("input", name="source_label").get("value") == "12 postes vacants"
    assert world.rows(Pending) == []
    page = browser.send("Envoyer", source_publisher="Drees", source_dated="2024-03-01")
    assert page.status == 200
    world.slot()
    page = world.browser().get(f"{HERE}/{world.rows(Source)[0].ref}")
    assert "un chiffre" in page.words and "Drees" in page.words and "1er mars 2024" in page.words


def test_a_link_without_an_address_says_so(world: World) -> None:
    browser = world.browser(world.alice)
    for body, url in (
        ("Douze postes sont vacants.", ""),
        ("Personne ne répond.", "https://exemple.fr/rapport"),
    ):
        browser.get("/c/lorne/doleances/nouvelle")
        typed = {"body": body, "territory": "nord", "since": "2024", "source_label": "Un rapport"}
        assert browser.send("Envoyer", **typed, source_url=url).status == 200
    world.slot()
    without = {
        document.title[:5]: "sans adresse" in world.browser().get(f"/c/lorne/doleances/{document.ref}").words
        for document in world.rows(Document)
    }
    assert without == {"Douze": True, "Perso": False}


def test_a_text_without_a_source_says_so_quietly(world: World) -> None:
    ref = write(world, world.alice, "On ne répond plus au téléphone.")
    assert "Aucune source n’est citée ici." in world.browser().get(f"/c/lorne/doleances/{ref}").words


def test_verdicts_are_counted_at_slots_by_college_and_small_numbers_are_hidden(world: World) -> None:
    ref = cited(world)
    assert say(world, world.bob, ref, "confirmed").status == 200
    assert row(world.browser().get(f"{HERE}/{ref}"), "personnes concernées") == ["0", "0"]
    world.slot()
    assert row(world.browser().get(f"{HERE}/{ref}"), "personnes concernées") == ["moins de 5", "0"]
    for who in crowd(world, "concerned", 4):
        say(world, who, ref, "confirmed")
    say(world, world.charlie, ref, "disputed", "outdated")
    world.slot()
    page = world.browser().get(f"{HERE}/{ref}")
    assert row(page, "personnes concernées") == ["5", "0"]
    assert row(page, "carnets ouverts") == ["0", "moins de 5"]
    assert "c’est périmé" in page.words and "au moins 5" not in page.words


def test_one_carnet_has_one_verdict_that_it_may_change_and_take_back(world: World) -> None:
    ref = cited(world)
    say(world, world.bob, ref, "confirmed")
    say(world, world.bob, ref, "disputed", "dead")
    assert len(world.rows(Pending)) == 1
    world.slot()
    say(world, world.bob, ref, "disputed", "dead")
    world.slot()
    (source,) = world.rows(Source)
    assert (source.confirmed_concerned, source.disputed_concerned, source.dead_concerned) == (0, 1, 1)
    say(world, world.bob, ref, "confirmed")
    world.slot()
    (source,) = world.rows(Source)
    assert (source.confirmed_concerned, source.disputed_concerned, source.dead_concerned) == (1, 0, 0)
    say(world, world.bob, ref, "none")
    world.slot()
    (source,) = world.rows(Source)
    assert source.confirmed_concerned == 0 and world.rows(SourceVerdict) == []
    say(world, world.bob, ref, "none")
    assert world.slot() == 1, "there was nothing to take back: it passes all the same"


def test_whoever_brought_a_source_does_not_confirm_it(world: World) -> None:
    ref = cited(world)
    page = say(world, world.alice, ref, "confirmed")
    assert page.status == 422 and "vous-même" in page.words
    assert world.rows(Pending) == []
    assert say(world, world.alice, ref, "disputed", "dead").status == 200, "they may say that it is dead"


def test_a_dispute_says_why(world: World) -> None:
    ref = cited(world)
    for against in ("", "image", "DEAD"):
        page = world.browser(world.bob)
        page.get(f"{HERE}/{ref}")
        answer = page.send("Donner mon avis", verdict="disputed", against=against, note="La page a bougé.")
        assert answer.status == 422
        assert answer.error("against")
        assert (
            answer.one("textarea" if answer.all("textarea", name="note") else "input", name="note")
            is not None
        )
        assert "La page a bougé." in answer.text
    assert world.rows(Pending) == []


def test_a_link_that_both_colleges_say_is_dead_is_marked_where_the_text_is_read(world: World) -> None:
    ref = cited(world)
    say(world, world.bob, ref, "disputed", "dead")
    world.slot()
    text = f"/c/lorne/doleances/{world.rows(Document)[0].ref}"
    assert "lien signalé mort" not in world.browser().get(text).words
    say(world, world.carnet("Dina", "professional"), ref, "disputed", "dead")
    world.slot()
    page = world.browser().get(text)
    assert "lien signalé mort" in page.words
    assert page.link("lien signalé mort") == f"{HERE}/{ref}"


def test_a_sentence_is_guarded_reported_and_hidden(world: World) -> None:
    ref = cited(world)
    page = say(world, world.bob, ref, "disputed", "unsaid", "Demandez à Mme Durand au 06 12 34 56 78.")
    assert page.status == 422 and "reconnaître" in page.words and world.rows(Pending) == []
    say(world, world.bob, ref, "disputed", "unsaid", "Le tableau dit tout autre chose.")
    world.slot()
    page = world.browser().get(f"{HERE}/{ref}")
    assert "Le tableau dit tout autre chose." in page.words
    (note,) = page.all("article")
    assert "personnes concernées" not in "".join(note.itertext()), "one of very few would be pointed at"
    (said,) = world.rows(SourceVerdict)
    moderator = world.browser(world.maud)
    moderator.get(f"/c/lorne/moderation/objets/{said.ref}")
    assert "Le tableau dit tout autre chose." in moderator.page.words
    typed = {
        "measure": "hide",
        "ground": "charte, point 3",
        "reason": "Cette phrase vise une personne précise.",
    }
    assert moderator.send("Décider", **typed).status == 200
    page = world.browser().get(f"{HERE}/{ref}")
    assert "tout autre chose" not in page.text and "masquée par la modération" in page.words
    assert row(page, "personnes concernées") == ["0", "moins de 5"], "the verdict itself still counts"
    assert "vise une personne" in world.browser(world.bob).get("/carnet").words
    assert said.ref in world.browser(world.maud).get("/c/lorne/moderation").text


def test_a_held_back_carnet_judges_no_source(world: World) -> None:
    ref = cited(world)
    with world.house.db.write() as tx:
        nul = world.bob.nul("voice", "ailleurs")
        until = world.clock().today.replace(year=2027)
        tx.add(Sanction(collective_id=world.collective.id, label="voice", scope="ailleurs", nul=nul,
                        reason="x", all_scopes=True, until=until))  # fmt: skip
    assert say(world, world.bob, ref, "confirmed").status == 403
    assert world.rows(Pending) == []


@pytest.mark.parametrize("typed", [{}, {"verdict": "yes"}, {"verdict": "confirmed", "note": "x" * 301}])
def test_bad_input_is_said_in_its_field_and_stores_nothing(world: World, typed: dict[str, str]) -> None:
    ref = cited(world)
    assert world.act(world.bob, f"{HERE}/{ref}/avis", **typed) == 422
    assert world.rows(Pending) == []


def test_a_stranger_is_asked_for_a_carnet_and_loses_nothing(world: World) -> None:
    ref = cited(world)
    page = say(world, None, ref, "disputed", "dead", "La page n’existe plus.")  # type: ignore[arg-type]
    assert page.status == 401
    assert "donner votre avis sur une source" in page.words and "La page n’existe plus." in page.words
    assert "dead" not in page.words


def test_the_team_does_not_count_among_the_colleges(world: World) -> None:
    ref = cited(world)
    assert say(world, world.olga, ref, "confirmed").status == 403


def test_closed_circles_and_unknown_references_answer_alike(world: World) -> None:
    ref = cited(world)
    world.other_collective("cercle", reading="members")
    for url in (f"{HERE}/inconnu", f"/c/cercle/sources/{ref}", f"{HERE}/{ref}%00"):
        assert world.browser().get(url).status == 404
    other = world.other_collective("voisin")
    assert world.browser().get(f"/c/{other.slug}/sources/{ref}").status == 404, (
        "a source is of one collective"
    )
    assert world.act(world.bob, f"{HERE}/inconnu/avis", verdict="confirmed") == 404


def test_a_source_that_only_hidden_texts_cite_is_not_read(world: World) -> None:
    ref = cited(world)
    with world.house.db.write() as tx:
        document = tx.merge(world.rows(Document)[0])
        document.hidden = True
        tx.add(document)
    assert world.browser().get(f"{HERE}/{ref}").status == 404


def test_its_words_leave_with_the_last_text_that_cites_it(world: World) -> None:
    ref = cited(world)
    say(world, world.bob, ref, "disputed", "dead", "La page n’existe plus.")
    world.slot()
    say(world, world.carnet("Dina", "ally"), ref, "confirmed")
    with world.house.db.write() as tx:
        forget(tx, world.rows(Document)[0].ref, world.clock().today)
    assert world.rows(Source) == world.rows(SourceVerdict) == world.rows(Evidence) == []
    (waiting,) = world.rows(Pending)
    assert (waiting.state, waiting.title) == ("failed", "")


def test_a_verdict_is_found_and_erased_by_its_carnet(world: World) -> None:
    ref = cited(world)
    say(world, world.bob, ref, "disputed", "dead", "La page n’existe plus.")
    say(world, world.charlie, ref, "disputed", "dead")
    world.slot()
    browser = world.browser(world.bob)
    assert LABEL in browser.get("/carnet/effacement").words
    browser.get("/carnet/effacement/" + world.alias(world.bob, "source_verdict", ref))
    browser.send("Effacer au prochain créneau")
    world.slot()
    (left,) = world.rows(SourceVerdict)
    (source,) = world.rows(Source)
    assert (left.college, source.disputed_concerned, source.disputed_open, source.dead_open) == (
        "open",
        0,
        1,
        1,
    )


def test_a_sentence_goes_by_order_and_its_verdict_stays(world: World) -> None:
    ref = cited(world)
    say(world, world.bob, ref, "disputed", "unsaid", "C’est la voisine du 3 qui l’a écrit.")
    world.slot()
    with world.house.db.write() as tx:
        forget(tx, world.rows(SourceVerdict)[0].ref, world.clock().today)
    (row_,) = world.rows(SourceVerdict)
    assert row_.note == "Effacé sur demande" and world.rows(Source)[0].disputed_concerned == 1


def test_two_scopes_of_one_carnet_are_not_linked(world: World) -> None:
    ref = cited(world)
    write(world, world.bob, "Chez nous aussi, plus personne.")
    say(world, world.bob, ref, "confirmed")
    world.slot()
    (said,) = world.rows(SourceVerdict)
    assert said.nul == world.bob.nul("vote", f"source:{ref}")
    assert said.nul not in {d.nul for d in world.rows(Document)}


def test_the_page_costs_the_same_however_many_texts_cite_it(world: World) -> None:
    ref = cited(world)
    few = cost(world, f"{HERE}/{ref}")
    for n, who in enumerate(crowd(world, "concerned", 4)):
        write(world, who, f"{n} fois on nous l’a dit.", source_label="Le même", source_url=URL)
        say(world, world.carnet(f"lecteur {n}", "ally"), ref, "disputed", "unsaid", f"Page {n}.")
        world.slot()
    assert cost(world, f"{HERE}/{ref}") == few
