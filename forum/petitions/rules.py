"""The words of petitions, and when two names are one. No database, no clock, no chance. The arithmetic of their log is in
`journal/rules.py`."""

from unicodedata import combining

from forum.core.letters import normal

MANNERS = {
    "carnet": "carnet attesté",
    "open": "carnet ouvert",
    "email": "courriel confirmé",
    "code": "code sur papier",
    "vouched": "avec l’aide de l’équipe",
    "paper": "feuille de papier",
}

# Letters that look like ours, once small (after Unicode's confusables, UTS #39), and those that NFKD leaves whole.
_ALIKE = str.maketrans(
    {
        **dict(zip("авеіјкмнорстухѕԁԛԝһӏ", "abeijkmhopctyxsdqwhl", strict=True)),
        **dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True)),
        **dict(zip("øłđħı01", "oldhiol", strict=True)),
        **{"œ": "oe", "æ": "ae", "þ": "th", "ð": "d"},
    }
)


def same_name(name: str) -> str:
    """What is left of a name without capitals, accents, blanks, signs, order of its words and letters of other alphabets
    that look like ours: two names of which it is the same are one. Its letters sorted: nothing else is asked of it."""
    plain = name.lower() if name.isascii() else normal("NFKD", normal("NFKD", name).casefold())
    return "".join(sorted(sign for sign in plain.translate(_ALIKE) if sign.isalnum() and not combining(sign)))
