"""The same documents as Markdown, for a mail, a website or another tool. Members' texts go out untouched."""

import re
from collections.abc import Iterable

from forum.core.i18n import long_date
from forum.core.typography import french
from forum.exports.content import CollegeSupport, DemandDoc, Document, PetitionDoc, PlatformDoc, SheetDoc

_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def render_markdown(doc: Document) -> str:
    parts = [f"# {_plain(doc.title)}", _draft(doc), _heading(doc), *_body(doc), _legal(doc), _proof(doc)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _body(doc: Document) -> Iterable[str]:
    match doc:
        case PetitionDoc():
            return _petition(doc)
        case PlatformDoc():
            return _platform(doc)
        case SheetDoc():
            return [doc.summary.strip()]
    raise TypeError(f"no Markdown for {type(doc).__name__}")


def _plain(text: str) -> str:
    """One line where every mark shows as it was typed."""
    return french(_MARKS.sub(r"\\\1", " ".join(text.split())))


def _bullets(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(french(f"- **{label}** : ") + _plain(value) for label, value in pairs if value.strip())


def _draft(doc: Document) -> str:
    missing = doc.missing()
    return french(f"> **BROUILLON**. Il manque : {', '.join(missing)}.") if missing else ""


def _heading(doc: Document) -> str:
    pairs = [("Porté par", doc.organiser), ("À l’attention de", doc.addressee)]
    if isinstance(doc, PetitionDoc):
        pairs.append(("Statut du texte", doc.origin))
    if isinstance(doc, PlatformDoc) and doc.adopted:
        pairs.append(("Adopté le", long_date(doc.adopted)))
    return _bullets(pairs)


def _petition(doc: PetitionDoc) -> list[str]:
    errata = [f"- {long_date(e.day)} : {_plain(e.text)}" for e in doc.errata]
    return [
        "---",
        doc.body.strip(),
        "---",
        "## Rectificatifs\n\n" + french("\n".join(errata)) if errata else "",
        _signing(doc),
    ]


def _signing(doc: PetitionDoc) -> str:
    pairs = [
        ("Signatures", "" if doc.signatures is None else str(doc.signatures)),
        *((count.label, str(count.number)) for count in doc.counts),
        ("Objectif", "" if doc.goal is None else str(doc.goal)),
        ("Ouverte le", long_date(doc.opens) if doc.opens else ""),
        ("Close le", long_date(doc.closes) if doc.closes else ""),
        ("Signer et suivre", doc.public_url),
    ]
    return "## Signatures\n\n" + _bullets(pairs)


def _platform(doc: PlatformDoc) -> list[str]:
    demands = [_demand(number, demand) for number, demand in enumerate(doc.demands, 1)]
    return [doc.preamble.strip(), *demands]


def _demand(number: int, demand: DemandDoc) -> str:
    parts = [("Nommer", demand.named), ("Contester", demand.contested), ("Revendiquer", demand.claimed)]
    facts = [
        ("Nature", demand.kind),
        ("Destinataire", demand.addressee),
        ("Responsable", demand.responsible),
        ("Échéance", long_date(demand.deadline) if demand.deadline else ""),
        *(("Critère de réussite", criterion) for criterion in demand.criteria),
        ("Qui risque d’être laissé de côté ?", demand.equity),
        *((support.college, _ballot(support)) for support in demand.support),
        ("Résultat", demand.result),
    ]
    texts = [f"### {name}\n\n{text.strip()}" for name, text in parts if text.strip()]
    return "\n\n".join([f"## {number}. {_plain(demand.title)}", *texts, _bullets(facts)]).strip()


def _ballot(support: CollegeSupport) -> str:
    if not support.counted:
        return support.outcome
    return f"{support.outcome} ({support.for_} pour, {support.against} contre, {support.abstain} abstentions)"


def _legal(doc: Document) -> str:
    pairs = _bullets(doc.legal.labelled())
    return f"## Mentions légales\n\n{pairs}" if pairs else ""


def _proof(doc: Document) -> str:
    checkpoint = getattr(doc, "checkpoint", "")
    pairs = [
        ("Adresse publique", doc.public_url),
        ("Empreinte SHA-256 du texte", doc.text_sha256),
        ("Registre des signatures", checkpoint),
    ]
    return "## Vérifier ce document\n\n" + _bullets(pairs)
