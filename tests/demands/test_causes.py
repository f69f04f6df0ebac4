"""The map of causes: the drawing, the list that says the same, and who may read it."""

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from forum.collectives.models import Territory
from forum.demands.causes.queries import SHOWN
from forum.demands.causes.rules import MOST, STEP, Cause, Leaning, draw, labels
from forum.demands.models import Demand
from forum.registers.models import Mechanism
from forum.texts.models import Document
from tests import rows
from tests.browser_lite import Page, words
from tests.world import World

URL = "/c/lorne/mecanismes/carte"


def named(
    world: World, title: str, *colleges: str, demands: tuple[str, ...] = (), **options: object
) -> Document:
    """A mechanism, a grievance that names it from each of these colleges, and the demands that answer it."""
    with world.house.db.write() as tx:
        mechanism = rows.text(tx, world.collective, "mechanism", title, **options)
        rows.keep(tx, Mechanism(text_id=mechanism.id, kind="rule"))
        place = tx.exec(select(Territory).where(Territory.collective_id == world.collective.id)).first()
        assert place is not None
        for at, college in enumerate(colleges):
            lived = rows.grievance(tx, world.collective, place, f"{title}, vécu {at}", college=college)
            rows.link(tx, lived, mechanism)
        for demand in demands:
            office = rows.institution(tx, world.collective)
            rows.link(tx, rows.demand(tx, world.collective, office, demand), mechanism)
    return mechanism


def sections(page: Page) -> list[str]:
    return [words(section) for section in page.all("section")]


def test_nothing_named_is_said_and_leads_to_the_list(world: World) -> None:
    page = world.browser().get(URL)
    assert page.status == 200
    assert page.link("Voir les mécanismes") == "/c/lorne/mecanismes"
    assert not page.all("circle", **{"class": "plate"})


def test_the_most_named_comes_first_with_what_it_makes_and_what_answers_it(world: World) -> None:
    seldom = named(world, "Gel des postes", "professional")
    often = named(
        world, "Tarif à l’acte", "professional", "concerned", "concerned", demands=("Payer le temps",)
    )
    page = world.browser().get(URL)
    first, second = sections(page)
    assert first.startswith("A. Tarif à l’acte")
    assert "professionnel·les 1 doléance" in first
    assert "personnes concernées 2 doléances" in first
    assert "R1 Payer le temps" in first
    assert second.startswith("B. Gel des postes")
    assert "Aucune revendication encore" in second
    # two mechanisms, four grievances, one demand; each tie is a line
    assert len(page.all("circle", **{"class": "plate"})) == 7
    assert sum("C" in (path.get("d") or "") for path in page.all("path")) == 5
    assert page.link("Tarif à l’acte") == f"/c/lorne/mecanismes/{often.ref}"
    call = page.link("Écrire la revendication : Gel des postes")
    assert call == f"/c/lorne/revendications/nouvelle?mecanisme={seldom.ref}"


def test_writing_the_missing_demand_has_its_mechanism_ticked(world: World) -> None:
    mechanism = named(world, "Gel des postes", "professional")
    page = world.browser(world.alice).get(f"/c/lorne/revendications/nouvelle?mecanisme={mechanism.ref}")
    (box,) = page.all("input", name="mechanisms", value=mechanism.ref)
    assert box.get("checked") is not None


def test_a_college_sees_what_it_names_itself(world: World) -> None:
    named(world, "Nommé par deux pros", "professional", "professional")
    named(world, "Nommé par une famille", "concerned")
    (only,) = sections(world.browser().get(f"{URL}?college=concerned"))
    assert only.startswith("A. Nommé par une famille")
    assert len(sections(world.browser().get(f"{URL}?college=inconnu"))) == 2


def test_its_circles_are_of_its_own_count(world: World) -> None:
    named(world, "Deux pros, une famille", "professional", "professional", "concerned")
    named(world, "Deux familles", "concerned", "concerned")
    page = world.browser().get(f"{URL}?college=concerned")
    middle = [int(c.get("r") or 0) for c in page.all("circle", **{"class": "plate"}) if c.get("cx") == "180"]
    assert middle == [14, 11]


def test_a_demand_that_was_rejected_answers_nothing(world: World) -> None:
    named(world, "Gel des postes", "professional", demands=("Refusée par tous",))
    with world.house.db.write() as tx:
        (demand,) = tx.exec(select(Demand)).all()
        demand.state = "rejected"
        tx.add(demand)
    page = world.browser().get(URL)
    assert "Refusée par tous" not in page.words
    assert "Aucune revendication encore" in page.words
    assert page.link("Écrire la revendication : Gel des postes")


def test_what_a_challenge_alone_names_waits_for_its_demand_too(world: World) -> None:
    mechanism = named(world, "Tarif à l’acte")
    with world.house.db.write() as tx:
        rows.link(tx, rows.text(tx, world.collective, "challenge", "Contre le tarif"), mechanism)
    page = world.browser().get(URL)
    assert page.link("Écrire la revendication : Tarif à l’acte").endswith(mechanism.ref)
    assert "nommé par une contestation" in page.words
    assert page.link("Voir les mécanismes") == "/c/lorne/mecanismes"


def test_what_moderation_hid_is_neither_drawn_nor_counted(world: World) -> None:
    named(world, "Mécanisme masqué", "professional", hidden=True)
    shown = named(world, "Mécanisme lisible", "professional", "concerned")
    with world.house.db.write() as tx:
        lived = tx.exec(select(Document).where(Document.title == "Mécanisme lisible, vécu 0")).one()
        lived.hidden = True
        tx.add(lived)
    said = world.browser().get(URL).words
    assert "Mécanisme masqué" not in said
    assert "vécu 0" not in said
    assert "professionnel·les 1 doléance" not in said
    assert shown.title in said


def test_long_lists_say_how_many_they_leave_out(world: World) -> None:
    named(world, "Très nommé", *["professional"] * (SHOWN + 3))
    assert "et 3 autres" in world.browser().get(URL).words


def test_an_outsider_learns_nothing(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    member = world.carnet("Ines", "concerned", secret)
    assert world.browser(member).get("/c/secret/mecanismes/carte").status == 200
    for viewer in (None, world.charlie):
        assert world.browser(viewer).get("/c/secret/mecanismes/carte").status == 404
    assert world.browser().post(URL, {}).status == 405


def test_causes_of_another_collective_stay_there(world: World) -> None:
    named(world, "Chez nous", "professional")
    world.other_collective("ailleurs")
    assert "Chez nous" not in world.browser().get("/c/ailleurs/mecanismes/carte").words


refs = st.lists(st.sampled_from("abcdefghij"), max_size=6, unique=True)


def leaning(found: list[str]) -> tuple[Leaning, ...]:
    return tuple(Leaning(ref, ref, "professional") for ref in found)


causes = st.lists(
    st.builds(
        lambda n, g, d: Cause("", "", {"professional": n}, leaning(g), leaning(d)),
        st.integers(0, 99),
        refs,
        refs,
    ),
    max_size=15,
).map(lambda found: [Cause(f"m{at}", "", c.named, c.grievances, c.demands) for at, c in enumerate(found)])


@given(causes)
def test_every_node_has_its_own_place_and_label_and_every_tie_its_line(found: list[Cause]) -> None:
    drawn, kept = draw(found), found[:MOST]
    assert len({(node.x, node.y) for node in drawn.nodes}) == len(drawn.nodes)
    assert len({node.label for node in drawn.nodes}) == len(drawn.nodes)
    assert all(0 < node.y < drawn.height for node in drawn.nodes)
    assert len(drawn.lines) == sum(len(c.grievances) + len(c.demands) for c in kept)
    places = {(node.x, node.y) for node in drawn.nodes}
    assert all({(x1, y1), (x2, y2)} <= places for x1, y1, x2, y2 in drawn.lines)
    assert drawn.height % STEP == 0
    assert {node.label for node in drawn.nodes if node.alone} == {
        labels(kept).causes[c.ref] for c in kept if not c.demands
    }
