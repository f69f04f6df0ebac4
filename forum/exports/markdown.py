"""The same documents as Markdown, for a mail, a website or another tool. Members' texts go out untouched."""

import re
from collections.abc import Iterable, Iterator

from forum.core.i18n import _, long_date, ngettext, spaced
from forum.core.typography import french
from forum.exports.content import (
    CollegeSupport,
    DemandDoc,
    Document,
    PetitionDoc,
    PlatformDoc,
    ReminderDoc,
    SheetDoc,
)
from forum.exports.flow import body, facts
from forum.exports.parts import Blank, Cut, Fact, Heading, Items, Line, Part, Said, Table

_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def render_markdown(doc: Document) -> str:
    if isinstance(doc, ReminderDoc):
        return _reminder(doc)
    parts = [f"# {_plain(doc.title)}", _draft(doc), _heading(doc), *_body(doc), _legal(doc), _proof(doc)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _reminder(doc: ReminderDoc) -> str:
    """As it will be sent, in the order of the page."""
    blocks = [doc.sender, doc.addressee, _("Le {day}").format(day=long_date(doc.written))]
    lines = ["  \n".join(_line(line) for line in block.splitlines()) for block in blocks]
    return "\n\n".join([*lines, f"**{_pair(_('Objet'), doc.title)}**", doc.body]) + "\n"


def _body(doc: Document) -> Iterable[str]:
    match doc:
        case PetitionDoc():
            return _petition(doc)
        case PlatformDoc():
            return _platform(doc)
        case SheetDoc():
            return [doc.summary.strip()]
    return _flowing(body(doc))


def _flowing(parts: Iterable[Part]) -> Iterator[str]:
    """What stands one under the other in a list stays together."""
    facts: list[tuple[str, str]] = []
    for part in parts:
        if isinstance(part, Fact | Blank):
            facts.append((part.label, part.value if isinstance(part, Fact) else "…………"))
            continue
        yield _bullets(facts)
        facts = []
        yield _part(part)
    yield _bullets(facts)


def _part(part: Part) -> str:  # noqa: PLR0911  # one line for each kind
    match part:
        case Heading(level, text):
            return f"{'#' * (level + 1)} {_plain(text)}"
        case Said(markdown):
            return f"---\n\n{markdown.strip()}\n\n---"
        case Line(text):
            return _plain(text)
        case Items(lines):
            return "\n".join(f"- {spaced(_line(line))}" for line in lines)
        case Table(_caption, header, rows):
            table = [header, ("---",) * len(header), *rows]
            return "\n".join(f"| {' | '.join(map(_line, row))} |" for row in table)
        case Cut():
            return "✂ – – – – – – – – – –"
        case _:
            return ""


def _plain(text: str) -> str:
    """One line where every mark shows as it was typed."""
    return french(_line(text))


def _line(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(_UNSEEN.sub("", text).split()))


def _bullets(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {_pair(f'**{label}**', value)}" for label, value in pairs if value.strip())


def _pair(label: str, value: str) -> str:
    """« Close le : 1er mars »; the value may be a sentence of ours, in the language of the rest."""
    return _("{label} : {value}").format(label=label, value=spaced(_line(value)))


def _draft(doc: Document) -> str:
    missing = doc.missing()
    said = _("Il manque : {what}.").format(what=", ".join(missing))
    return f"> **{_('Brouillon').upper()}**. {said}" if missing else ""


def _heading(doc: Document) -> str:
    pairs = [(_("Porté par"), doc.organiser), (_("À l’attention de"), doc.addressee)]
    if isinstance(doc, PetitionDoc):
        pairs.append((_("Statut du texte"), doc.origin))
        pairs += [(_("Objectif officiel"), objective) for objective in doc.objectives]
    if isinstance(doc, PlatformDoc):
        pairs += [(_("Publié le"), long_date(doc.published) if doc.published else ""), *doc.origin]
    return _bullets(pairs)


def _petition(doc: PetitionDoc) -> list[str]:
    errata = [f"- {_pair(long_date(e.day), e.text)}" for e in doc.errata]
    return [
        "---",
        doc.body.strip(),
        "---",
        _cited(doc.sources),
        f"## {_('Rectificatifs')}\n\n" + "\n".join(errata) if errata else "",
        _signing(doc),
    ]


def _cited(sources: Iterable[str]) -> str:
    lines = "\n".join(f"- {spaced(_line(source))}" for source in sources)
    return f"## {_('Sources')}\n\n{lines}" if lines else ""


def _signing(doc: PetitionDoc) -> str:
    pairs = [
        (_("Signatures"), "" if doc.signatures is None else str(doc.signatures)),
        *((count.label, str(count.number)) for count in doc.counts),
        (_("Objectif"), "" if doc.goal is None else str(doc.goal)),
        (_("Ouverte le"), long_date(doc.opens) if doc.opens else ""),
        (_("Close le"), long_date(doc.closes) if doc.closes else ""),
        (_("Signer et suivre"), doc.public_url),
    ]
    return f"## {_('Signatures')}\n\n" + _bullets(pairs)


def _platform(doc: PlatformDoc) -> list[str]:
    demands = [_demand(number, demand) for number, demand in enumerate(doc.demands, 1)]
    told = [(_("Ce qui unit"), doc.unites), (_("Ce qui divise"), doc.divides)]
    shared = [
        f"## {name}\n\n" + "\n".join(f"- {spaced(_line(one))}" for one in lines)
        for name, lines in told
        if lines
    ]
    return [doc.preamble.strip(), *demands, *shared]


def _demand(number: int, demand: DemandDoc) -> str:
    pairs = [
        (_("Nature"), demand.kind),
        *facts(demand),
        *((_("Source"), source) for source in demand.sources),
        *((_("Critère de réussite"), criterion) for criterion in demand.criteria),
        *((support.college, _ballot(support)) for support in demand.support),
        (_("Résultat"), demand.result),
        (_("Voté de nouveau depuis"), demand.later),
    ]
    texts = [f"### {name}\n\n{text.strip()}" for name, text in demand.parts()]
    return "\n\n".join([f"## {number}. {_plain(demand.title)}", *texts, _bullets(pairs)]).strip()


def _ballot(support: CollegeSupport) -> str:
    if not support.counted:
        return support.outcome
    said = ngettext(
        "{outcome} ({for_} pour, {against} contre, {n} abstention)",
        "{outcome} ({for_} pour, {against} contre, {n} abstentions)",
        support.abstain or 0,
    )
    return said.format(outcome=support.outcome, for_=support.for_, against=support.against, n=support.abstain)


def _legal(doc: Document) -> str:
    pairs = _bullets(doc.legal.labelled(doc.wanted))
    return f"## {_('Mentions légales')}\n\n{pairs}" if pairs else ""


def _proof(doc: Document) -> str:
    checkpoint = getattr(doc, "checkpoint", "")
    pairs = [
        (_("Adresse publique"), doc.public_url),
        (_("Empreinte SHA-256 du texte"), doc.text_sha256),
    ]
    # Whole and line by line: what is signed of it is its very bytes.
    point = (
        f"\n\n{_('Journal des signatures, point signé :')}\n\n```\n{checkpoint}\n```" if checkpoint else ""
    )
    return f"## {_('Vérifier ce document')}\n\n" + _bullets(pairs) + point
