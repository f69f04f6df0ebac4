"""What points at somebody without naming them: an address, a birth date, a file's number, a child's "
"age and place."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from forum.guard.names.cut import fold
from forum.guard.names.lists import words
from forum.guard.spelt import DATE, FIGURED, MONTHS, RUN

ADDRESS, BIRTH, FILE, AGE, PLACE, SCHOOL = "address", "birth", "file", "age", "place", "school"
Fact = tuple[int, int, str]

# Searched in folded text: no capital, no accent.
BORN = re.compile(
    rf"\b(?:nee?s?|ne\(e\)|ne·e|n[ée]+(?=[ \u00a0]le)|naissance|naiss|d\.?d\.?n\b\.?|naquit|naitre|anniv(?:ersaire)?"
    rf"|ses \d{{1,2}} ans"
    rf"|il est ne|morte?|decedee?)(?![\w])"
    rf"[^;!?\n]{{0,40}}?(?<![\w/.-])({DATE}|{RUN})"
)
# « Le petit Ismaël, du 07.11.2022 », « les jumelles du 12/08/2015 »
OF_DAY = re.compile(
    rf"[ \u00a0,]{{1,2}}\(?(?:du|le|du jour|de)[ \u00a0]({FIGURED}|(?:{MONTHS}[ \u00a0])?(?:19|20)\d\d-\d\d-\d\d)"
)
DAY_BESIDE = re.compile(r"\((\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d)\)")
CAPITAL = "A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ"
STREETS = (
    "rue|avenue|av|boulevard|boul|bd|blvd|impasse|allées?|allees?|faubourg|ruelle|venelle|quai|square|lotissement|"
    "esplanade|rte|che|bvd|bld|imp|all|sq|fbg|fg|r(?=\\.|[ ](?:de|du|des)[ ])"
)
# After a number, these begin an address without any capital.
SMALL_WAYS = "chemin|residence|résidence|hameau|cité|cite|sentier|villa|domaine|route|place|clos|cours|passage|lieu-?dit"
# Words of many uses: what follows them has its capital, if it is a street.
WAYS = (
    "place|pl|chemin|route|passage|résidence|residence|rés|cité|cite|hameau|sentier|voie|mail|villa|clos|cours|lieu-dit|lieudit|"
    "promenade|montée|montee|domaine|sente|traverse|rond-point"
)
SP = "[ \u00a0\u202f]"
JOINED = rf"(?:de{SP}la{SP}|de{SP}l[’']|des{SP}|du{SP}|de{SP}|d[’']|la{SP}|le{SP}|les{SP}|l[’'])?"
LITTLE = "(?:(?:de|du|des|la|le|les|et|en|d[’']|l[’'])[ -]?){0,2}"
MORE = rf"(?:[ -]{LITTLE}[{CAPITAL}][\w’']{{1,30}}){{0,3}}"
TOWN_WORD = rf"[{CAPITAL}][\w’'-]{{1,40}}"
TOWN = rf"(?:,?{SP}(?:à{SP})?(?:\d{{5}}|\d\d{SP}\d{{3}})(?:{SP}{TOWN_WORD}){{0,3}}|,?{SP}à{SP}{TOWN_WORD})?"
NAMED_STREET = (
    rf"(?:\b(?i:{STREETS})\b\.?{SP}{JOINED}[\w’'-]{{2,40}}|\b(?i:{WAYS})\b\.?{SP}{JOINED}{TOWN_WORD}){MORE}"
)
NUMBERED = re.compile(
    rf"(?<![\d.,/-])\d{{1,4}}(?:{SP}?(?:bis|ter|quater)|{SP}?[A-Da-d])?\b,?{SP}"
    rf"(?:(?:de{SP}la|de{SP}l[’']|du|des|d[’']){SP}?)?{NAMED_STREET}{TOWN}"
)
SMALL_WAY = re.compile(
    rf"\b(?:au|[aà]|adresse|[a-zà-ÿ]*habit\w{{1,3}}|vi[ts]|log[eé]\w{{0,2}}|domicili\w{{1,3}}){SP}?:?{SP}?(?:le{SP}|au{SP})?"
    rf"(\d{{1,4}}{SP}?(?:bis|ter)?,?{SP}(?i:{SMALL_WAYS}){SP}(?:de{SP}la{SP}|de{SP}l[’']|des{SP}|du{SP}|de{SP}|d[’']|la{SP}|le{SP}"
    rf"|les{SP}|l[’'])[\w’'-]{{3,40}}{MORE}{TOWN})"
)
DOOR_CODE = re.compile(
    r"\b(?:digicode|interphone|code (?:de la |d')?(?:porte|entree|immeuble))\b"
    r"[^.;!?\n\d]{0,16}?([a-z]?\d{2,6}[a-z]?\d{0,4})\b"
)
LIVES = re.compile(
    r"\b(?:[Jj][’']?h?abit(?:e|ais?|é)|[Hh]abit(?:e|es|ent|ait|aient|ant|ez|er|ons)|[Dd]omiciliée?s?|[Dd]emeur(?:e|ant|ait)"
    r"|[Rr]ésid(?:e|ent|ait|ant)|[Vv]i(?:t|vent|vait)|"
    rf"log(?:e|és?|ées?|ent|eait)|hébergée?s?|[Aa]dresse|déménagé|sonner"
    rf"|sonné)\b[^.;!?\n]{{0,30}}?({NAMED_STREET}{TOWN})"
)
FLAT = re.compile(
    r"\b(?:(?:batiment|bat\.?|immeuble|escalier|esc\.?|hall|tour)[ \u00a0][a-z0-9]{1,3}\b,?[ \u00a0]{1,2})?"
    r"(?:appartement|appart|appt?\.?|apt\.?|porte|logement"
    r"|boite aux lettres)[ \u00a0](?:n[°o]?[ \u00a0]?)?[a-z]?\d{1,4}[a-z]?\b"
    r"(?![ \u00a0](?:fois|jours?|mois|ans|heures?|semaines?)\b)"
)
BUILDING = re.compile(
    r"\b(?:batiment|bat\.|immeuble|escalier|esc\."
    r"|hall)[ \u00a0][a-z]?\d{0,2}[a-z]?\b,?[ \u00a0](?:au )?(?:\d{1,2}(?:er?|eme)"
    r"|rez-de)[ \u00a0-]?(?:etage|chaussee)"
)
KEYWORDS = re.compile(
    r"\b(?:dossiers?|allocataire|matricule|ipp|ine|usager|usagere|beneficiaire|procedure|ordonnance"
    r"|requete|parquet|minute|rg|affaire|"
    r"passeport|cni|recepisse|titre de sejour|carte de sejour|numero etranger|agdref|mdph|caf|nip|nda"
    r"|assure|patient|patiente|"
    r"identifiant|immatriculee?|plaque|jugement|mesure|suivi|ref(?:erence)?|n° caf|compte|cmu"
    r"|securite sociale|secu|"
    r"(?:sous|porte) le (?:n°|numero)|bordereau|signalement|ip|ecrou)\b"
)
LINK = (
    r"(?:[ \u00a0]?(?:(?:caf|mdph|ase|rsa|pmi|cpam|msa|aah|apl|crip|patiente?|judiciaire|medical|social"
    r"|administratif|familial|"
    r"educatif|scolaire|penal|unique|interne|hospitalier|etranger|d'assistance educative"
    r"|de surendettement|dalo|est le|est|etait|"
    r"porte le|le|la|sous le|sous|numero|num|no|nr|ref|reference|enregistre|enregistree|cote"
    r"|du tribunal pour enfants|agente?|mda|(?:a la|au|a l'|de la|du|de l')[ \u00a0]?[a-z]{2,8})\b\.?"
    r"|n[°º]|[:#(-])){0,6}[ \u00a0]?"
)
# A code beside its word: signs of which four at least are digits.
CODE = re.compile(LINK + r"((?:[a-z]{1,4}[/-]?)?\d[\da-z]{0,14}(?:[ \u00a0./-]?[\da-z]{1,12}){0,5})")
LINKED = re.compile(r"n[°º]|num|\bno\b|:|#|ref|matricule|ipp|ine\b|\brg\b")
PLATE = re.compile(r"\b[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}\b")
# Letters glued to figures, where a number was announced: « mon numéro (c’est le MDPH62-308817) ».
GLUED = re.compile(
    r"\b(?:num(?:ero)?|n[°º]|dossier|matricule|ref(?:erence)?|identifiant)\b\.?[^.;!?\n]{0,40}?"
    r"(?<![\w-])((?=[a-z/-]{0,10}\d)(?:[a-z]{1,8}[-/ ]?)?\d{1,8}(?:[-/]?[a-z]{0,4}[-/]?\d{1,8}){0,4}[a-z]?)(?![\w-]|[.,]\d)"
)
SERVICE = re.compile(
    r"\b((?:mdph|caf|ase|cpam|msa|aah|crip|rsa|mda|agdref|dos|enf|usg|al|jaf|tpe|rg)"
    r"[-/ ]?\d{0,3}[-/]\d{3,}(?:[-/]\w{1,6}){0,2})(?!\w)"
)
LAWS = re.compile(
    r"\b(?:loi|lois|decret|arrete|circulaire|directive|reglement|article|art|cerfa)\b[^.;\n]{0,40}$"
)
UNITS = re.compile(
    r"[ \u00a0]?(?:€|%|euros?|pages?|familles?|dossiers?|enfants?|jours?|heures?|mois|ans?|personnes?"
    r"|places?|postes?|"
    r"allocataires?|demandes?|mesures?|sur|en attente|par|agents?|situations?)\b|[ \u00a0]?[€%]"
)
SENTENCE = re.compile(r"[^.!?\n]+")
YOUNG = (
    r"(?:enfant|fils|fille|garcon|fillette|garconnet|bebe|nourrisson|gamine?|petite?|ado|adolescente?"
    r"|eleve|jeune|mineure?|neveu|niece|"
    r"petit-fils|petite-fille|jumeaux|jumelles|cadette?|ainee?|benjamine?|collegien(?:ne)?"
    r"|lyceen(?:ne)?|ecolier|ecoliere|frere|sœur|soeur)"
)
ONE_CHILD = re.compile(
    rf"\b(?:une?|mon|ma|mes|ton|ta|son|sa|ses|nos|leurs|notre|votre|leur|cet?|cette|d'une?|la petite"
    rf"|le petit|le jeune|la jeune|l'autre|deux|trois)"
    rf"[ \u00a0](?:[a-z]{{3,12}}[ \u00a0])?{YOUNG}s?\b|\b(?:il|elle) (?:a|n'a que) \d|\[(?:enfant|proche|famille|personne) "
)
OF_CHILD = re.compile(rf"\b{YOUNG}s?\b[ \u00a0,]{{1,2}}\(?(?:du|de)[ \u00a0]({FIGURED})")
SCHOOLED = re.compile(
    r"\b(?:scolarisee?|placee?|accueillie?|confiee?|interne|inscrite?|eleve de|retrouvee?|exclue?)\b"
)
NUMBERS = (
    *(
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
    ),
    *("quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt"),
)
SPELT = "|".join(reversed(NUMBERS))
AGED = re.compile(
    rf"(?:\b(?:de|a|ont|et|ou|que|avait|avaient)[ \u00a0]|[(,][ \u00a0]?)"
    rf"((?:\d{{1,2}}|{SPELT})[ \u00a0](?:ans?|mois)(?:[ \u00a0]et[ \u00a0]demie?)?)\b"
    r"(?! (?:d'|apres|avant|plus tard|que |pour |durant|ferme))"
)
BORN_IN = re.compile(r"\bnee?s? en ((?:19|20)\d\d)\b")
# Searched in the text as typed: a town has its capital.
TOWN_NAMED = re.compile(
    r"\b(?:[àÀ]|au|aux|sur|près de|près d[’']|du|originaire de|du village de|de la commune de"
    r"|dans la commune de|quartier(?: de| du| des| d[’'])?|hameau de|du côté de|"
    r"habitant(?:e)? (?:de|à)|vers|venant de|de)[ \u00a0]"
    r"((?:L[ae]s?[ \u00a0])?[A-ZÉÈÀÂÎÔ][a-zàâäéèêëîïôöûüçœ’'A-ZÉ]{2,30}(?:-[A-Za-zÀ-ÿ’']{1,20}){0,6})"
)
SCHOOL_NAMED = re.compile(
    r"\b((?:[EeÉé]cole|[Cc]ollège|[Ll]ycée|[Mm]aternelle|[Cc]rèche|MECS|[Mm]ecs|[Ff]oyer|IME|ITEP|DITEP"
    r"|[Pp]ouponnière|[Hh]alte-garderie|[Ii]nternat|"
    r"[Gg]roupe scolaire|[Ll]ieu de vie|[Mm]aison d[’']enfants|[Vv]illage d[’']enfants|[Mm]icro-crèche"
    r"|SEGPA|ULIS|CDEF|MAM|IMPro|"
    r"[Cc]entre maternel|[Cc]lasse relais|[Pp]érisco(?:laire)?)"
    r"(?:[ \u00a0](?:maternelle|élémentaire|primaire|privée?|publi(?:que|c)|catholique|professionnel"
    r"|de vie|du village|de))*[ \u00a0]"
    r"(?:[«\"“][ \u00a0\u202f]?)?(?:d[ue][ \u00a0]|des[ \u00a0]|de la[ \u00a0]"
    r"|d[’'])?(?:L[ea]s?[ \u00a0]|L[’'])?"
    r"[A-ZÉÈÀÂÎÔ][\w’']{2,25}(?:[ -](?:(?:de|du|des|d[’']|la|le|les|en|et"
    r"|sur)[ -]?){0,2}[A-ZÉÈÀÂÎÔ][\w’']{1,25}){0,3}(?:[ \u00a0\u202f]?[»\"”])?)"
)
NOT_TOWNS = words(
    "noel paques pole france emploi etat ase pmi caf mdph ecole college lycee monsieur madame mme facebook tiktok "
    "snapchat instagram internet doctolib parcoursup plus"
)


def _births(_text: str, plain: str) -> Iterator[Fact]:
    for match in (*BORN.finditer(plain), *DAY_BESIDE.finditer(plain), *OF_CHILD.finditer(plain)):
        yield match.start(1), match.end(1), BIRTH


def _days(plain: str, ends: Sequence[int]) -> Iterator[Fact]:
    """A day given right after a name is that person's."""
    for end in ends:
        if match := OF_DAY.match(plain, end):
            yield match.start(1), match.end(1), BIRTH


def _addresses(text: str, plain: str) -> Iterator[Fact]:
    for match in NUMBERED.finditer(text):
        yield match.start(), match.end(), ADDRESS
    for match in (*LIVES.finditer(text), *SMALL_WAY.finditer(text), *DOOR_CODE.finditer(plain)):
        yield match.start(1), match.end(1), ADDRESS
    for pattern in (FLAT, BUILDING):
        for match in pattern.finditer(plain):
            yield match.start(), match.end(), ADDRESS


def _is_code(written: str, linked: bool) -> bool:
    """Beside « n° » four digits are a number; alone, more of them, or a letter among them. Never a "
    "year alone."""
    digits = re.sub(r"\D", "", written)
    if re.fullmatch(r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?", written) or len(digits) < 4:
        return False
    return linked or len(digits) >= 6 or re.search(r"[a-z]|\d[/-]\d", written) is not None


def _files(text: str, plain: str) -> Iterator[Fact]:
    for word in KEYWORDS.finditer(plain):
        match = CODE.match(plain, word.end())
        if (
            match is None
            or UNITS.match(plain, match.end())
            or LAWS.search(plain, max(0, word.start() - 50), word.start())
        ):
            continue
        written = re.match(
            r"(?:[a-z]{1,4}[/-]?)?\d[\da-z]*(?:[/-][a-z]{1,5}[/-]\d[\da-z]*|[ \u00a0./-]?(?:\d[\da-z]*"
            r"|[a-z](?![a-z])))*",
            match[1],
        )
        beside = plain[max(0, word.start() - 14) : match.start(1)]
        linked = LINKED.search(beside) is not None
        if written and _is_code(written[0], linked):
            yield match.start(1), match.start(1) + written.end(), FILE
    for match in PLATE.finditer(text):
        yield match.start(), match.end(), FILE
    for match in SERVICE.finditer(plain):
        yield match.start(1), match.end(1), FILE
    for match in GLUED.finditer(plain):
        lawful = LAWS.search(plain, max(0, match.start() - 50), match.start(1)) or UNITS.match(
            plain, match.end()
        )
        mixed = re.search(r"[a-z]", match[1]) is not None
        if mixed and not lawful and len(re.findall(r"\d", match[1])) >= 5:
            yield match.start(1), match.end(1), FILE


def _children(text: str, plain: str, named: Sequence[int]) -> Iterator[Fact]:
    """Age and place, or a school's own name, are nobody's alone; in one sentence with a child they are "
    "a child's."""
    for sentence in SENTENCE.finditer(plain):
        said, start, end = sentence[0], sentence.start(), sentence.end()
        somebody = bisect_left(named, start) < bisect_left(named, end)
        if not (somebody or ONE_CHILD.search(said) or SCHOOLED.search(said)):
            continue
        written = text[start:end]
        for match in SCHOOL_NAMED.finditer(written):
            yield start + match.start(), start + match.end(), SCHOOL
        if somebody or ONE_CHILD.search(said):
            yield from _aged(said, written, start)


def _aged(said: str, written: str, start: int) -> Iterator[Fact]:
    for match in BORN_IN.finditer(said):
        yield start + match.start(1), start + match.end(1), BIRTH
    ages = [
        match for match in AGED.finditer(said) if years(match[1]) < 21 and not _lasting(written, match.end())
    ]
    towns = [
        match
        for match in TOWN_NAMED.finditer(written)
        if fold(match[1]) not in NOT_TOWNS and not match[1].isupper()
    ]
    if not ages or not towns:
        return
    for match in ages:
        yield start + match.start(1), start + match.end(1), AGE
    for match in towns:
        yield start + match.start(), start + match.end(), PLACE


def _lasting(written: str, end: int) -> bool:
    """« 13 ans de procédure » is no age; « 13 ans de Savenay » is one, and a town."""
    return re.match(r"[ \u00a0]de[ \u00a0][a-zà-ÿ]", written[end:]) is not None


def years(said: str) -> float:
    """« 7 ans » → 7, « dix-huit mois » → 1.5; said in folded words."""
    word = re.split(r"[ \u00a0]", said)[0]
    number = int(word) if word.isdecimal() else NUMBERS.index(word) + 1
    return number / 12 if "mois" in said else number


def find(text: str, plain: str, named: Sequence[int], ends: Sequence[int] = ()) -> Iterator[Fact]:
    """(start, end, kind) of each; some may overlap. `plain` is the same text folded, `named` where names begin, in order,
    `ends` where they end."""
    for search in (_births, _addresses, _files):
        yield from search(text, plain)
    yield from _days(plain, ends)
    yield from _children(text, plain, named)
