"""Reads of the open data. A page begins after a reference: it names the place in the list, and nothing else does."""

from datetime import date
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select

from forum.collectives import models as collectives
from forum.collectives.models import COLLEGES, Territory
from forum.core.errors import Invalid, NotFound
from forum.core.withheld import Suppressed
from forum.demands import models as demands
from forum.demands.models import Platform
from forum.demands.objectives.queries import of_demands
from forum.exports.open_data import answers, beside
from forum.exports.open_data.answers import ByCollege, Verdicts, told
from forum.exports.queries import signature_counts
from forum.followups import models as followups
from forum.followups.subjects.queries import with_shown_subjects
from forum.grievances import models as grievances
from forum.petitions import models as petitions
from forum.petitions.models import SIGNATURE_TIERS
from forum.registers.models import Institution, Objective
from forum.texts.authors.queries import colleges
from forum.texts.hidden import listed
from forum.texts.models import Document, Version

PAGE = 50


def open_collective(tx: Session, slug: str) -> collectives.Collective:
    """Only what everyone may read is open data, whoever asks."""
    table = collectives.Collective
    found = tx.exec(select(table).where(table.slug == slug, table.reading == "everyone")).first()
    if found is None:
        raise NotFound
    return found


def follow(tx: Session, query: Any, day: Any, ref: Any, after: str) -> Any:
    """Newest day first, then by reference; the row named `after` is where the page begins, even if it is now hidden."""
    ordered = query.order_by(day.desc(), ref).limit(PAGE + 1)
    if not after:
        return ordered
    start = tx.exec(select(day).where(ref == after)).first()
    if start is None:
        raise Invalid({"apres": "Cette référence n’est pas connue : reprenez la liste au début."})
    return ordered.where(or_(day < start, and_(day == start, ref > after)))


def collectives_page(tx: Session, after: str, base: str) -> tuple[list[answers.Collective], bool]:
    table = collectives.Collective
    query = select(table).where(table.reading == "everyone", table.slug > after)
    rows = tx.exec(query.order_by(table.slug).limit(PAGE + 1)).all()
    return [_collective(row, base) for row in rows[:PAGE]], len(rows) > PAGE


def _collective(row: collectives.Collective, base: str) -> answers.Collective:
    return answers.Collective(
        slug=row.slug, name=row.name, purpose=row.purpose, url=f"{base}/c/{row.slug}", day=row.day
    )


def _texts(*columns: Any) -> Any:
    """Heads of visible texts with their current words."""
    current = and_(col(Version.text_id) == Document.id, col(Version.number) == Document.number)
    return select(Document, Version.fields, *columns).join(Version, current).where(listed())


def grievances_page(
    tx: Session, collective: collectives.Collective, after: str, base: str
) -> tuple[list[answers.Grievance], bool]:
    table = grievances.Grievance
    query = _texts(table, Territory.name).join(table, table.text_id == Document.id)
    query = query.join(Territory, Territory.id == table.territory_id)
    query = query.where(Document.collective_id == collective.id, Document.kind == "grievance")
    rows = tx.exec(follow(tx, query, col(Document.day), col(Document.ref), after)).all()
    about = _beside(tx, [row[0].id for row in rows[:PAGE]], f"{base}/c/{collective.slug}")
    home = f"{base}/c/{collective.slug}/doleances"
    return [
        _grievance(d, fields, row, place, home, about[d.id]) for d, fields, row, place in rows[:PAGE]
    ], len(rows) > PAGE


def _beside(tx: Session, text_ids: list[int], home: str) -> dict[int, dict[str, Any]]:
    cited, heard = beside.sources(tx, text_ids, home), beside.heard(tx, text_ids, home)
    return {ident: {"sources": cited[ident], "heard": heard.get(ident)} for ident in text_ids}


def _grievance(
    document: Document,
    fields: dict[str, str],
    row: grievances.Grievance,
    place: str,
    base: str,
    about: dict[str, Any],
) -> answers.Grievance:
    return answers.Grievance(
        ref=document.ref,
        title=document.title,
        text=fields.get("body", ""),
        since=fields.get("since", ""),
        territory=place,
        college=document.college,
        echoes=ByCollege(**{c: told(getattr(row, f"echo_{c}")) for c in COLLEGES}),
        **about,
        url=f"{base}/{document.ref}",
        day=document.day,
    )


def demands_page(
    tx: Session, collective: collectives.Collective, after: str, base: str
) -> tuple[list[answers.Demand], bool]:
    table = demands.Demand
    query = _texts(table, Institution.name).join(table, table.text_id == Document.id)
    query = query.join(Institution, Institution.id == table.institution_id)
    query = query.where(Document.collective_id == collective.id, Document.kind == "demand")
    rows = tx.exec(follow(tx, query, col(Document.day), col(Document.ref), after)).all()
    home = f"{base}/c/{collective.slug}/revendications"
    ids = [row[0].id for row in rows[:PAGE]]
    leaning, about = of_demands(tx, ids), _beside(tx, ids, f"{base}/c/{collective.slug}")
    written = colleges(tx, [row[0] for row in rows[:PAGE]])
    agreed = beside.agreements(tx, ids)
    for ident in ids:
        about[ident] |= {"authors": written[ident], "agreement": agreed.get(ident)}
        about[ident]["objectives"] = [_objective(one) for one in leaning[ident]]
    return [_demand(d, fields, row, name, home, about[d.id]) for d, fields, row, name in rows[:PAGE]], len(
        rows
    ) > PAGE


def _demand(
    document: Document,
    fields: dict[str, str],
    row: demands.Demand,
    institution: str,
    base: str,
    about: dict[str, Any],
) -> answers.Demand:
    return answers.Demand(
        ref=document.ref,
        title=document.title,
        text=fields.get("body", ""),
        kind=row.kind,
        state=row.state,
        carried_by=row.carried_by,
        institution=institution,
        responsible=fields.get("responsible", ""),
        deadline=fields.get("deadline", ""),
        criteria=[line.strip() for line in fields.get("criteria", "").splitlines() if line.strip()],
        equity=fields.get("equity", ""),
        cost=fields.get("cost", ""),
        **about,
        url=f"{base}/{document.ref}",
        day=document.day,
    )


def _objective(row: Objective) -> answers.Objective:
    words = {"ref": row.ref, "code": row.code, "title": row.title, "source": row.source}
    return answers.Objective(**words, source_url=row.url, withdrawn=row.withdrawn)


def petitions_page(
    tx: Session, collective: collectives.Collective, after: str, base: str
) -> tuple[list[answers.Petition], bool]:
    table = petitions.Petition
    query = (
        select(table, Institution.name)
        .join(Institution, Institution.id == table.institution_id)  # type: ignore[arg-type]
        .where(table.collective_id == collective.id, table.state != "draft", col(table.hidden).is_(False))
    )
    rows = tx.exec(follow(tx, query, col(table.opens), col(table.code), after)).all()
    counts = signature_counts(tx, [petition.id for petition, _name in rows])
    return [_petition(p, name, counts[p.id], base) for p, name in rows[:PAGE]], len(rows) > PAGE


def _petition(
    petition: petitions.Petition, institution: str, counts: Suppressed, base: str
) -> answers.Petition:
    colleges = {c: told(n) for c, n in zip(COLLEGES, counts.rows, strict=True)}
    tiers = {t: told(n) for t, n in zip(SIGNATURE_TIERS, counts.columns, strict=True)}
    return answers.Petition(
        ref=petition.code,
        title=petition.title,
        text=petition.body,
        sha256=petition.sha256,
        organisation=petition.organisation,
        institution=petition.addressee or institution,
        state=petition.state,
        opens=petition.opens,
        closes=petition.closes,
        goal=petition.goal,
        signatures=answers.Signatures(
            total=told(counts.total), by_college=ByCollege(**colleges), by_tier=tiers
        ),
        url=f"{base}/p/{petition.code}",
    )


def commitments_page(
    tx: Session, collective: collectives.Collective, after: str, base: str, today: date
) -> tuple[list[answers.Commitment], bool]:
    table, head, about = followups.Commitment, followups.FollowUp, aliased(Document)
    query = with_shown_subjects(
        select(table, head.kind, head.ref, func.coalesce(Platform.ref, head.ref), about.ref)  # type: ignore[call-overload]
        .join(followups.Reply, followups.Reply.id == table.reply_id)
        .join(followups.Delivery, followups.Delivery.id == followups.Reply.delivery_id)
        .join(head, head.id == followups.Delivery.followup_id)
        .outerjoin(about, and_(col(about.id) == table.demand_id, col(about.hidden).is_(False)))
        .where(head.collective_id == collective.id)
    )
    rows = tx.exec(follow(tx, query, col(table.day), col(table.ref), after)).all()
    home = f"{base}/c/{collective.slug}/suites"
    return [
        _commitment(row, kind, ref, subject, demand, home, today)
        for row, kind, ref, subject, demand in rows[:PAGE]
    ], len(rows) > PAGE


def _commitment(
    row: followups.Commitment, kind: str, ref: str, subject: str, demand: str | None, home: str, today: date
) -> answers.Commitment:
    return answers.Commitment(
        ref=row.ref,
        kind=kind,
        subject=subject,
        demand=demand,
        criterion=row.criterion if demand else "",
        owner=row.owner,
        what=row.what,
        due=row.due,
        overdue=row.due < today,
        evidence=row.evidence,
        source=row.source,
        professional=Verdicts(kept=told(row.kept_professional), broken=told(row.broken_professional)),
        concerned=Verdicts(kept=told(row.kept_concerned), broken=told(row.broken_concerned)),
        url=f"{home}/{ref}#e-{row.ref}",
        day=row.day,
    )
