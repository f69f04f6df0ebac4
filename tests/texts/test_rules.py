"""Shared texts: the same bytes everywhere, diffs that lose no letter, merges that lose no clause."""

import hashlib
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from forum.texts.rules import Change, canonical, clauses, fingerprint, join, merge, merge_fields, word_diff

CLAUSE = st.text("abcdé ·'", min_size=1, max_size=12).map(lambda t: t.strip() or "a").map(lambda t: f"{t}.")
MARKED = st.builds(lambda mark, text: mark + text, st.sampled_from(["", "- ", "1. ", "## "]), CLAUSE)
TEXTS = st.lists(MARKED, max_size=8, unique=True).map(join)
MARKDOWN = st.lists(
    st.sampled_from(["# Titre", "", "  ", "un deux", "- a", "  suite", "1. b", "```", "é", "* c"]),
    max_size=14,
)


def test_canonical_is_one_whatever_the_keyboard() -> None:
    one = {"title": "Élu·es", "body": "a\r\nb\rc"}
    other = {"body": "a\nb\nc", "title": unicodedata.normalize("NFD", "Élu·es")}
    assert canonical(one) == canonical(other) == '{"body":"a\\nb\\nc","title":"Élu·es"}'.encode()
    assert fingerprint(one) == hashlib.sha256(canonical(other)).hexdigest()
    assert fingerprint(one) != fingerprint({**one, "body": "a\nb\nC"})
    assert fingerprint({"a": "b"}) != fingerprint({"a": "", "b": ""})


def test_clauses_are_what_people_discuss() -> None:
    text = "# Titre\nUne phrase\nsur deux lignes.\n\nNous voulons :\n- un\n  suite\n- deux\n\n1. trois\n"
    text += "\n```\na\n\nb\n```\nFin."
    assert clauses(text) == [
        "# Titre", "Une phrase\nsur deux lignes.", "Nous voulons :", "- un\n  suite", "- deux", "1. trois",
        "```\na\n\nb\n```", "Fin.",
    ]  # fmt: skip


@given(st.one_of(MARKDOWN.map("\n".join), st.text()))
def test_join_undoes_clauses_but_for_blank_lines(text: str) -> None:
    parts = clauses(text)
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    assert [x for x in join(parts).split("\n") if x.strip()] == [x for x in normal.split("\n") if x.strip()]
    assert clauses(join(parts)) == parts


def test_word_diff_keeps_words_whole() -> None:
    assert word_diff("les professionnel·les &amp; parents", "les professionnel·les &lt; parents") == [
        Change("same", "les professionnel·les "), Change("removed", "&amp;"), Change("added", "&lt;"),
        Change("same", " parents"),
    ]  # fmt: skip
    assert Change("removed", "demandons") in word_diff("nous demandons", "nous demandions")


WORDS = st.lists(
    st.sampled_from(["un", "une", "&amp;", "&#39;", " ", "\n", "l'élu·e", "e\u0301", "😀", "&", "a;b"]),
    max_size=20,
)


@given(*[st.one_of(st.text(max_size=60), WORDS.map("".join))] * 2)
def test_word_diff_reassembles_both_sides(old: str, new: str) -> None:
    changes = word_diff(old, new)
    assert "".join(c.text for c in changes if c.op != "added") == old
    assert "".join(c.text for c in changes if c.op != "removed") == new


def test_word_diff_of_a_great_many_words() -> None:
    old = " ".join(f"mot{n}" for n in range(60_000))
    changes = word_diff(old, old + " fin")
    assert [c.op for c in changes] == ["same", "added"]


BASE = "## A\n\nun\n\n- deux\n- trois"


def test_disjoint_changes_apply() -> None:
    merged = merge(BASE, BASE.replace("un\n", "un peu\n"), BASE.replace("- trois", "- trois mois\n- quatre"))
    assert (merged.state, merged.text) == ("applies", "## A\n\nun peu\n\n- deux\n- trois mois\n- quatre")


def test_one_clause_changed_twice_is_for_people_to_settle() -> None:
    mine, theirs = BASE.replace("deux", "deux ans"), BASE.replace("deux", "deux mois")
    merged = merge(BASE, mine, theirs)
    assert (merged.state, merged.text, merged.mine, merged.theirs) == ("conflict", None, mine, theirs)
    assert [(c.base, c.mine, c.theirs) for c in merged.conflicts] == [("- deux", "- deux ans", "- deux mois")]


def test_removed_here_and_changed_there_is_a_conflict() -> None:
    merged = merge(BASE, BASE.replace("- deux\n", ""), BASE.replace("deux", "deux mois"))
    assert [(c.mine, c.theirs) for c in merged.conflicts] == [("", "- deux mois")]


def test_two_insertions_in_one_place_both_stay() -> None:
    merged = merge(BASE, BASE + "\n- quatre", BASE + "\n- cinq")
    assert (merged.state, merged.text) == ("applies", BASE + "\n- quatre\n- cinq")
    assert merge(BASE, BASE + "\n- quatre\n- cinq", BASE + "\n- cinq").state == "already"


def test_an_insertion_inside_what_the_other_removed_is_not_lost() -> None:
    merged = merge("a\n\nb\n\nc", "z", "a\n\nb\n\nnouveau\n\nc")
    assert merged.state == "conflict"
    assert "nouveau" in merged.conflicts[0].theirs


@given(TEXTS, TEXTS)
def test_an_unchanged_side_returns_the_other(base: str, other: str) -> None:
    assert merge(base, base, other).text == other
    assert merge(base, other, base).text == other
    assert merge(base, other, other).state == "already"


@st.composite
def disjoint(draw: st.DrawFn) -> tuple[str, str, str]:
    """A base and two sides that rewrite, remove or follow up different clauses, each with one untouched between."""
    base = [f"clause {n}" for n in range(draw(st.integers(1, 12)))]
    sides: list[list[str]] = [[], []]
    for n, clause in enumerate(base):
        side = draw(st.sampled_from([0, 1, None])) if n % 2 else None
        act = draw(st.sampled_from([[f"récrite {n}"], [], [clause, f"ajoutée {n}"]]))
        for s in (0, 1):
            sides[s] += act if s == side else [clause]
    return join(base), join(sides[0]), join(sides[1])


@given(disjoint())
def test_disjoint_merges_are_symmetric(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.text is not None
    assert clauses(one.text) == clauses(other.text or "")


@given(TEXTS, TEXTS, TEXTS)
def test_no_accepted_clause_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    written = (set(clauses(mine)) | set(clauses(theirs))) - set(clauses(base))
    if merged.text is None:
        assert merged.conflicts
        assert (merged.mine, merged.theirs) == (mine, theirs)
    else:
        assert written <= set(clauses(merged.text))
        assert set(clauses(mine)) & set(clauses(theirs)) <= set(clauses(merged.text))


def test_fields_merge_one_by_one() -> None:
    base = {"title": "Des places", "body": "un\n\ndeux"}
    merged = merge_fields(
        base, {**base, "title": "Des places d'accueil"}, {**base, "body": "un\n\ntrois", "note": "n"}
    )
    assert (merged.state, merged.texts) == (
        "applies",
        {"title": "Des places d'accueil", "body": "un\n\ntrois", "note": "n"},
    )
    held = merge_fields(base, {**base, "title": "A"}, {**base, "title": "B", "body": "un"})
    assert (held.state, held.texts) == ("conflict", {"body": "un"})
    assert merge_fields(base, base, base).state == "already"
