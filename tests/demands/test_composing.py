"""A cahier made from a consultation: as it came out, or changed with a reason that everybody reads."""

from forum.demands.consultations.models import Consultation, PlatformOrigin
from forum.demands.models import Demand, Platform, PlatformItem
from forum.texts.models import Document
from tests import rows
from tests.browser_lite import Page
from tests.demands.asking import TITLES, URL, asked, counted, demands, papers
from tests.world import World


def chosen(world: World) -> tuple[Consultation, list[str]]:
    """Two places: one for what each college wants. Every demand was adopted."""
    refs = demands(world)
    with world.house.db.write() as tx:
        for document in world.rows(Document, Document.kind == "demand"):
            rows.ballot(tx, document, rows.BOTH)
    one = asked(world, refs, places="2", quorum="1")
    papers(world, one, "professional", [{refs[0]: 5}] * 20 + [{refs[1]: 4}] * 3)
    papers(world, one, "concerned", [{refs[2]: 5}] * 10)
    return counted(world), refs


def compose(world: World, one: Consultation, **typed: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{one.ref}")
    browser.follow("Composer le cahier")
    return browser.send("Publier le cahier", **{"title": "Cahier de mars", **typed})


def test_the_result_is_published_as_it_came_out_and_says_where_it_comes_from(world: World) -> None:
    one, refs = chosen(world)
    page = compose(world, one)
    assert page.status == 200, page.words[:600]
    held = {item.text_id for item in world.rows(PlatformItem)}
    wanted = {d.id for d in world.rows(Document, Document.ref.in_([refs[0], refs[2]]))}  # type: ignore[attr-defined]
    assert held == wanted
    told = world.browser().get(page.url)
    assert "Ce cahier vient d’une consultation : Que porter d’abord ?" in told.words
    assert "s’est écartée" not in told.words
    assert [origin.reason for origin in world.rows(PlatformOrigin)] == [""]


def test_any_change_wants_a_reason_that_everybody_reads(world: World) -> None:
    one, refs = chosen(world)
    added = {f"rank-{refs[1]}": "3"}
    page = compose(world, one, **added)
    assert page.status == 422
    assert "dites pourquoi" in page.error("reason")
    assert page.one("input", name=f"rank-{refs[1]}").get("value") == "3"
    assert world.rows(Platform) == []
    page = compose(world, one, **added, reason="Le préfet l’a promis hier.")
    assert len(world.rows(PlatformItem)) == 3
    told = world.browser().get(page.url).words
    assert "L’équipe s’est écartée de son résultat. Sa raison : Le préfet l’a promis hier." in told


def test_a_new_order_or_a_demand_left_out_is_a_change_too(world: World) -> None:
    one, refs = chosen(world)
    first, last = (pick["demand"] for pick in one.result["picks"])
    assert {first, last} == {refs[0], refs[2]}
    for changed in ({f"rank-{first}": "9"}, {f"rank-{first}": ""}, {f"rank-{last}": ""}):
        assert "dites pourquoi" in compose(world, one, **changed).error("reason")
    assert world.rows(Platform) == []
    assert compose(world, one, **{f"rank-{last}": "9"}).status == 200  # the same order


def test_what_was_not_adopted_waits_and_is_named(world: World) -> None:
    one, refs = chosen(world)
    with world.house.db.write() as tx:
        document = world.rows(Document, Document.ref == refs[2])[0]
        tx.get_one(Demand, document.id).state = "draft"
    browser = world.browser(world.olga)
    page = browser.get(f"{URL}/{one.ref}/cahier")
    assert "choisies, et pas encore adoptées" in page.words
    assert TITLES[2] in page.words[page.words.index("choisies, et pas encore adoptées") :]
    assert browser.send("Publier le cahier", title="Cahier de mars").status == 200
    assert len(world.rows(PlatformItem)) == 1


def by_hand(world: World, **typed: str) -> Page:
    """Through the other door: a cahier of any adopted demands."""
    browser = world.browser(world.olga)
    browser.get("/c/lorne/cahiers/nouveau")
    return browser.send("Publier le cahier", **{"title": "Cahier de mars", **typed})


def test_a_consultation_is_not_walked_round_by_composing_by_hand(world: World) -> None:
    _one, refs = chosen(world)
    other = {f"rank-{refs[1]}": "1"}
    page = by_hand(world, **other)
    assert page.status == 422
    assert "La consultation « Que porter d’abord ? » a choisi entre ces revendications" in page.error(
        "reason"
    )
    assert page.one("input", name=f"rank-{refs[1]}").get("value") == "1"
    assert world.rows(Platform) == []
    told = world.browser().get(by_hand(world, **other, reason="Le préfet l’a promis hier.").url).words
    assert "L’équipe s’est écartée de son résultat. Sa raison : Le préfet l’a promis hier." in told
    assert "La consultation avait aussi choisi, et ce cahier ne porte pas" in told
    assert "sans consultation" not in told


def test_its_very_result_composed_by_hand_comes_from_it(world: World) -> None:
    one, _refs = chosen(world)
    ranks = {f"rank-{pick['demand']}": str(n) for n, pick in enumerate(one.result["picks"], 1)}
    told = world.browser().get(by_hand(world, **ranks).url).words
    assert "Ce cahier vient d’une consultation : Que porter d’abord ?" in told
    assert "s’est écartée" not in told


def test_a_cahier_of_demands_that_no_consultation_chose_among_says_so(world: World) -> None:
    chosen(world)
    alone = demands(world, ["Une demande à part"])[0]
    with world.house.db.write() as tx:
        rows.ballot(tx, world.rows(Document, Document.ref == alone)[0], rows.BOTH)
    told = world.browser().get(by_hand(world, **{f"rank-{alone}": "1"}).url).words
    assert "Composé par l’équipe, sans consultation." in told
    assert world.rows(PlatformOrigin) == []


def test_the_guard_reads_the_reason(world: World) -> None:
    one, refs = chosen(world)
    page = compose(world, one, **{f"rank-{refs[1]}": "3"}, reason="Appelez Mme D. au 06 12 34 56 78.")
    assert page.status == 422
    assert world.rows(Platform) == []


def test_only_organisers_compose_and_only_from_a_count_that_chose(world: World) -> None:
    one = asked(world, demands(world), places="2")
    address = f"{URL}/{one.ref}/cahier"
    assert world.browser(world.olga).get(address).status == 409
    assert world.act(world.olga, address, title="Cahier") == 409
    for who in (world.alice, world.maud):
        assert world.browser(who).get(address).status == 403
        assert world.act(who, address, title="Cahier") == 403
    assert world.browser(world.olga).get(f"{URL}/inconnue/cahier").status == 404
    counted(world)
    assert world.browser(world.olga).get(address).status == 409
