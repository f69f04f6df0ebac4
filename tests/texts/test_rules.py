"""Shared texts: the same bytes everywhere, cut into clauses that lose no line, diffs that lose no letter."""

import hashlib
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from forum.texts.rules import Change, canonical, clauses, fingerprint, join, word_diff

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
