"""What an earlier import made, found again by its words: nothing else says where a demand comes from."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, or_, select

from forum.collectives.models import Collective
from forum.demands.imports.rules import Proposal
from forum.texts.actions import filled, head
from forum.texts.models import Document, Version
from forum.texts.rules import fingerprint

OWN = 40  # signs: a shorter title may be another text's


def print_of(title: str, body: str) -> str:
    return fingerprint(filled("demand", {"title": title, "body": body}))


def versions(tx: Session, collective: Collective, prints: Iterable[str]) -> dict[str, str]:
    """Of these fingerprints, those that a text of the collective has or had, and its reference."""
    query = (
        select(Version.hash, Document.ref)
        .join(Document, Document.id == Version.text_id)  # type: ignore[arg-type]
        .where(Document.collective_id == collective.id, col(Version.hash).in_(list(prints)))
    )
    return dict(tx.exec(query).all())


def known(tx: Session, collective: Collective, proposals: Sequence[Proposal]) -> dict[str, str]:
    """Key → reference of the demand that is there already: the same words, or a draft that was corrected since and kept
    its title, or its beginning."""
    prints = {one.key: print_of(one.title, one.body) for one in proposals}
    there = versions(tx, collective, prints.values())
    heads = {one.key: head({"title": one.title, "body": one.body}) for one in proposals}
    alike = _alike(
        tx, collective, [h["title"] for h in heads.values()], [h["excerpt"] for h in heads.values()]
    )
    told = {key: alike.get(h["excerpt"]) or alike.get(h["title"], "") for key, h in heads.items()}
    return {key: ref for key in prints if (ref := there.get(prints[key]) or told[key])}


def _alike(tx: Session, collective: Collective, titles: list[str], excerpts: list[str]) -> dict[str, str]:
    titles = [title for title in titles if len(title) >= OWN]
    query = select(Document.ref, Document.title, Document.excerpt).where(
        Document.collective_id == collective.id,
        Document.kind == "demand",
        Document.college == "staff",
        or_(col(Document.title).in_(titles), col(Document.excerpt).in_(excerpts)),
    )
    rows = tx.exec(query).all()
    by_title = {title: ref for ref, title, _excerpt in rows if len(title) >= OWN}
    return {**by_title, **{excerpt: ref for ref, _title, excerpt in rows if excerpt}}


def named(tx: Session, collective: Collective, refs: Sequence[str]) -> Sequence[tuple[str, str]]:
    """(reference, title) of these demands, in the order given."""
    query = select(Document.ref, Document.title).where(
        Document.collective_id == collective.id,
        Document.kind == "demand",
        col(Document.ref).in_(list(refs)),
        col(Document.hidden).is_(False),
    )
    titles = dict(tx.exec(query).all())
    return [(ref, titles[ref]) for ref in refs if ref in titles]
