"""The map of agreements, read by anybody."""

from sqlmodel import Session

from forum.texts.models import Document
from tests import rows
from tests.world import World

URL = "/c/lorne/carte"
CIRCLE = "circle"
FEW = {"professional": {"for": 9, "against": 0, "abstain": 0, "objection": 0}, "concerned": {"adopted": 1}}


def voted(world: World, title: str, result: dict[str, dict[str, int]] | None, **options: object) -> Document:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        document = rows.demand(tx, world.collective, office, title, **options)
        rows.ballot(tx, document, result)
    return document


def test_before_any_ballot_the_page_says_so(world: World) -> None:
    page = world.browser().get(URL)
    assert page.status == 200
    assert "Aucun vote n’est encore terminé" in page.words
    assert not page.all(CIRCLE, r="5")


def test_a_closed_ballot_is_a_point_and_a_line_that_says_the_same(world: World) -> None:
    document = voted(world, "Publier les postes vacants", rows.BOTH)
    page = world.browser().get(URL)
    assert page.all(CIRCLE, r="5")
    # (40 + 1) / (40 + 3 + 1 + 2) = 89 %, (20 + 1) / (24 + 2) = 81 %, together 72 %
    assert "1 Publier les postes vacants 89 % 81 % 72 %" in page.words
    assert page.link("Publier les postes vacants") == f"/c/lorne/revendications/{document.ref}"
    assert world.browser().get(URL).headers["etag"]


def test_a_college_of_few_voters_is_left_out_and_it_is_said(world: World) -> None:
    voted(world, "Peu de votes", FEW)
    page = world.browser().get(URL)
    assert "Peu de votes 91 % non publié" in page.words
    assert "moins de 5 personnes ont voté" in page.words
    assert not page.all(CIRCLE, r="5")


def test_open_ballots_and_hidden_texts_are_not_there(world: World) -> None:
    voted(world, "Vote en cours", None)
    voted(world, "Texte masqué", rows.BOTH, hidden=True)
    words = world.browser().get(URL).words
    assert "Vote en cours" not in words
    assert "Texte masqué" not in words


def test_an_outsider_learns_nothing(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    member = world.carnet("Ines", "concerned", secret)
    assert world.browser(member).get("/c/secret/carte").status == 200
    for viewer in (None, world.charlie):
        assert world.browser(viewer).get("/c/secret/carte").status == 404
        assert world.browser(viewer).get("/c/inconnu/carte").status == 404
    assert world.browser().post(URL, {}).status == 401


def test_ballots_of_another_collective_stay_there(world: World) -> None:
    other = world.other_collective("ailleurs")

    def write(tx: Session) -> None:
        rows.ballot(tx, rows.demand(tx, other, rows.institution(tx, other), "Leur vote"), rows.BOTH)

    with world.house.db.write() as tx:
        write(tx)
    assert "Leur vote" not in world.browser().get(URL).words
