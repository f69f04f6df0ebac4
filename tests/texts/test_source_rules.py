"""When two citations are of one thing, and what is said of a source beside the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.texts.sources.rules import DECIDING, LEAST, Tally, key_of, mark

COUNTS = st.fixed_dictionaries(
    {college: st.integers(0, 12) for college in ("professional", "concerned", "ally", "open")}
)
URL = "https://exemple.fr/rapport"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("link", "Le rapport", URL), ("link", "Rapport annuel", "http://EXEMPLE.fr/rapport/#page=12")),
        (("link", "Le rapport", URL), ("text", "Le rapport", URL)),
        (("text", "CASF, article L. 222-5"), ("text", "casf article l222-5")),
        (("figure", "12 postes vacants", URL, "Drees", "2024"), ("figure", "12 postes vacants", URL, "DREES", "2024")),
    ],
)  # fmt: skip
def test_one_thing_has_one_key(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert key_of(*one) == key_of(*other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("link", "A", URL), ("link", "A", URL + "?page=2")),
        (("link", "A", URL), ("figure", "A", URL)),
        (("figure", "12 postes", URL, "Drees", "2024"), ("figure", "12 postes", URL, "Drees", "2023")),
        (("figure", "12 postes", URL), ("figure", "13 postes", URL)),
        (("text", "Code de la santé publique", "", "", "2022"), ("text", "Code de la santé publique")),
    ],
)
def test_what_differs_is_another(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert key_of(*one) != key_of(*other)


def test_what_names_nothing_is_its_own() -> None:
    """Two « le rapport » without an address are not known to be one; an image is the one that was joined."""
    assert key_of("text", "Le rapport") == key_of("image", "Le panneau de l’entrée, à midi") == ""


def test_an_address_that_cannot_be_read_is_still_one() -> None:
    assert key_of("link", "x", "http://[broken") == key_of("link", "y", "http://[broken") != ""


def tally(professional: int = 0, concerned: int = 0, **rest: int) -> Tally:
    return Tally({"professional": professional, "concerned": concerned, **rest})


@pytest.mark.parametrize(
    ("confirmed", "disputed", "dead", "told"),
    [
        (tally(), tally(), tally(), ""),
        (tally(), tally(4), tally(4), ""),
        (tally(), tally(4, ally=9, open=9), tally(), ""),
        (tally(), tally(1, 1), tally(1, 1), "dead"),
        (tally(), tally(5), tally(5), "dead"),
        (tally(), tally(5), tally(4), "disputed"),
        (tally(1, 1), tally(1, 1), tally(), "shared"),
        (tally(0, 5), tally(), tally(), "confirmed"),
        (tally(9), tally(1, 1), tally(1, 1), "shared"),
        (tally(8), tally(1, 1), tally(1, 1), "dead"),
        (tally(4, 4), tally(1, 1), tally(1, 1), "dead"),
    ],
)
def test_the_mark(confirmed: Tally, disputed: Tally, dead: Tally, told: str) -> None:
    assert mark(confirmed, disputed, dead) == told


def coarse(counts: dict[str, int]) -> dict[str, int]:
    """What a page tells of a count: nobody, fewer than five, or the number."""
    return {college: n if n >= LEAST or not n else 1 for college, n in counts.items()}


@given(confirmed=COUNTS, disputed=COUNTS, dead=COUNTS)
def test_a_mark_tells_nothing_of_a_hidden_number(
    confirmed: dict[str, int], disputed: dict[str, int], dead: dict[str, int]
) -> None:
    exact = mark(*map(Tally, (confirmed, disputed, dead)))
    assert exact == mark(*(Tally(coarse(counts)) for counts in (confirmed, disputed, dead)))


@given(counts=COUNTS, others=COUNTS)
def test_allies_and_open_carnets_never_make_a_mark(counts: dict[str, int], others: dict[str, int]) -> None:
    alone = {college: n if college in DECIDING else others[college] for college, n in counts.items()}
    assert mark(tally(), Tally(counts), Tally(counts)) == mark(tally(), Tally(alone), Tally(alone))
