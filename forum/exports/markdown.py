"""The same documents as Markdown, for a mail, a website or another tool. Members' texts go out untouched."""

import re
from collections.abc import Iterable

from forum.core.i18n import _, long_date, ngettext, spaced
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
    return french(_line(text))


def _line(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


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
    if isinstance(doc, PlatformDoc) and doc.adopted:
        pairs.append((_("Adopté le"), long_date(doc.adopted)))
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
    return [doc.preamble.strip(), *demands]


def _demand(number: int, demand: DemandDoc) -> str:
    facts = [
        (_("Nature"), demand.kind),
        (_("Origine"), demand.heard),
        (_("Destinataire"), demand.addressee),
        (_("Responsable"), demand.responsible),
        (_("Échéance"), long_date(demand.deadline) if demand.deadline else ""),
        *((_("Objectif officiel"), objective) for objective in demand.objectives),
        *((_("Source"), source) for source in demand.sources),
        *((_("Critère de réussite"), criterion) for criterion in demand.criteria),
        (_("Qui risque d’être laissé de côté ?"), demand.equity),
        *((support.college, _ballot(support)) for support in demand.support),
        (_("Résultat"), demand.result),
    ]
    texts = [f"### {name}\n\n{text.strip()}" for name, text in demand.parts()]
    return "\n\n".join([f"## {number}. {_plain(demand.title)}", *texts, _bullets(facts)]).strip()


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
    pairs = _bullets(doc.legal.labelled())
    return f"## {_('Mentions légales')}\n\n{pairs}" if pairs else ""


def _proof(doc: Document) -> str:
    checkpoint = getattr(doc, "checkpoint", "")
    pairs = [
        (_("Adresse publique"), doc.public_url),
        (_("Empreinte SHA-256 du texte"), doc.text_sha256),
        (_("Registre des signatures"), checkpoint),
    ]
    return f"## {_('Vérifier ce document')}\n\n" + _bullets(pairs)
