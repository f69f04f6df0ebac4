"""One concept, one word, on every screen: a « courriel » is no « courrier », and what is published is at a « créneau »."""

import re
from pathlib import Path

import pytest

from tests.ops.catalogue import ROOT, sentences

SAYING = sorted(
    str(path.relative_to(ROOT))
    for folder, kinds in (("templates", ("*.html", "*.typ")), ("forum", ("*.py",)))
    for kind in kinds
    for path in (ROOT / folder).rglob(kind)
)
# On paper: what an institution sends or is sent. « La lettre de la semaine » is what that one is called.
PAPER = ("templates/followups/", "forum/followups/", "templates/exports/", "forum/exports/")
LETTERS = re.compile(
    r"lettre ouverte|lettre affichée|lettre avec des noms|sur une lettre|lettre de la semaine|lettres? sans accent|"
    r"[Ll]es lettres et les numéros|ni lettre ni chiffre|ou des lettres|une même lettre|comment ses lettres|"
    r"lettre de « \{name\} »|[Rr]ecevoir (?:la|cette) lettre|la lettre (?:viendra|ne viendra)|Demandez la lettre"
)


def said(word: str) -> list[tuple[str, str]]:
    found = re.compile(rf"\b{word}\b", re.IGNORECASE)
    return [(name, text) for name in SAYING for text in sorted(sentences(name)) if found.search(text)]


@pytest.mark.parametrize("word", ["lots?", "courriers? électroniques?", "e-?mails?", "mails?", "méls?"])
def test_a_word_that_another_one_replaces_is_on_no_page(word: str) -> None:
    assert said(word) == []


def test_a_courrier_and_a_lettre_are_of_paper() -> None:
    assert [one for one in said("courriers?") if not one[0].startswith(PAPER)] == []
    left = [(name, LETTERS.sub("", text)) for name, text in said("lettres?") if not name.startswith(PAPER)]
    assert [one for one in left if re.search(r"\blettres?\b", one[1], re.IGNORECASE)] == []


def test_the_glossary_says_them() -> None:
    glossary = Path(ROOT / "docs" / "glossary.md").read_text("utf-8")
    for word in ("| courriel |", "| courrier, lettre |", "| créneau |"):
        assert word in glossary
    assert not re.search(r"\bun lot\b", glossary)
