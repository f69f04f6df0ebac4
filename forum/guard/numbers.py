"""Third persons' data that a shape alone gives away: telephone numbers, e-mail addresses, NIR.

Names and addresses need a reader; these do not, so they are shown before anything is published.
"""

import re
from collections.abc import Iterator

EMAIL, NIR, PHONE = "email", "nir", "phone"
ADVICE = {
    PHONE: "Retirez ce numéro de téléphone : une fois publié, il peut servir à retrouver ou à appeler la personne.",
    EMAIL: "Retirez cette adresse électronique : elle désigne une personne et peut attirer des messages malveillants.",
    NIR: "Retirez ce numéro de sécurité sociale : il identifie une personne et ne doit jamais être publié.",
}

SPACE = "[ \u00a0\u202f\u2009\t]"
DOT = rf"(?:\.|{SPACE}?[(\[{{]{SPACE}?(?:point|dot|\.){SPACE}?[)\]}}]{SPACE}?|{SPACE}(?:point|pt|dot){SPACE})"
AT = (
    rf"(?:{SPACE}?[@＠]{SPACE}?|{SPACE}?[(\[{{]{SPACE}?(?:at|a|arobase?|arrobase|@|chez){SPACE}?[)\]}}]{SPACE}?"
    rf"|{SPACE}?(?:arr?obas[es]?|aroba[sz]e?){SPACE}|{SPACE}a{SPACE}commercial{SPACE}"
    rf"|{SPACE}at{SPACE}(?=[\w-]{{2,30}}{SPACE}?(?:{SPACE}point{SPACE}|\.)[a-z]{{2,4}}\b))"
)
# Without one of these there is no address: looked for first, since most texts have none.
SIGN = re.compile(r"[@＠([{]|(?i:arr?oba|commercial|\bat\b)")
ADDRESS = re.compile(
    rf"(?<![\w.+-])[\w+%'’-]{{1,64}}(?:{DOT}[\w+%-]{{1,64}}){{0,5}}{AT}[^\W_](?:[\w-]{{0,62}}[^\W_])?"
    rf"(?:{DOT}[^\W_][\w-]{{0,62}}){{0,4}}{DOT}[^\W\d_]{{2,24}}(?![\w-])",
    re.IGNORECASE,
)
SEP = rf"(?:{SPACE}|[.\-–])?"
NIR_SHAPE = re.compile(
    rf"(?<![\d+.,])[1-478]{SEP}\d\d{SEP}(?:0[1-9]|1[0-2]|[2-9]\d){SEP}(?:\d\d|2[AB]){SEP}\d{{3}}{SEP}\d{{3}}"
    rf"(?:{SEP}(?:cl[ée]f?{SPACE}?:?{SPACE}?)?\d\d)?(?!{SEP}\d)",
    re.IGNORECASE,
)
# Said to be one, a slip in it changes nothing.
ANNOUNCED = re.compile(r"(?i)\b(?:s[ée]cu(?:rit[ée] sociale)?|nir|vitale)\b[^.;!?\n]{0,20}$")
GAP = rf"(?:{SPACE}{{1,2}}|{SPACE}?[.\-–_/·]{SPACE}?)"
PREFIX = rf"(?:[oO](?=[ .]?[67])|(?:\+|00){GAP}?33{GAP}?(?:\(0\))?{GAP}?0?|0)"
# Ways French people group ten digits; a date with its hour (01/02/2023 10) is none of them.
FRENCH = re.compile(
    rf"(?<![\w+,.€/-])(?P<prefix>{PREFIX})(?:[1-9](?:\d{{8}}|(?:{GAP}\d\d){{4}}|\d\d(?:{GAP}\d\d){{3}}|(?:{GAP}\d){{8}}|"
    rf"{GAP}\d{{3}}{GAP}\d{{3}}{GAP}\d\d|{GAP}?\d\d{GAP}\d{{3}}{GAP}\d{{3}})|{GAP}[1-9](?:{GAP}\d){{8}})"
    rf"(?!\d|[.,]\d|{SPACE}?[€%])"
)
ABROAD = re.compile(rf"(?<![\w+])(?:\+|00){GAP}?[1-9](?:{GAP}?[()]?{GAP}?\d){{6,14}}(?!\d)")


def _emails(text: str) -> Iterator[tuple[int, int, str]]:
    if SIGN.search(text):
        for match in ADDRESS.finditer(text):
            yield match.start(), match.end(), EMAIL


def _is_nir(written: str) -> bool:
    """Fifteen characters need the right key; thirteen need their spaces, else any bar code would do."""
    from stdnum.fr import nir

    compact = re.sub(r"(?i)cl[ée]f?|[^0-9AB]", "", written).upper()
    if len(compact) == 13:
        return len(re.findall(r"[\s.\-–]", written)) >= 4
    return bool(nir.is_valid(compact))


def _nirs(text: str) -> Iterator[tuple[int, int, str]]:
    for match in NIR_SHAPE.finditer(text):
        if _is_nir(match[0]) or ANNOUNCED.search(text, max(0, match.start() - 40), match.start()):
            yield match.start(), match.end(), NIR


def _reachable(written: str) -> bool:
    """Whether this is somebody's number abroad; the library is heavy and loaded only for one that looks it."""
    import phonenumbers

    digits = re.sub(r"\(0\)|\D", "", written)
    try:
        number = phonenumbers.parse("+" + digits.removeprefix("00"), None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number(number))


def _personal(match: re.Match[str]) -> bool:
    """08 numbers are services and helplines: publishing them harms nobody. Overseas ones are valid by their own code."""
    national = re.sub(r"\D", "", match[0].replace(match["prefix"], "", 1))
    if national.startswith("8"):
        return False
    if national.startswith(("6", "7")):
        return True  # a mobile's shape is enough: ranges are opened faster than libraries, and some are kept for fiction
    return any(_reachable(f"+{code}{national}") for code in ("33", "262", "590", "594", "596"))


def _phones(text: str) -> Iterator[tuple[int, int, str]]:
    for match in FRENCH.finditer(text):
        if _personal(match):
            yield match.start(), match.end(), PHONE
    for match in ABROAD.finditer(text):
        written = match[0]
        while len(re.sub(r"\D", "", written)) > 7 and not _reachable(written):
            written = re.sub(r"\D*\d+$", "", written)
        if len(re.sub(r"\D", "", written)) > 7 and not _toll_free(written):
            yield match.start(), match.start() + len(written), PHONE


def _toll_free(written: str) -> bool:
    return re.sub(r"\(0\)|\D", "", written).removeprefix("00").startswith("338")


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind) of each; of two that overlap the first is the surer."""
    for search in (_emails, _nirs, _phones):
        yield from search(text)
