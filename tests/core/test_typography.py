"""French spaces: put where they belong, and nowhere else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.typography import NARROW, NO_BREAK, french


def shown(text: str) -> str:
    return french(text).replace(NARROW, "~").replace(NO_BREAK, "_")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Pourquoi ?", "Pourquoi~?"),
        ("Pourquoi?", "Pourquoi~?"),
        ("Non !", "Non~!"),
        ("Non  !!!", "Non~!!!"),
        ("Quoi ?!", "Quoi~?!"),
        ("un ; deux", "un~; deux"),
        ("Objet : la PMI", "Objet_: la PMI"),
        ("Objet: la PMI", "Objet_: la PMI"),
        ("« je le vis aussi »", "«_je le vis aussi_»"),
        ("«je le vis aussi»", "«_je le vis aussi_»"),
        ("« Vraiment ? »", "«_Vraiment~?_»"),
        ("(est-ce utile ?)", "(est-ce utile~?)"),
        ("une hausse de 12 %", "une hausse de 12~%"),
        ("plus de {n} % des voix", "plus de {n}~% des voix"),
        ("**Assez** !", "**Assez**~!"),
        (" !", "~!"),
    ],
)
def test_spaces_that_french_wants(typed: str, expected: str) -> None:
    assert shown(typed) == expected


@pytest.mark.parametrize(
    "text",
    [
        "à 10:30 précises",
        "score 3:2",
        "https://exemple.org/p/abc?x=1;y=2:3!",
        "voir www.exemple.org/a?b et mailto:a@b.fr?subject=x",
        "[un lien ; ici ?](https://exemple.org/?a=b;c)",
        "![une image : rien](x.png)",
        "voir ![une image](x.png)",
        "le code `a ; b ! c` reste",
        "a&nbsp;b &amp; &#233;",
        "a!=b, std::vector, C:\\",
        "| :--- | :---: |",
        "",
        "\n\n  \n",
        "[note]: https://exemple.org",
        "une ligne\n! au début",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    assert french(text) == text


marks = st.lists(
    st.sampled_from([*"ab1 ;:!?«»%€()[]`*&#.\n\t<-_", NARROW, NO_BREAK, "https://a", "&amp;", "]("])
)


@settings(max_examples=400)
@given(st.one_of(st.text(), marks.map("".join)))
def test_twice_is_once_and_only_spaces_change(text: str) -> None:
    once = french(text)
    assert french(once) == once
    bare = re.compile(f"[ \t{NARROW}{NO_BREAK}]")
    assert bare.sub("", once) == bare.sub("", text)
