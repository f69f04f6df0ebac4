"""What a document says, in order, apart from any format: what a word processor, plain text and Markdown are written from.

The PDF is drawn by its own templates; it says the same things.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from forum.core.i18n import _, later, long_date, ngettext, thousands
from forum.exports.blocks import ours
from forum.exports.content import (
    CollegeSupport,
    Count,
    DeliveryDoc,
    DemandDoc,
    Document,
    LetterDoc,
    NamesDoc,
    PetitionDoc,
    PlatformDoc,
    SheetDoc,
    Signatory,
    TractDoc,
)
from forum.exports.parts import Blank, Cut, Fact, Heading, Items, Line, Part, Said, Table
from forum.exports.poster import PosterDoc


def kind_of(doc: Document) -> str:
    return doc.kind if isinstance(doc, LetterDoc) else _(KINDS[type(doc)])


def flow(doc: Document) -> list[Part]:
    """All but the title, which each format sets in its own way."""
    parts = [*_above(doc), *body(doc), *_legal(doc), *_proof(doc)]
    return [part for part in parts if not (isinstance(part, Fact | Line) and not _told(part).strip())]


def _told(part: Fact | Line) -> str:
    return part.value if isinstance(part, Fact) else part.text


def _above(doc: Document) -> Iterator[Part]:
    missing = doc.missing()
    if missing:
        said = _("Il manque : {what}.").format(what=", ".join(missing))
        yield Line(f"{_('Brouillon').upper()}. {said}", "lead")
    yield Fact(_("Porté par"), doc.organiser)
    yield Fact(_("À l’attention de"), doc.addressee)


def body(doc: Document) -> Iterable[Part]:
    """What is its own, between what every document says above and below."""
    return BODIES[type(doc)](doc)


def _petition(doc: PetitionDoc) -> Iterator[Part]:
    yield Fact(_("Statut du texte"), doc.origin)
    yield from (Fact(_("Objectif officiel"), one) for one in doc.objectives)
    yield Said(doc.body)
    yield from _listed(_("Sources"), doc.sources)
    yield from _listed(_("Rectificatifs"), [_pair(long_date(e.day), e.text) for e in doc.errata])
    yield Heading(1, _("Signatures"))
    yield from _counted(doc.signatures, doc.counts)
    yield Fact(_("Objectif"), thousands(doc.goal) if doc.goal else "")
    yield Fact(_("Ouverte le"), long_date(doc.opens) if doc.opens else "")
    yield Fact(_("Close le"), long_date(doc.closes) if doc.closes else "")
    yield Fact(_("Signer et suivre"), doc.public_url)


def _counted(total: int | None, counts: Sequence[Count]) -> Iterator[Part]:
    yield Fact(_("Signatures"), "" if total is None else thousands(total))
    yield from (Fact(count.label, thousands(count.number)) for count in counts)


def _listed(heading: str, lines: Sequence[str], level: int = 1) -> Iterator[Part]:
    if lines:
        yield Heading(level, heading)
        yield Items(tuple(lines))


def _pair(label: str, value: str) -> str:
    return _("{label} : {value}").format(label=label, value=value)


def _platform(doc: PlatformDoc) -> Iterator[Part]:
    yield Fact(_("Publié le"), long_date(doc.published) if doc.published else "")
    yield from (Fact(label, said) for label, said in doc.origin)
    if doc.preamble.strip():
        yield Said(doc.preamble)
    for number, demand in enumerate(doc.demands, 1):
        yield Heading(1, f"{number}. {demand.title}")
        yield from _demand(demand)
    yield from _listed(_("Ce qui unit"), doc.unites)
    yield from _listed(_("Ce qui divise"), doc.divides)


def _demand(demand: DemandDoc) -> Iterator[Part]:
    yield Fact(_("Nature"), demand.kind)
    for name, text in demand.parts():
        yield Heading(2, name)
        yield Said(text, 2)
    yield from (Fact(label, value) for label, value in facts(demand))
    yield from _listed(_("Critères de réussite"), demand.criteria, 2)
    yield from _listed(_("Sources"), demand.sources, 2)
    if demand.support:
        header = (_("Soutien par collège"), _("Pour"), _("Contre"), _("Abstention"), _("Décision"))
        yield Table(_("Soutien par collège"), header, tuple(map(_ballot, demand.support)))
    yield Fact(_("Résultat"), demand.result)
    yield Fact(_("Voté de nouveau depuis"), demand.later)


def facts(demand: DemandDoc) -> list[tuple[str, str]]:
    """What a demand says of itself beside its text, each with its name; those that are known."""
    found = [
        (_("Destinataire"), demand.addressee),
        (_("Responsable"), demand.responsible),
        (_("Échéance"), long_date(demand.deadline) if demand.deadline else ""),
        (_("Coût, s’il est connu"), demand.cost),
        *((_("Objectif officiel"), one) for one in demand.objectives),
        (_("Origine"), demand.heard),
        (_("Qui risque d’être laissé de côté ?"), demand.equity),
        *((_("Signatures"), one) for one in demand.signed),
        *((_("Consultation"), one) for one in demand.asked),
    ]
    return [(label, value) for label, value in found if value.strip()]


def _ballot(support: CollegeSupport) -> tuple[str, ...]:
    if not support.counted:
        return (support.college, *[_("non publié")] * 3, support.outcome)
    counts = (support.for_, support.against, support.abstain)
    return (support.college, *(str(n) for n in counts), support.outcome)


def _sheet(doc: SheetDoc) -> Iterator[Part]:
    yield Said(doc.summary)
    yield Fact(_("Texte entier et signature en ligne"), doc.public_url)
    header = (_("N°"), _("Nom"), _("Prénom"), _("Qualité"), _("Commune"), _("Signature"))
    rows = tuple((str(n), "", "", "", "", "") for n in range(1, doc.lines + 1))
    yield Table(_("Feuille de signatures"), header, rows)
    yield Line(
        _("Qualité : {names}. Une personne signe une seule fois.").format(names=", ".join(doc.colleges))
    )
    yield Fact(_("Feuille à remettre à"), doc.send_to)
    yield Fact(_("Signatures jusqu’au"), long_date(doc.closes) if doc.closes else "")


def _tract(doc: TractDoc) -> Iterator[Part]:
    yield from _listed(_("Ce que nous demandons"), doc.claims)
    yield Said(doc.body)
    yield Fact(_("Lire et signer"), doc.public_url)
    yield Fact(_("Signatures jusqu’au"), long_date(doc.closes) if doc.closes else "")
    yield Line(_("Ne pas jeter sur la voie publique."), "note")


def _poster(doc: PosterDoc) -> Iterator[Part]:
    yield from _listed(_("Ce que nous demandons"), doc.claims)
    yield Fact(_("Lire et signer"), doc.public_url)
    yield Fact(_("Signatures jusqu’au"), long_date(doc.closes) if doc.closes else "")


def _letter(doc: LetterDoc) -> Iterator[Part]:
    yield Line(dated(doc))
    yield Fact(_("Objet"), doc.subject)
    yield Said(doc.body)
    yield Line(doc.sender)
    if doc.signatures is not None:
        yield Line(signed_by(doc))
    yield from _listed(_("Pièces jointes"), doc.enclosed)
    yield from _listed(_("Elles et ils ont choisi de montrer leur nom"), list(map(named, doc.shown)))


def dated(doc: LetterDoc) -> str:
    day = long_date(doc.dated) if doc.dated else "…………"
    return _("{place}, le {day}").format(place=doc.place or "…………", day=day)


def signed_by(doc: LetterDoc) -> str:
    """« 1 312 personnes ont signé ; 3 ont choisi de montrer leur nom. »"""
    n, shown = doc.signatures or 0, len(doc.shown)
    said = ngettext("{n} personne a signé", "{n} personnes ont signé", n).format(n=thousands(n))
    if not shown:
        return f"{said}."
    also = ngettext("{n} a choisi de montrer son nom", "{n} ont choisi de montrer leur nom", shown)
    return f"{said} ; {also.format(n=thousands(shown))}."


def named(one: Signatory) -> str:
    who = f"{one.name}, {one.said}" if one.said else one.name
    return f"{who} : « {one.message} »" if one.message else who


def _delivery(doc: DeliveryDoc) -> Iterator[Part]:
    yield Heading(1, _("Ce qui est remis"))
    yield Items(doc.pieces)
    yield from _counted(doc.signatures, doc.counts)
    yield Line(acknowledged(), "note")
    yield Cut()
    yield Heading(1, _("Récépissé"))
    yield Line(received(doc))
    day = long_date(doc.dated) if doc.dated else ""
    yield Fact(on_day(), day) if day else Blank(on_day())
    yield from map(Blank, receipt_lines())


def acknowledged() -> str:
    return _(
        "Toute demande adressée à une administration fait l’objet d’un accusé de réception "
        "(code des relations entre le public et l’administration, article L. 112-3)."
    )


def received(doc: DeliveryDoc) -> str:
    said = _("Reçu de {organiser} les pièces ci-dessus, au sujet de « {title} ».")
    return said.format(organiser=doc.organiser, title=doc.title)


def on_day() -> str:
    return _("Le")


def receipt_lines() -> list[str]:
    return [_("Nom"), _("Fonction et service"), _("Signature et cachet")]


def _names(doc: NamesDoc) -> Iterator[Part]:
    yield Line(names_range(doc), "lead")
    yield Items(tuple(map(named, doc.names)))


def names_range(doc: NamesDoc) -> str:
    last = doc.first + len(doc.names) - 1
    said = _("Noms {first} à {last} sur {total}, par ordre alphabétique.")
    return said.format(first=thousands(doc.first), last=thousands(last), total=thousands(doc.total))


def _legal(doc: Document) -> Iterator[Part]:
    pairs = [(label, value) for label, value in doc.legal.labelled(doc.wanted) if value.strip()]
    if pairs:
        yield Heading(1, _("Mentions légales"))
    yield from (Fact(label, ours(value)) for label, value in pairs)


def _proof(doc: Document) -> Iterator[Part]:
    yield Heading(1, _("Vérifier ce document"))
    yield Fact(_("Adresse publique"), doc.public_url)
    yield Fact(_("Empreinte SHA-256 du texte"), doc.text_sha256)
    yield Fact(_("Journal des signatures"), getattr(doc, "checkpoint", ""))


KINDS = {
    PetitionDoc: later("Pétition"),
    PlatformDoc: later("Cahier de revendications"),
    SheetDoc: later("Feuille de signatures"),
    TractDoc: later("Tract"),
    PosterDoc: later("Affiche"),
    DeliveryDoc: later("Bordereau de remise"),
    NamesDoc: later("Liste des signataires"),
}
BODIES: dict[type[Document], Callable[[Any], Iterable[Part]]] = {
    PetitionDoc: _petition,
    PlatformDoc: _platform,
    SheetDoc: _sheet,
    TractDoc: _tract,
    PosterDoc: _poster,
    LetterDoc: _letter,
    DeliveryDoc: _delivery,
    NamesDoc: _names,
}
