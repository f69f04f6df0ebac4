"""What the open data say beside a text: its sources with what people said of them, and whether it was said in a room."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from forum.collectives.rules import DECIDING
from forum.deliberation.models import Ballot
from forum.deliberation.rules import agreement_of, common
from forum.exports.open_data.answers import Agreement, ByVoice, Heard, Source, told
from forum.texts.models import Evidence
from forum.texts.sources import models
from forum.texts.sources.queries import of_texts, tallies
from forum.texts.sources.rules import Tally
from forum.texts.spoken.models import Spoken

NOBODY = Tally({})


def sources(tx: Session, text_ids: Sequence[int], home: str) -> dict[int, list[Source]]:
    """By text; `home` is the collective's address. What moderators hid is not told."""
    cited = of_texts(tx, text_ids)
    counted = _counts(tx, text_ids)
    found: dict[int, list[Source]] = {}
    for ident, rows in cited.items():
        found[ident] = [
            Source(
                ref=one.ref,
                kind=one.kind,
                label=one.label,
                url=one.url,
                publisher=one.publisher,
                dated=one.dated,
                standing=one.mark,
                page=f"{home}/sources/{one.ref}" if one.ref else None,
                **_verdicts(counted.get(one.ref, {})),
            )
            for one in rows
            if not one.hidden
        ]
    return found


def _counts(tx: Session, text_ids: Sequence[int]) -> dict[str, dict[str, Tally]]:
    query = select(models.Source).join(Evidence, col(Evidence.source) == models.Source.ref)
    return {row.ref: tallies(row) for row in tx.exec(query.where(col(Evidence.text_id).in_(text_ids))).all()}


def _verdicts(said: dict[str, Tally]) -> dict[str, ByVoice]:
    """A dead link is one way of disputing: neither count is told where taking one from the other leaves very few."""
    confirmed, disputed, dead = (
        said.get(name, NOBODY).by_college for name in ("confirmed", "disputed", "dead")
    )
    voices = tuple(ByVoice.model_fields)
    broken = {v: told(dead.get(v, 0)) for v in voices}
    rest = {v: disputed.get(v, 0) - dead.get(v, 0) for v in voices}
    return {
        "confirmed": ByVoice(**{v: told(confirmed.get(v, 0)) for v in voices}),
        "disputed": ByVoice(**{v: told(disputed.get(v, 0)) for v in voices}),
        "broken": ByVoice(**{v: n if rest[v] == 0 or told(rest[v]) else None for v, n in broken.items()}),
    }


def heard(tx: Session, text_ids: Sequence[int], home: str) -> dict[int, Heard]:
    """Of the texts that were said: nothing about who, and the account that everyone may read."""
    query = select(Spoken).where(col(Spoken.text_id).in_(text_ids))
    return {row.text_id: _heard(row.workshop, home) for row in tx.exec(query).all()}


def agreements(tx: Session, text_ids: Sequence[int]) -> dict[int, Agreement]:
    """Of the texts on which a vote is over: what the last one tells."""
    query = select(Ballot.text_id, Ballot.result).where(
        col(Ballot.text_id).in_(text_ids), Ballot.state == "closed"
    )
    found = tx.exec(query.order_by(col(Ballot.opens), col(Ballot.closes), col(Ballot.ref))).all()
    return {ident: agreed(result) for ident, result in found}


def agreed(result: Mapping[str, Mapping[str, int]]) -> Agreement:
    own = {college: agreement_of(result.get(college, {})) for college in DECIDING}
    percents = {college: None if one is None else round(100 * one) for college, one in own.items()}
    return Agreement(**percents, together=common(result))


def _heard(workshop: str, home: str) -> Heard:
    account = f"{home}/ateliers/{workshop}/compte-rendu" if workshop else None
    return Heard(in_workshop=bool(workshop), account=account)
