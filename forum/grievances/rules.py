"""What a grievance is made of, the title proposed for it, what may be said of how many. Pure."""

import re

from forum.texts.kinds import Kind, TextField, register

TITLE = 120
BODY = 4000
SINCE = 80
CONCERNED = 300
OFTEN = 80
SERVICE = 160
TESTIMONY = 2000

register(
    Kind(
        "grievance",
        "doléance",
        "nommer",
        "doleances",
        (
            TextField("title", "Titre", TITLE, required=True),
            TextField("body", "Que se passe-t-il ?", BODY, rows=8, required=True, markdown=True),
            TextField("since", "Depuis quand ?", SINCE, required=True),
            TextField("concerned", "Qui cela touche-t-il ?", CONCERNED, rows=2),
            TextField("often", "À quelle fréquence ?", OFTEN),
            TextField("service", "Dans quel service ?", SERVICE),
        ),
    )
)
register(
    Kind(
        "testimony",
        "témoignage",
        "nommer",
        "",
        (TextField("body", "Témoignage", TESTIMONY, rows=4, required=True, markdown=True),),
    )
)

_WORDS = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_NUMBER = {word: n for n, word in enumerate(_WORDS.split(" "), 1)}
_PEOPLE = (
    "enfants? bébés? nourrissons? ados? adolescente?s? adolescents? jeunes? filles? garçons? frères? sœurs? fratries? "
    "familles? parents? mères? pères? mamans? papas? couples? femmes? hommes? personnes? adultes? usagers? usagères? "
    "élèves? patients? patientes? collègues? salariée?s? salariés? agents? professionnels? professionnelles? éducateurs? "
    "éducatrices? infirmiers? infirmières? puéricultrices? médecins? habitants? habitantes? gens"
).replace(" ", "|")
_COUNT = re.compile(
    rf"(?<!\w)(?<!moins de )(?<!plus de )(?<!,)(\d{{1,3}}|{'|'.join(_NUMBER)})\s+(?:\w+\s+)?(?:{_PEOPLE})(?!\w)",
    re.IGNORECASE,
)


def proposed_title(body: str, place: str) -> str:
    """The first sentence (or its beginning) and the place: only proposed, the person writes what they want."""
    first = body.strip().split("\n", 1)[0]
    for end in (". ", " ! ", " ? ", " ; "):
        first = first.split(end, 1)[0]
    first = first.rstrip(" .!?;:")
    if len(first) > 90:
        first = first[:90].rsplit(" ", 1)[0] + "…"
    return f"{first} ({place})" if place and len(first) + len(place) < TITLE - 3 else first


def small_count(text: str, k: int) -> str:
    """An exact count of people below `k` (« deux familles », « 3 jeunes enfants »), as it is written; "" if there is none.

    One alone is a way of speaking as often as a count (« un parent sur trois ») : it is left to the guard and to who reads.
    """
    for found in _COUNT.finditer(text):
        number = _NUMBER.get(found[1].lower()) or (int(found[1]) if found[1].isdecimal() else 0)
        if 1 < number < k:
            return found[0]
    return ""
