"""What stands beside a text wherever it is taken out: its sources, with what is said of them, and how it was heard."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from forum.core.i18n import _, later
from forum.texts.hidden import listed
from forum.texts.models import Document, Link
from forum.texts.sources.queries import Cited, of_texts
from forum.texts.spoken.models import Spoken

MARKS = {
    "dead": later("lien signalé mort"),
    "disputed": later("source contestée"),
    "shared": later("source contestée, et confirmée"),
    "confirmed": later("source confirmée"),
}


def sources(tx: Session, demand_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """By demand: what it cites itself, then what the texts that it answers cite; each source once."""
    ids = list(demand_ids)
    pairs = [(ident, ident) for ident in ids] + _answered(tx, ids)
    cited = of_texts(tx, {text for _demand, text in pairs})
    found: dict[int, dict[str, str]] = {ident: {} for ident in ids}
    for ident, text in pairs:
        for one in cited[text]:
            if not one.hidden:
                found[ident].setdefault(one.ref or one.label, line(one))
    return {ident: tuple(lines.values()) for ident, lines in found.items()}


def _answered(tx: Session, ids: Sequence[int]) -> list[tuple[int, int]]:
    query = select(Link.source_id, Link.target_id).join(Document, col(Document.id) == Link.target_id)
    ordered = query.where(col(Link.source_id).in_(ids), listed()).order_by(Document.title, Document.ref)
    return [(demand, text) for demand, text in tx.exec(ordered).all()]


def line(source: Cited) -> str:
    """« Rapport 2025, Drees, mars 2025, https://… (source contestée) »"""
    said = ", ".join(filter(None, (source.label, source.publisher, source.dated, source.url)))
    told = [_("image")] if source.picture else []
    told += [_(MARKS[source.mark])] if source.mark else []
    return f"{said} ({', '.join(told)})" if told else said


def heard(tx: Session, text_ids: Iterable[int]) -> dict[int, str]:
    """Of the texts that somebody said and somebody else typed: how, as it is printed beside them."""
    query = select(Spoken).where(col(Spoken.text_id).in_(list(text_ids)))
    said = ((row.text_id, way(row.workshop)) for row in tx.exec(query).all())
    return {ident: words[:1].upper() + words[1:] for ident, words in said}


def way(workshop: str) -> str:
    return _("recueillie en atelier") if workshop else _("dite à une personne qui anime")
