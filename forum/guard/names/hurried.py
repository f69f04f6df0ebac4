"""Names typed without capitals, and rare ones that nothing announces: no French word, where somebody is meant."""

import re
from functools import cache

from forum.guard.names import lists as w
from forum.guard.names.cut import ARTICLES, BLANK, Words
from forum.guard.names.given import FIRST
from forum.guard.names.told import NOTHING, PERSON, Told, listed, one

SURE_FIRST = FIRST - (w.ALSO_WORDS - w.words("melissa victoria pascale flora dimitri sacha")) - w.SMALL_WORDS
SURE_LAST = (
    w.SURNAMES
    - FIRST
    - w.words(
        "petit dupont barbier berger bonnet brun carre collet fontaine gaillard jacquet leger marchand mercier meunier "
        "poirier poulain renard riviere roche roux bourgeois lacroix boucher charpentier prevost boulanger royer rey "
        "rose leveque costa silva santos cordier tessier legrand lamy chevalier lecomte leblanc lejeune lemaire "
        "gauthier garnier rousseau noel vasseur kone bah carpentier lopes keita masson garcia dumont weber tran picard "
        "humbert marty pelletier "
    )
)
# What a person does and neither a town, a service nor a law.
PERSONAL = w.words(
    "dort dormait pleure pleurait crie criait mange mangeait attend attendait tape fugue hurle souffre parle "
    "parlait sourit rit joue refuse vit vivait habite sait veut croit pense m'a t'a m'appelle m'ecoute ecoute "
    "repete demenage accouche vomit tousse marche revient grandit s'accroche s'endort s'inquiete supplie raconte "
    "raccroche craque tremble apprend comprend grossit maigrit "
)
TIED = w.words("m' n' nous me lui leur ne")
DOING = PERSONAL | w.words("a avait est etait va fait dit aura sera reste part")


def small(words: Words, i: int) -> Told:
    """« dans le groupe rayan tape », « avec jade », « c léandro mon éduc »: no capital to tell it."""
    low = words.low[i]
    if (
        low not in FIRST
        or _in_address(words, i)
        or (words.at(i - 1) in ("l'", "d'") and low not in SURE_FIRST)
    ):
        return NOTHING
    if low in SURE_FIRST:
        if words.at(i - 1) in ("l'", "les", "des", "saint", "sainte", "st", "ste") or words.namesake(i):
            return NOTHING
        names, after = listed(words, i, PERSON)
        if words.at(i - 1) in ("et", "ou") and words.strange(i - 2) and not words.capital(i - 2):
            names = [*one(words, i - 2, PERSON)[0], *names]  # « avec mouss et sofiane »
        return names, after
    return listed(words, i, PERSON) if _meant(words, i) else NOTHING


def _meant(words: Words, i: int) -> bool:
    """A word that is also a first name: only where it acts, after what begins a clause."""
    before, after = words.at(i - 1), words.at(i + 1)
    acts = (
        words.joined(i + 1)
        and (after in DOING or after in TIED)
        and words.low[i] not in ("grace", "mai", "fidele")
    )
    opens = i == 0 or before in w.BESIDE_NAME or "," in words.gap(i) or "." in words.gap(i)
    return acts and opens


def _in_address(words: Words, i: int) -> bool:
    """« léa@… », « lea.martin », « site.fr/lea »: the address is told as a whole."""
    start, end = words.spans[i]
    dotted = words.text[end : end + 1] == "." and words.text[end + 1 : end + 2].isalnum()
    return dotted or words.cut_short(i) or words.text[max(0, start - 1) : start] in ("@", "/", "_", "#", ".")


def it_is(words: Words, i: int) -> Told:
    """« c marchandot mon éduc », « c'est ghezal la référente »."""
    j = i + 1
    if (not words.joined(j) and words.gap(j) != "") or not words.strange(j) or words.capital(j):
        return NOTHING
    if (
        words.at(j + 1) in w.POSSESSIVE | {"la", "le", "l'"}
        and words.at(j + 2) in w.JOBS | w.RELATIVE | w.CHILD | w.COLLEAGUE
    ):
        return one(words, j, PERSON)
    return NOTHING


def rare(words: Words, i: int) -> Told:
    """A capital on what is no French word: somebody, if it does what people do or is treated as they are."""
    if words.low[i] in w.PUBLIC or words.written(i).isupper() or words.at(i - 1) in ARTICLES | {"en", "l'"}:
        return NOTHING
    if words.low[i] in SURE_LAST and not words.starts(i) and words.gap(i) in BLANK:
        return NOTHING if words.public(i) else one(words, i, PERSON)
    if words.low[i] in SURE_LAST and words.at(i + 1) in DOING | TIED and words.joined(i + 1):
        return NOTHING if words.public(i) else one(words, i, PERSON)
    if not words.strange(i) or words.public(i):
        return NOTHING
    if words.low[i] in w.HOUSES or len(words.low[i]) < 4:
        return NOTHING
    after, before = words.name_end(i), words.at(i - 1)
    acts = words.joined(after) and not words.capital(after)
    told = acts and (_acts(words, after) or (before in w.CLAUSE and words.at(after) in DOING | TIED))
    told = told or (before in w.TAKEN and words.joined(i))
    told = told or _spelt(words.low[i])
    told = told or (after - i > 1 and acts and words.at(after) in DOING | TIED)
    return listed(words, i, PERSON) if told else NOTHING


def _sound(low: str) -> str:
    """What is left of a name whatever its spelling: Kyllian, Killyan, Kilian."""
    for written, heard in (
        ("ph", "f"),
        ("qu", "c"),
        ("ck", "c"),
        ("k", "c"),
        ("y", "i"),
        ("w", "v"),
        ("h", ""),
        ("z", "s"),
    ):
        low = low.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", low).rstrip("estx")


@cache
def _sounds() -> frozenset[str]:
    return frozenset(_sound(low) for low in SURE_FIRST if len(low) > 3)


def _spelt(low: str) -> bool:
    """A first name of the list, spelt as nobody else spells it."""
    return _sound(low) in _sounds()


def _acts(words: Words, i: int) -> bool:
    j = i + 1 if words.at(i) in ("ne", "n'", "se", "s'", "me", "m'") else i
    return words.at(j) in PERSONAL and not words.capital(j)
