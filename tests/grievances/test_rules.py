"""The title that is proposed: short, on one line, and only words of the text and of the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.grievances.rules import TITLE, proposed_title

texts = st.text(st.sampled_from("abc é.!?;:\n'…-"), max_size=300)


@given(texts, st.text(st.sampled_from("ab é-"), max_size=120))
def test_a_proposed_title_can_be_sent_as_it_is(body: str, place: str) -> None:
    title = proposed_title(body, place)
    assert len(title) <= TITLE
    assert "\n" not in title
    kept = title.removesuffix(f" ({place})").removesuffix("…")
    assert kept in body


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("Les visites sont supprimées. On attend.", "Les visites sont supprimées (Lorne)"),
        ("Pourquoi ? Personne ne sait", "Pourquoi (Lorne)"),
        ("\n\n  Une ligne\nPuis une autre", "Une ligne (Lorne)"),
        ("mot " * 60, ("mot " * 22).strip() + "… (Lorne)"),
        ("x" * 200, "x" * 90 + "… (Lorne)"),
    ],
)
def test_it_is_the_first_sentence_and_the_place(body: str, title: str) -> None:
    assert proposed_title(body, "Lorne") == title


def test_without_a_place_it_is_the_sentence_alone() -> None:
    assert proposed_title("On attend.", "") == "On attend"
    assert proposed_title("", "") == ""


@pytest.mark.parametrize("size", range(20, 100, 4))
def test_a_place_that_does_not_fit_is_left_out(size: int) -> None:
    for place in range(120):
        title = proposed_title("x" * size, "y" * place)
        assert len(title) <= TITLE
        assert title.startswith("x" * min(size, 90))
