"""Names of people, told by what stands beside them: a title, a kinship, a trade, an age, a first name everybody knows.

One pass over the words, so that the time grows with the text and with nothing else.
"""

from collections.abc import Iterator, Sequence

from forum.guard.names import hurried
from forum.guard.names import lists as w
from forum.guard.names.cut import ARTICLES, BLANK, PARTICLES, Words
from forum.guard.names.given import FIRST
from forum.guard.names.told import (
    CHILD,
    COLLEAGUE,
    FAMILY,
    NOTHING,
    PERSON,
    RELATIVE,
    WORKER,
    Name,
    Rule,
    Told,
    aged,
    listed,
    one,
)

DOTS = frozenset({".", ". ", ".\u00a0", ".\u202f", *BLANK})
ASIDES = frozenset({", ", " (", " « ", " «\u00a0", " «\u202f", " : ", "\u00a0: ", ' "', " “"})
DOCTORS = frozenset({"dr", "docteur", "docteure", "pr", "professeur", "professeure", "me", "maitre"})
NOBLE = frozenset({"de", "d'", "du", "ben", "el", "van", "von"})


def find(words: Words) -> list[Name]:
    """Names in the order in which they are told; they do not overlap."""
    found: list[Name] = []
    taken = 0
    for i, low in enumerate(words.low):
        if i < taken:
            continue
        names, after = NOTHING
        for rule in RULES.get(low, ()):
            names, after = rule(words, i)
            if names:
                break
        if not names:
            names, after = _alone(words, i) if words.capital(i) else hurried.small(words, i)
        found += names
        taken = max(taken, after)
    return found


def _titled(words: Words, i: int) -> Told:
    """« Mme Durand », « le Dr Morel », « mme durand »; « M. le maire » and « Mme K. » name nobody."""
    if words.gap(i + 1) not in DOTS or not _is_title(words, i):
        return NOTHING
    j, start = i + 1, words.spans[i][0]
    if words.low[j] in PARTICLES and words.joined(j + 1) and words.name_like(j + 1) and len(words.low[j]) > 1:
        j += words.capital(j) or words.low[j] in NOBLE
    known = words.name_like(j) or words.first_name(j, small=True)
    short = words.low[i] in w.SHORT_TITLES or words.low[i] in w.SLIPPED
    if not known and not (short and (words.low[j] in w.SURNAMES or words.strange(j, forgiving=False))):
        return NOTHING
    if words.public(j):
        return NOTHING
    return one(words, j, WORKER if words.low[i] in DOCTORS else PERSON, start)


def _is_title(words: Words, i: int) -> bool:
    """« me » and « m » are titles with their capital alone, and after a number they count metres or millions."""
    low, start = words.low[i], words.spans[i][0]
    if low in ("me", "m", "pr") and not words.capital(i):
        return False
    return low != "m" or not words.text[max(0, start - 2) : start].strip().isdigit()


def _after(role: str) -> Rule:
    """« mon fils Karim », « la petite Léa », « ses filles, Inès et Maya », « l’éducatrice spécialisée Nadia »."""
    skipped = w.AFTER_JOB if role == WORKER else w.BETWEEN

    def rule(words: Words, i: int) -> Told:
        j = i + 1
        while j - i < 4 and words.joined(j) and words.low[j] in skipped and not words.first_name(j):
            j += 1
        gap, first = words.gap(j), words.first_name(j)
        if not first and words.capital(i) and (words.low[i] == "jeune" or not words.starts(i)):
            return NOTHING  # « Les Petits Frères », « Jeune Public »
        close = gap in BLANK and (words.name_like(j) or words.first_name(j, small=True) or _rare(words, i, j))
        aside = gap in ASIDES and (first or (words.name_like(j) and _set_apart(words, j)))
        if not (close or aside) or (role == RELATIVE and words.low[j] in w.PUBLIC):
            return NOTHING
        return listed(words, j, role)

    return rule


def _rare(words: Words, i: int, j: int) -> bool:
    """« mon fils léandro », « ma référente bouchareb », « la petite maïly »: somebody's, and no French word."""
    if words.capital(j) or not words.strange(j):
        return False
    before = words.at(i - 1)
    return (before in w.BEFORE_CHILD and words.low[i] not in w.PLURAL) or (
        words.low[i] in ("petit", "petite", "jeune") and before in ("le", "la")
    )


def _set_apart(words: Words, i: int) -> bool:
    """« La petite, Anya, ne parle plus »; « ma fille (Anya, 6 ans) »."""
    return aged(words, i) or (words.gap(i) == ", " and words.gap(words.name_end(i)).startswith(","))


def _family(words: Words, i: int) -> Told:
    """« la famille Martin », « les enfants DURAND »: the word goes with the name."""
    j = i + 1
    small = words.low[i] == "famille" and words.strange(j)
    if not words.joined(j) or not (words.name_like(j) or small) or (words.capital(i) and not words.starts(i)):
        return NOTHING
    if words.low[i] in w.ALSO_FIRST and (words.low[j] in FIRST or words.capital(i)):
        return NOTHING
    return one(words, j, FAMILY, words.spans[i][0])


def _plural(words: Words, i: int) -> Told:
    """« chez les Martin », « les Benali ont été expulsés »: a plural that takes no s is a family's."""
    j = i + 1
    if not words.joined(j) or not words.name_like(j) or words.written(j).isupper() or words.low[j] in FIRST:
        return NOTHING
    if words.low[j].endswith(("s", "x", "z")) or "-" in words.low[j]:
        return NOTHING
    told = words.at(i - 1) == "chez" or words.low[j] in w.SURNAMES or words.at(j + 1) in w.DO
    return one(words, j, FAMILY) if told else NOTHING


def _named(words: Words, i: int) -> Told:
    """« une enfant prénommée Naïa » says it; « qui s’appelle Léa » needs a first name we know."""
    j = i + 1
    while j - i < 3 and words.at(j) in ("est", "c'est", "de", "famille"):
        j += 1
    if words.gap(j).strip(' \u00a0\u202f«"“:'):
        return NOTHING
    told = words.low[i] in w.NAMED or (words.low[i] in w.FORMS and ":" in words.gap(j))
    told = told or (words.low[i] in ("nomme", "nommee") and words.at(i - 1) in ("le", "la", "un", "une"))
    if words.low[i] in ("certain", "certaine") and words.written(i).isupper():
        return NOTHING
    told = told or (words.low[i] in w.CALLED and words.at(i - 1) in ("m'", "l'", "m", "l", "me"))
    small = (
        not words.capital(j)
        and words.strange(j)
        and (
            (told and words.low[i] not in ("certain", "certaine"))
            or words.at(i - 1) in ("s'", "on", "qui", "ki", "se")
        )
    )
    if not (told and words.name_like(j)) and not words.first_name(j, small=True) and not small:
        return NOTHING
    return listed(words, j, PERSON)


def _of(words: Words, i: int) -> Told:
    """« la mère de Léa », « le dossier de karim », « la famille d’accueil de Nolwenn »."""
    j = i + 1
    if words.at(j) in ("de", "d'") and words.at(j + 1) == "accueil":
        j += 2
    if words.at(j) not in ("de", "d'") or words.gap(j + 1) not in ("", *BLANK):
        return NOTHING
    sure = words.low[i] in w.KIN_OF and words.name_like(j + 1) and words.low[j + 1] not in w.REGIONS
    sure = sure or (
        words.low[i] in w.KIN_OF | {"parents"} and words.strange(j + 1) and not words.capital(j + 1)
    )
    if not (sure or words.first_name(j + 1, small=True)) or words.public(j + 1):
        return NOTHING
    return listed(words, j + 1, PERSON if words.low[i] in ("collegue", "ami", "amie") else CHILD)


def _alone(words: Words, i: int) -> Told:
    """A capital with nothing before it that announces a name. When it is none, how far its words go."""
    if words.first_name(i):
        return _first(words, i)
    if not words.name_like(i) or words.namesake(i):
        return NOTHING
    if _last_first(words, i) or (
        words.reach(i + 1) != words.spans[i][1] and not aged(words, i) and _cut(words, i)
    ):
        return one(words, i, PERSON)
    if aged(words, i) and words.at(i - 1) not in ARTICLES | {"en"}:
        return one(words, i, CHILD)
    if _initial_before(words, i):
        return one(words, i, PERSON, words.spans[i - 1][0])
    return hurried.rare(words, i)


def _last_first(words: Words, i: int) -> bool:
    """« DURAND Sophie », « BENKHEDDA Loujayn »; « IBAN FR76 » is nobody."""
    if not words.written(i).isupper() or not words.joined(i + 1) or words.public(i):
        return False
    rare = (
        words.strange(i)
        and words.capital(i + 1)
        and not words.written(i + 1).isupper()
        and words.strange(i + 1)
    )
    return words.first_name(i + 1) or rare


def _cut(words: Words, i: int) -> bool:
    """« Durand S. »: at the head of a sentence any word has its capital, so that something else must say it is a name."""
    if words.low[i] in w.SURNAMES or (words.starts(i) and words.written(i + 2) in w.DOES):
        return True
    stopped = words.text[words.reach(i + 1) - 1] == "."
    return stopped and len(words.low[i]) > 3 and not words.starts(i) and words.at(i - 1) not in ARTICLES


def _initial_before(words: Words, i: int) -> bool:
    """« S. Durand »; a letter that heads a line, or a Roman number, numbers a part."""
    initial = words.written(i - 1)
    if words.gap(i) not in (". ", ".\u00a0") or len(initial) != 1 or not initial.isupper() or initial == "M":
        return False
    if words.low[i] in w.PUBLIC or words.at(i - 2) in ("article", "art", "articles"):
        return False
    if words.starts(i - 1):
        return (
            words.low[i] in w.SURNAMES or _acts(words, i + 1) or (words.strange(i) and _goes_on(words, i + 1))
        )
    told = words.low[i] in w.SURNAMES or words.low[i] in FIRST or words.strange(i, forgiving=False)
    return words.low[i] in w.SURNAMES or (told and initial not in "IVX")


def _goes_on(words: Words, i: int) -> bool:
    """« R. Haddouche et C. Baudry ont… »: a small word follows, so that the line is a sentence and no title."""
    return words.joined(i) and not words.capital(i)


def _acts(words: Words, i: int) -> bool:
    return words.joined(i) and words.written(i) in w.DOES


_PLACED = frozenset({"l'", "en", "a", "de", "la", "d'"})  # « dans l’Aude »


def _first(words: Words, i: int) -> Told:
    """A first name that everybody knows: a person's, unless a street, a work or an office bears it."""
    after, end = words.name_end(i), words.spans[i][1]
    if words.namesake(i) or words.public(i) or (words.low[i] in w.REGIONS and words.at(i - 1) in _PLACED):
        return [], after
    if words.low[i] in w.ALSO_WORDS and words.at(i - 1) in ("les", "des", "aux"):
        return NOTHING
    if words.low[i] in w.ALSO_WORDS and words.reach(after) == end:
        loud = words.written(i).isupper() or (words.starts(i) and not _acts(words, i + 1))
        if loud and not aged(words, i):
            return NOTHING
    return (
        NOTHING if {words.gap(i)[-1:], words.text[end : end + 1]} & {"@", "/", "_"} else one(words, i, PERSON)
    )


def known(found: Sequence[Name]) -> dict[str, Name]:
    """Each word of a name that was told, by which it is known wherever it comes back with its capital."""
    told: dict[str, Name] = {}
    for name in found:
        for word in name.key.split():
            if len(word) > 2:
                told.setdefault(word, name)
    return told


def again(words: Words, names: dict[str, Name], told: Sequence[Name]) -> Iterator[Name]:
    """Where names told elsewhere come back with nothing beside them."""
    if not names:
        return
    seen = {name.start for name in told}
    for i, low in enumerate(words.low):
        name = names.get(low)
        if name is None or words.spans[i][0] in seen or words.namesake(i):
            continue
        if not words.capital(i) and not (name.small and words.strange(i)):
            continue
        if low not in w.ALSO_WORDS or not words.starts(i):
            yield Name(*words.spans[i], name.role, name.key)


RULES: dict[str, list[Rule]] = {}
for _group, _rule in (
    (w.TITLES | w.SLIPPED | {"m"}, _titled),
    (w.FAMILY, _family),
    (w.NAMED | w.CALLED, _named),
    (w.OF_SOMEONE, _of),
    (frozenset({"les"}), _plural),
    (frozenset({"c", "c'", "c'est", "cest"}), hurried.it_is),
    (w.COLLEAGUE, _after(COLLEAGUE)),
    (w.JOBS, _after(WORKER)),
    (w.CHILD, _after(CHILD)),
    (w.RELATIVE, _after(RELATIVE)),
):
    for _word in _group:
        RULES.setdefault(_word, []).append(_rule)
