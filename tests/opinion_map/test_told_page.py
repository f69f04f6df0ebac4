"""A telling as it is read: the page without script, the figure and its table, the files."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from forum.http.rendering import environments
from forum.opinion_map.opinions import polis
from forum.opinion_map.telling.drawing import MOST_SIGNS, WIDTH, draw
from forum.opinion_map.telling.files import as_csv, polis_comments_csv
from forum.opinion_map.telling.rules import Group, Opinions, Told
from forum.opinion_map.telling.view import view
from tests.browser_lite import Page, words
from tests.opinion_map.tellings import Collective, K, Phrase, phrases, telling, two_camps, world

INCLUDED = (
    '<!doctype html><title>x</title><main id="main"><h1>x</h1>{% include "opinion_map/_told.html" %}</main>'
)
COLLEGES = ("professional", "concerned")


@cache
def environment(lang: str) -> Environment:
    """Without the folder of compiled templates that a house of another test may have given it."""
    return environments()[lang].overlay(bytecode_cache=None)


def page(told: Told, said: Sequence[Phrase], lang: str = "fr") -> Page:
    env = environments()[lang].overlay(
        bytecode_cache=None
    )  # a house of another test may have given it a folder
    template = env.from_string(INCLUDED)
    given = {"told": told, "phrases": said, "collective": Collective(), "may_prepare": False}
    text = template.render(**given, errors={}, fields={}, values={}, csrf=lambda: "")
    return Page(200, "/", text, {})


@pytest.fixture(scope="module")
def told() -> Told:
    return telling(*two_camps())[0]


def test_the_page_says_first_what_unites(told: Told) -> None:
    shown = page(told, phrases())
    heads = [words(h) for h in shown.all("h2")]
    assert heads == [
        "Ce qui nous rassemble",
        "Ce qui nous divise",
        "Ce qu’on ne sait pas encore",
        "Les groupes d’opinion",
    ]
    first = next(e for e in shown.all("article") if e.get("id") == "p1")
    assert any(f"1. Énoncé {n}" in words(first) for n in (9, 10, 11))
    assert "Les deux collèges sont d’accord. Accord commun : 7" in words(first)
    assert "professionnel·les 9 sur 10 ou plus d’accord, 1 sur 10 ou moins pas d’accord" in words(first)
    assert "Et 7 autres phrases" in shown.words
    assert "Rien : sur chaque phrase, les collèges ont parlé clairement." in shown.words


def test_the_page_holds_no_style_and_no_script(told: Told) -> None:
    text = page(told, phrases()).text
    assert "style=" not in text
    assert "<script" not in text
    assert all(svg.get("aria-hidden") == "true" for svg in page(told, phrases()).all("svg"))


def test_groups_are_in_the_figure_and_the_table_says_the_same(told: Told) -> None:
    shown = page(told, phrases())
    drawing = draw(told.opinions, told.k)
    figure = shown.one("svg", width="360")
    assert [words(t) for t in figure.iter("text")] == ["A", "B"]
    rows = [[words(cell) for cell in row] for row in shown.all("tr") if words(row[0]) in ("A", "B")]
    for row, disc in zip(rows, drawing.discs, strict=True):
        signs = Counter(sign.college for sign in disc.signs)
        assert [int(n) for n in row[2:]] == [drawing.unit * signs[name] for name in COLLEGES]
    assert drawing.unit == K
    assert "environ 10 personnes" in shown.words


def test_a_hidden_statement_is_nowhere(told: Told) -> None:
    said = phrases()
    said[9] = Phrase("r9", "", hidden=True)
    said[2] = Phrase("r2", "Mots cachés", hidden=True)
    text = page(told, said).text + as_csv(told, said, Collective()) + polis_comments_csv(told, said)
    assert "Énoncé 9" not in text
    assert "Mots cachés" not in text
    assert "Énoncé 3" in text


def test_words_are_shown_as_words_and_compute_nothing(told: Told) -> None:
    said = phrases()
    said[0] = Phrase("r0", "=1+1 <b>gras</b>", "/c/lorne/revendications/r0")
    shown = page(told, said)
    assert "<b>gras" not in shown.text
    assert shown.link("=1+1") == "/c/lorne/revendications/r0"
    for text in (as_csv(told, said, Collective()), polis_comments_csv(told, said)):
        assert "'=1+1 <b>gras</b>" in text
        assert ",=1+1" not in text


def test_groups_that_are_not_sure_say_so_after_the_colleges(told: Told) -> None:
    assert "Ces groupes ne sont pas sûrs" not in page(told, phrases()).words
    chance = np.random.default_rng(4)
    noise = chance.integers(-1, 2, (120, 12)).astype(np.float64)
    shaky, _kept = telling(noise, ["professional", "concerned"] * 60, times=8)
    said = page(shaky, phrases()).words
    assert not shaky.opinions.steady
    assert "Ces groupes ne sont pas sûrs" in said
    assert said.index("Ce qui nous rassemble") < said.index("Ces groupes ne sont pas sûrs")
    assert "Fiez-vous d’abord à ce que disent les collèges" in said


def test_before_there_are_enough_the_page_says_who_is_missing() -> None:
    for few in (Told.nothing(K), telling(np.ones((30, 12)), ["professional"] * 30)[0]):
        shown = page(few, phrases())
        assert "Pas encore : une carte des alliances attend les deux collèges" in shown.words
        assert "Pas encore assez de réponses de ce collège : personnes concernées." in shown.words
        assert shown.link("Voir qui manque") == "/c/lorne/participation"
        assert "Ce qui nous rassemble" not in shown.words
        assert "Pas encore" in shown.words[shown.words.index("Les groupes d’opinion") :]


def test_everybody_alike_has_no_group() -> None:
    told, _kept = telling(np.ones((40, 12)), ["professional", "concerned"] * 20)
    shown = page(told, phrases())
    assert "Pas de groupes : tout le monde, ou presque, a répondu la même chose." in shown.words
    assert "Et 9 autres phrases" in shown.words
    assert not shown.all("svg", width="360")


def test_answers_from_elsewhere_say_that_no_college_is_known() -> None:
    table, _colleges = two_camps()
    told, _kept = telling(table, [""] * len(table))
    shown = page(told, phrases())
    assert "sans collège connu" in shown.words
    assert "attend les deux collèges" not in shown.words
    assert "Réponses venues d’ailleurs" in shown.words
    assert [words(t) for t in shown.one("svg", width="360").iter("text")] == ["A", "B"]


def test_statements_that_came_after_the_telling_are_there(told: Told) -> None:
    shown = page(told, phrases(14))
    assert "Énoncé 13" in shown.words
    assert "Trop peu de réponses encore" in shown.words


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_no_figure_of_the_page_or_the_files_is_of_fewer_than_k(seed: int) -> None:
    table, colleges = world(seed)
    told, _kept = telling(table, colleges, times=1)
    said = phrases(table.shape[1])
    for row in list(csv.reader(io.StringIO(as_csv(told, said, Collective()))))[1:]:
        assert row[5] == "" or int(row[5]) % K == 0
        assert all(cell == "" or 1 <= int(cell) <= 9 for cell in row[6:8])
    for row in list(csv.reader(io.StringIO(polis_comments_csv(told, said))))[1:]:
        assert int(row[4]) % K == int(row[5]) % K == 0
        assert all(cell == "" or int(cell) % K == 0 for cell in row[8:])
    drawing = view(told, said).drawing
    for group, disc in zip(told.opinions.groups, drawing.discs, strict=True):
        for college, signs in Counter(sign.college for sign in disc.signs).items():
            assert not college or (group.colleges[college] or 0) >= K
            assert signs * drawing.unit <= (group.size or 0) + sum(n or 0 for n in group.colleges.values())
    assert page(told, said).all("h2")


def test_the_table_as_a_file_says_what_the_page_says(told: Told) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(told, phrases(), Collective()))))
    first = [row for row in rows if row["N°"] == "1"][:2]
    assert [row["Qui"] for row in first] == ["professionnel·les", "personnes concernées"]
    assert first[0]["Ce qu’on en sait"] == "rassemble"
    assert first[0]["D’accord, sur 10"] == "9"
    sizes = {row["Qui"]: row["Personnes, au moins"] for row in rows if not row["Phrase"]}
    assert (sizes["Groupe A"], sizes["Groupe B"]) == ("70", "40")


def test_comments_csv_is_read_by_whoever_reads_polis(told: Told) -> None:
    text = polis_comments_csv(told, phrases())
    table = "participant,group-id," + ",".join(str(n) for n in range(12)) + "\n"
    talk = polis.read({polis.STATEMENTS: text.encode(), polis.TABLE: table.encode()})
    assert [one.body for one in talk.statements] == [f"Énoncé {n}" for n in range(12)]


def test_comments_csv_has_each_college_beside_the_total(told: Told) -> None:
    rows = list(csv.DictReader(io.StringIO(polis_comments_csv(told, phrases()))))
    for row, shares in zip(rows, told.shares, strict=True):
        for college in ("professional", "concerned"):
            one = shares[college]
            for said, tenths in (("agrees", one.agree), ("disagrees", one.disagree)):
                n = one.people * tenths // 10
                assert int(row[f"{college}-{said}"]) == n - n % K
    assert any(row["professional-agrees"] != row["concerned-agrees"] for row in rows)


def test_in_english_it_is_drawn_too(told: Told) -> None:
    assert page(told, phrases(), "en").all("h2")


def groups(*sizes: int) -> Opinions:
    made = tuple(Group(size, {"professional": size, "concerned": None}, ()) for size in sizes)
    middles = ((-100, 10), (90, 0), (85, 5), (0, -30), (0, -30))
    return Opinions("", made, centres=middles[: len(sizes)])


@pytest.mark.parametrize("sizes", [(10, 10), (400, 10), (90_000, 9_000, 900), (50, 40, 30, 20, 10)])
def test_discs_stay_on_the_sheet_and_apart(sizes: tuple[int, ...]) -> None:
    drawing = draw(groups(*sizes), K)
    assert sum(len(disc.signs) for disc in drawing.discs) <= MOST_SIGNS + len(sizes)
    for n, disc in enumerate(drawing.discs):
        assert disc.radius <= disc.x <= WIDTH - disc.radius
        assert disc.radius <= disc.y <= drawing.height - disc.radius
        for sign in disc.signs:
            assert (sign.x - disc.x) ** 2 + (sign.y - disc.y) ** 2 <= disc.radius**2
        for other in drawing.discs[:n]:
            far = ((disc.x - other.x) ** 2 + (disc.y - other.y) ** 2) ** 0.5
            assert far >= 0.9 * (disc.radius + other.radius)
