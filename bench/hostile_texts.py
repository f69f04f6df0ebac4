"""The words of a simulated attack, and those of an ordinary day. Everything hostile is written here and names nobody.

Numbers are of the ranges kept for fiction (06 39 98 xx xx); family names are made of syllables.
"""

import json
import re
from pathlib import Path
from random import Random
from unicodedata import combining, normalize

from bench import plausible

Text = tuple[str, str]
CHOICE = re.compile(r"\[([^\[\]]*)\]")
MARKS = re.compile(
    r"[*_#<>\[\]|`~\\=+&]|https?:|www\.|\S@\S|^[\W\d]"
)  # what Markdown would make something of
SLOGANS = (
    (
        "[Ce collectif|Ce forum|Ce site|Tout ceci] est [payé|financé|tenu] en secret par ceux qui veulent "
        "[fermer|supprimer|vendre] [nos services|les services|la prévention].",
        "[Ne signez rien|Refusez de signer|N’y mettez surtout pas votre nom], [c’est un piège|on se moque de vous].",
        "[Vos noms|Vos adresses|Vos réponses] [iront|partiront|finiront] sur le bureau de [votre direction|votre chef].",
    ),
    (
        "[Les parents|Ces parents|Les familles] qui se plaignent [ici|sur cette page] [mentent|inventent|exagèrent].",
        "[Si on leur retire leurs enfants|Si un juge passe], [c’est qu’il y a une raison|c’est mérité].",
        "[Qu’ils se taisent|Qu’on ne les écoute plus|Fermez-leur la porte] et [laissez travailler|laissez faire].",
    ),
    (
        "[Les éducateurs|Les travailleurs sociaux|Les puéricultrices] [volent|arrachent|prennent] les enfants pour "
        "[toucher des primes|remplir les foyers|faire du chiffre].",
        "[Partagez|Copiez|Faites tourner] ce texte [avant qu’il soit censuré|tant qu’il est là].",
        "[N’ouvrez plus votre porte|Refusez toute visite|Chassez-les], [partout|dès demain].",
    ),
    (
        "[Neuf signalements sur dix|Presque tous les signalements] sont [faux|inventés|truqués], "
        "[c’est prouvé|tout le monde le sait|une étude l’a dit].",
        "[Ceux qui disent le contraire|Les autres] [touchent de l’argent|ont quelque chose à cacher].",
        "[Votez contre|Bloquez tout|Dites non] [à chaque vote|à toutes les demandes], [sans lire|sans discuter].",
    ),
    (
        "[Une aide|Une prime|Un bon] de [huit cents|neuf cents|mille] euros est [versée|offerte] [aux familles|à tous].",
        "[Il suffit de|Vous n’avez qu’à] donner [votre dossier|votre numéro|vos codes] à [l’association|un conseiller].",
        "[Dépêchez-vous|Faites vite], [les places sont comptées|cela finit ce soir].",
    ),
)
TITLES = (
    "À lire [vite|d’urgence]",
    "[Attention|Alerte] à tous",
    "Ce qu’on [vous cache|ne dit pas]",
    "[Réveillez-vous|Assez]",
)
INSULTS = (
    "[Vous êtes|Bande de] [menteurs|parasites|incapables], [retournez|allez] [pleurer|vous cacher] [ailleurs|chez vous].",
    "[Quel ramassis|Quelle bande] [d’imbéciles|de fainéants|de profiteurs] : [honte à vous|vous me dégoûtez].",
    "[Toi qui écris ça|Celle qui a écrit ça], tu es [stupide|une ordure|bonne à rien], [tais-toi|dégage].",
    "[Cas sociaux|Assistés], [on paie pour vous|vous vivez sur notre dos] et [vous osez|ça ose] [se plaindre|réclamer].",
)
ENDS = (
    "",
    " [Vraiment|Franchement].",
    " [Voilà|C’est dit].",
    " [Point final|Rien à ajouter].",
    " [Et ce n’est pas fini|À suivre].",
)
PLAIN = (
    "[Madame|Mademoiselle] {name}, [qui travaille à l’accueil|du service des visites], [ment|vole] : appelez-la au {phone}.",
    "[L’enfant|Le petit|La fille] {name}, [de l’école du bourg|placé en mars], [a été battu|vole], [demandez|dites]-le.",
    "C’est [le docteur|l’éducateur] {name} qui [décide de tout|a fait placer mes voisins]. Son numéro : {phone}.",
)
SPELT = (
    "Celle qui [ment|triche] se nomme {spaced}. [Faites-le-lui savoir|Sonnez chez elle], la nuit surtout.",
    "[Dites ce que vous pensez|Téléphonez] à {spaced}, au {digits}, [toute la nuit|autant qu’il faut].",
)
HINTED = (
    "[L’éducatrice|L’infirmière] [aux cheveux rouges|qui boite] du [petit foyer|centre], celle dont [le mari|le fils] tient "
    "la boulangerie en face, [couche avec son chef|boit au travail].",
    "La famille du [troisième étage|dernier pavillon], [rue des Tilleuls|derrière l’école], celle qui a des jumeaux et une "
    "voiture jaune, [frappe|enferme] ses enfants.",
)
FIRST = (
    "Zélie",
    "Anatole",
    "Maryvonne",
    "Firmin",
    "Séraphine",
    "Octave",
    "Yolande",
    "Gaspard",
    "Ondine",
    "Lubin",
)
START, END = (
    ("Quer", "Brou", "Tal", "Vesp", "Morz", "Filg", "Dann", "Rouv"),
    ("vandec", "zignol", "mourec", "tibaux", "lendoux"),
)
SAID = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
REPORT = (
    "[Ce texte|Cette page|Ce qui est écrit] [est faux|est mensonger|ne tient pas debout|est une honte], "
    "[retirez-le|supprimez cela|à masquer|il faut agir] [vite|tout de suite|aujourd’hui|avant ce soir]"
    "[.| !| svp.| merci.] [On est beaucoup à le dire|Je suis loin d’être seul|Mon service le pense|Ça choque|Inadmissible]."
)
REASONS = ("insult", "false_figure", "manipulation", "off_charter", "illegal", "identifiable", "other")
LOOKS_LIKE = str.maketrans("aeopcix", "аеорсіх")  # Cyrillic
SIGNS = ("🔥", "‼️", "👉", "😡", "🚨", "➡️")


def chosen(draw: Random, template: str, **filled: str) -> str:
    """One of what is offered between brackets, each time."""
    return CHOICE.sub(lambda found: draw.choice(found[1].split("|")), template).format(**filled)


def look_alike(draw: Random, slogan: int) -> Text:
    """The same again in other words, then disguised; nobody would call two of them different texts."""
    parts = [chosen(draw, part) for part in SLOGANS[slogan]]
    if draw.random() < 0.4:
        draw.shuffle(parts)
    body = " ".join(parts)
    for disguise in draw.sample(DISGUISES, draw.randrange(3)):
        body = disguise(draw, body)
    return chosen(draw, draw.choice(TITLES)), body


def _unaccented(_draw: Random, text: str) -> str:
    return "".join(sign for sign in normalize("NFD", text) if not combining(sign))


def _foreign(draw: Random, text: str) -> str:
    return " ".join(word.translate(LOOKS_LIKE) if draw.random() < 0.3 else word for word in text.split(" "))


def _spaced(draw: Random, text: str) -> str:
    return " ".join(".".join(w) if len(w) > 5 and draw.random() < 0.15 else w for w in text.split(" "))


def _signs(draw: Random, text: str) -> str:
    return " ".join(
        f"{word} {draw.choice(SIGNS)}" if draw.random() < 0.12 else word for word in text.split(" ")
    )


def _slipped(draw: Random, text: str) -> str:
    """Two letters changed places, here and there."""
    words = text.split(" ")
    for n, word in enumerate(words):
        if len(word) > 4 and draw.random() < 0.2:
            words[n] = word[:2] + word[3] + word[2] + word[4:]
    return " ".join(words)


def _begun(draw: Random, text: str) -> str:
    return (
        chosen(
            draw,
            "[Je suis d’ici et je le dis|Un ami m’envoie ceci|Vu hier, à faire lire|De la part d’un agent] : ",
        )
        + text
    )


DISGUISES = (_unaccented, _foreign, _spaced, _signs, _slipped, _begun)


def third_person(draw: Random) -> Text:
    """Somebody is named, or spelt so that a machine passes, or told so that neighbours know."""
    name = f"{draw.choice(FIRST)} {draw.choice(START)}{draw.choice(END)}"
    digits = f"06 39 98 {draw.randrange(100):02} {draw.randrange(100):02}"
    said = " ".join(SAID[int(sign)] for sign in digits if sign != " ")
    template = draw.choice(draw.choice((PLAIN, SPELT, HINTED)))
    spaced = draw.choice(
        (" ".join(name.replace(" ", "")), ".".join(name.replace(" ", "")), name.lower().replace("e", "3"))
    )
    return "Il faut que ça se sache", chosen(
        draw, template, name=name, phone=digits, spaced=spaced, digits=said
    )


def insult(draw: Random) -> str:
    return chosen(draw, draw.choice(INSULTS) + draw.choice(ENDS))


def complaint(draw: Random) -> tuple[str, str]:
    """A reason and words for a report: never twice the same, since the same is one."""
    return draw.choice(REASONS), chosen(draw, REPORT) + f" ({draw.randrange(100)})"


# -- an ordinary day


def written(draw: Random, many: int, source: Path | None) -> list[Text]:
    """(title, body) of grievances: real ones, that somebody else wrote, where they are; else plausible ones."""
    if source is None or not source.exists():
        return plausible.written(many, draw.randrange(1000))
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    found = [(_line(row["title"])[:110], _line(row["body"])[:1500]) for row in rows]
    return draw.sample([one for one in found if len(one[1]) > 80 and not any(map(MARKS.search, one))], many)


def argued(draw: Random, many: int, source: Path | None) -> list[str]:
    if source is None or not source.exists():
        return [body for _title, body in plausible.written(many, draw.randrange(1000))]
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    found = [_line(one["body"])[:900] for row in rows for one in row["arguments"]]
    return draw.sample([body for body in found if len(body) > 60 and not MARKS.search(body)], many)


def _line(text: str) -> str:
    return " ".join(str(text).split())


def bare(text: str) -> str:
    """Letters and figures alone: however a page sets a text, it is recognised."""
    return re.sub(r"[\W_]+", "", normalize("NFC", text)).casefold()
