"""A demand may lean on a figure, a text or a link, as grievances and contestations do."""

from forum.collectives.models import Pending
from forum.texts.models import Evidence
from forum.texts.sources.models import Source
from tests.demands.scene import URL, demand, institution, write
from tests.world import World

FIGURE = {
    "source_label": "12 postes vacants",
    "source_kind": "figure",
    "source_publisher": "Drees",
    "source_dated": "mars 2024",
}


def test_a_source_is_published_with_its_demand_and_may_be_judged(world: World) -> None:
    ref = demand(world, **FIGURE)
    (cited,) = world.rows(Evidence)
    assert (cited.kind, cited.label, cited.publisher, cited.dated) == (
        "figure", "12 postes vacants", "Drees", "mars 2024",
    )  # fmt: skip
    browser = world.browser()
    page = browser.get(f"{URL}/{ref}")
    assert "12 postes vacants" in page.words and "Drees" in page.words
    (source,) = world.rows(Source)
    assert browser.get(f"/c/lorne/sources/{source.ref}").status == 200
    assert "Une visite à chaque naissance" in browser.page.words


def test_without_a_source_nothing_is_cited(world: World) -> None:
    demand(world)
    assert world.rows(Evidence) == []


def test_a_figure_without_its_publisher_comes_back_whole(world: World) -> None:
    page = write(world, world.alice, institution(world), source_label="12 postes", source_kind="figure")
    assert page.status == 422
    assert "qui le publie" in page.error("source_publisher") and "sa date" in page.error("source_dated")
    assert page.one("input", name="source_label").get("value") == "12 postes"
    assert [d for d in page.all("details") if d.get("open") is not None]
    assert world.rows(Pending) == []


def test_an_address_that_would_mislead_is_refused(world: World) -> None:
    page = write(world, world.alice, institution(world), source_url="javascript:alert(1)")
    assert page.status == 422
    assert "adresse complète" in page.error("source_url")


def test_the_guard_reads_the_source_too(world: World) -> None:
    page = write(world, world.alice, institution(world), source_label="Mme Haddad, 06 12 34 56 78")
    assert page.status == 422
    assert "Un voisin pourrait-il reconnaître cette personne ?" in page.words
    assert world.rows(Pending) == []


def test_what_the_team_writes_is_cited_at_once(world: World) -> None:
    page = write(world, world.olga, institution(world), **FIGURE)
    assert page.status == 200
    assert [one.label for one in world.rows(Evidence)] == ["12 postes vacants"]
    assert "12 postes vacants" in page.words
