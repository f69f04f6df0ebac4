"""Lots drawn in public as open data: the list, its fingerprint, and what anybody needs to draw again."""

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.deliberation.draws.models import Lot
from forum.deliberation.draws.queries import result
from forum.exports.open_data import answers, queries


def lots_page(tx: Session, collective: Collective, after: str, base: str) -> tuple[list[answers.Lot], bool]:
    query = select(Lot).where(Lot.collective_id == collective.id, col(Lot.hidden).is_(False))
    rows = list(tx.exec(queries.follow(tx, query, col(Lot.day), col(Lot.ref), after)).all())
    home = f"{base}/c/{collective.slug}/tirages"
    return [_lot(row, home) for row in rows[: queries.PAGE]], len(rows) > queries.PAGE


def _lot(row: Lot, home: str) -> answers.Lot:
    drawn = [answers.Ticket(line=one.line, ticket=one.ticket, picked=one.picked) for one in result(row)]
    return answers.Lot(
        ref=row.ref,
        title=row.title,
        lines=row.listing.splitlines(),
        sha256=row.hash,
        source=row.source,
        due=row.due,
        until=row.until,
        picked=row.picked,
        seed=row.seed or None,
        drawn=drawn,
        url=f"{home}/{row.ref}",
        day=row.day,
    )
