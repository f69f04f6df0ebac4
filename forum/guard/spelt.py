"""What is written in letters, or run together, instead of figures: telephone numbers, dates. Searched in folded text."""

import re
from collections.abc import Iterator

SP = "[ \u00a0\u202f]"
UNITS = "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf"
TEENS = "dix|onze|douze|treize|quatorze|quinze|seize"
TENS = "vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante"
WORD = rf"(?:{UNITS}|{TEENS}|{TENS}|zero)"
BETWEEN = rf"(?:{SP}?[-,./]{SP}?|{SP})(?:et[ \u00a0-])?"
# Ten digits are five groups: at least five words after the zero, unless figures stand among them.
PHONE = re.compile(
    rf"\b(?:zero|o|0)(?:{BETWEEN})?(?:{WORD}|\d{{1,2}})(?:{BETWEEN}(?:{WORD}|\d{{1,2}})\b){{4,18}}"
)
LETTERS = re.compile(WORD)
FIGURES = re.compile(r"\d")

MONTHS = (
    "(?:janvier|janv?|fevrier|fevr?|mars|avril|avr|mai|juin|juillet|juil|aout|septembre|sept?|octobre|oct|novembre|nov"
    r"|decembre|dec)\b\.?"
)
DAY = rf"(?:1er|\d{{1,2}}|premier|(?:{TENS}|{UNITS}|{TEENS})(?:[ \u00a0-](?:et[ \u00a0-])?(?:{UNITS}|{TEENS}))?)"
YEAR = (
    rf"(?:(?:19|20)\d\d|\d\d(?![ \u00a0]?(?:ans?|mois|h|:|€|%))\b"
    rf"|(?:deux[ \u00a0-]mille|mille[ \u00a0-]neuf[ \u00a0-]cents?)"
    rf"(?:[ \u00a0-](?:et[ \u00a0-])?(?:{UNITS}|{TEENS}|{TENS})){{0,4}})"
)
FIGURED = r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d(?!\d)|(?:19|20)\d\d-\d\d-\d\d"
DATE = rf"(?:{FIGURED}|{DAY}[ \u00a0]{MONTHS}(?:[ \u00a0]{YEAR})?|{MONTHS}[ \u00a0](?:19|20)\d\d)"
# Beside a word that says it is a birth, these are dates too.
RUN = (
    r"(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}[ \u00a0]\d{1,2}[ \u00a0](?:19|20)?\d\d|\d{1,2}[/.]\d{1,2})(?![\d/.]\d|\d)"
)


def phones(plain: str) -> Iterator[tuple[int, int]]:
    """« zéro six trente neuf quatre-vingt-dix-huit… », « 06 trente-neuf 98 … »; a count in letters is none."""
    for match in PHONE.finditer(plain):
        written = match[0]
        spelt, figures = len(LETTERS.findall(written)), len(FIGURES.findall(written))
        if spelt >= 3 and (spelt >= 6 or spelt + figures >= 7 or written.startswith("zero")):
            yield match.start(), match.end()
