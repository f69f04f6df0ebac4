"""Consultations and maps of opinions as open data: what their pages tell, and nothing more."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from forum.collectives.models import COLLEGES, Collective
from forum.collectives.rules import DECIDING
from forum.deliberation.judgement.rules import Profile
from forum.demands.consultations.counting.rules import together
from forum.demands.consultations.models import Consultation, ConsultationOption
from forum.exports.open_data import answers, queries
from forum.exports.open_data.answers import told
from forum.opinion_map.conversations.models import Conversation
from forum.opinion_map.conversations.queries import phrases, told_of
from forum.opinion_map.telling.rules import Told
from forum.texts.models import Document

Options = list[tuple[ConsultationOption, str]]


def consultations_page(
    tx: Session, collective: Collective, after: str, base: str
) -> tuple[list[answers.Consultation], bool]:
    table, most = Consultation, queries.PAGE
    query = select(table).where(table.collective_id == collective.id, col(table.hidden).is_(False))
    rows = list(tx.exec(queries.follow(tx, query, col(table.opens), col(table.ref), after)).all())
    options = _options(tx, rows[:most])
    home = f"{base}/c/{collective.slug}/consultations"
    return [_consultation(row, options[row.id], home) for row in rows[:most]], len(rows) > most


def _options(tx: Session, rows: list[Consultation]) -> dict[int, Options]:
    """Those that are shown, with their references: one query for all."""
    found: dict[int, Options] = {row.id: [] for row in rows}
    query = select(ConsultationOption, Document.ref).join(
        Document, col(Document.id) == ConsultationOption.text_id
    )
    query = query.where(col(ConsultationOption.consultation_id).in_(found), col(Document.hidden).is_(False))
    for option, ref in tx.exec(query.order_by(col(ConsultationOption.position))).all():
        found[option.consultation_id].append((option, ref))
    return found


def _consultation(row: Consultation, options: Options, home: str) -> answers.Consultation:
    return answers.Consultation(
        ref=row.ref,
        title=row.title,
        question=row.question,
        way=row.way,
        quorum_percent=row.quorum_percent,
        opens=row.opens,
        closes=row.closes,
        state=row.state,
        demands=[_asked(row, option, ref) for option, ref in options],
        turnout=_turnout(row),
        **_chosen(row, {ref for _option, ref in options}),
        url=f"{home}/{row.ref}",
        day=row.opens,
    )


def _turnout(row: Consultation) -> list[answers.Turnout]:
    colleges = row.result.get("colleges", {})
    return [
        answers.Turnout(
            college=college,
            voters=colleges[college].get("voters"),
            quorum=colleges[college].get("quorum"),
            reached=bool(colleges[college]["reached"]) if college in DECIDING else None,
        )
        for college in COLLEGES
        if college in colleges
    ]


def _chosen(row: Consultation, shown: set[str]) -> dict[str, Any]:
    """As the page tells it; what moderation hid is left out."""
    picks = [pick for pick in row.result.get("picks", []) if pick["demand"] in shown]
    plain = [ref for ref in row.result.get("plain", []) if ref in shown]
    wanted = [{college: told(n) for college, n in pick["wanted"].items()} for pick in picks]
    told_ = [answers.Pick(**{**pick, "wanted": some}) for pick, some in zip(picks, wanted, strict=True)]
    return {"picks": told_, "plain_count": plain}


def _asked(row: Consultation, option: ConsultationOption, ref: str) -> answers.Asked:
    colleges = row.result.get("colleges", {})
    profiles = {c: colleges.get(c, {}).get("profiles", {}).get(ref) for c in COLLEGES}
    return answers.Asked(
        demand=ref,
        version=option.version,
        sha256=option.hash,
        rank=option.rank or None,
        answers=[
            answers.Answered(college=college, counts=[told(n) for n in counts])
            for college, counts in profiles.items()
            if counts
        ],
        agreement=_agreed(row.way, profiles) if row.result else None,
    )


def _agreed(way: str, profiles: Mapping[str, Profile | None]) -> answers.Agreement:
    own = {college: together(way, [profiles[college]]) for college in DECIDING}
    return answers.Agreement(**own, together=together(way, [profiles[college] for college in DECIDING]))


def maps_page(tx: Session, collective: Collective, after: str, base: str) -> tuple[list[answers.Map], bool]:
    table, most = Conversation, queries.PAGE
    query = select(table).where(table.collective_id == collective.id, col(table.hidden).is_(False))
    rows = list(tx.exec(queries.follow(tx, query, col(table.opens), col(table.ref), after)).all())
    return [_map(tx, row, collective.slug, base) for row in rows[:most]], len(rows) > most


def _map(tx: Session, row: Conversation, slug: str, base: str) -> answers.Map:
    told = told_of(tx, row)
    stands = [stand.kind for stand in told.stands]
    return answers.Map(
        ref=row.ref,
        title=row.title,
        question=row.question,
        source=row.source,
        k=told.k,
        opens=row.opens,
        closes=row.closes,
        state=row.state,
        phrases=[
            _phrase(told, stands, place, phrase.words, base + phrase.url if phrase.url else "")
            for place, phrase in enumerate(phrases(tx, row, slug))
            if not phrase.hidden
        ],
        url=f"{base}/c/{slug}/carte/{row.ref}",
        day=row.opens,
    )


def _phrase(told: Told, stands: list[str], column: int, words: str, url: str) -> answers.Phrase:
    heard = told.shares[column] if column < len(told.shares) else {}
    return answers.Phrase(
        text=words,
        url=url,
        heard=[
            answers.HeardInTenths(college=college, agree=one.agree, disagree=one.disagree)
            for college, one in heard.items()
        ],
        stand=stands[column] if column < len(stands) else "unknown",
    )
