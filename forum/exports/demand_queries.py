"""Demands and cahiers as documents: each demand at the version that was voted, with what its ballot published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from forum.collectives.models import COLLEGES, DECIDING, Collective
from forum.collectives.queries import Place
from forum.core.errors import NotFound
from forum.core.i18n import _, later, long_date
from forum.core.settings import Settings
from forum.deliberation.models import Ballot
from forum.deliberation.rules import outcome_of
from forum.demands.consultations.cahier.queries import origin
from forum.demands.models import Demand, Platform, PlatformItem
from forum.demands.objectives.queries import of_demands
from forum.demands.platforms.queries import brought_in, last_closed, later_than
from forum.exports import weighed_queries as weighed
from forum.exports.content import CollegeSupport, DemandDoc, PlatformDoc
from forum.exports.queries import LEAST, legal, objective_line, result_said
from forum.exports.quoted import queries as quoted
from forum.registers.models import Institution
from forum.texts.hidden import check_shown, listed
from forum.texts.models import Document, Link, Version
from forum.texts.queries import find
from forum.texts.rules import fingerprint
from forum.texts.spoken.models import Spoken

DEMAND_KINDS = {
    "principle": later("Principe non négociable"),
    "condition": later("Condition minimale"),
    "agenda": later("Changement d’agenda"),
}


@dataclass(frozen=True)
class _Claim:
    """A demand with all that its page of a cahier needs."""

    document: Document
    demand: Demand
    institution: str


def platform_of(tx: Session, place: Place, ref: str) -> Platform:
    query = select(Platform).where(Platform.ref == ref, Platform.collective_id == place.collective.id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    check_shown(tx, place, ref, found.hidden, "platform")
    return found


def platform_doc(tx: Session, platform: Platform, collective: Collective, settings: Settings) -> PlatformDoc:
    claims = _claims(tx, PlatformItem.platform_id == platform.id)
    versions, demands = _demands(tx, claims, collective, brought_in(tx, platform))
    addressees = sorted({claim.institution for claim in claims})
    unites, divides = weighed.united(tx, collective, [claim.document.id for claim in claims])
    frozen = {"title": platform.title, "introduction": platform.introduction}
    frozen |= {str(n): version.hash for n, version in enumerate(versions, 1)}
    return PlatformDoc(
        title=platform.title,
        organiser=collective.name,
        addressee=" ; ".join(addressees),
        public_url=f"{settings.public_url}/c/{collective.slug}/cahiers/{platform.ref}",
        text_sha256=fingerprint(frozen),
        legal=legal(
            settings, " ; ".join(addressees), _("Porter des revendications devant leur destinataire")
        ),
        preamble=platform.introduction,
        published=platform.day,
        origin=_origin(tx, platform),
        demands=demands,
        unites=unites,
        divides=divides,
    )


def _origin(tx: Session, platform: Platform) -> tuple[tuple[str, str], ...]:
    """As its page says it: the consultation, why the team did otherwise, what it left out."""
    found = origin(tx, platform)
    if found is None:
        return ((_("Composé par"), _("l’équipe, sans consultation")),)
    said = [
        (_("Issu de la consultation"), f"« {found.title} »"),
        (_("L’équipe s’est écartée de son résultat. Sa raison"), found.reason),
        (
            _("Choisi par la consultation, absent de ce cahier"),
            " ; ".join(f"« {title} »" for _ref, title in found.missing),
        ),
    ]
    return tuple((label, words) for label, words in said if words)


def demand_doc(tx: Session, collective: Collective, ref: str, settings: Settings) -> PlatformDoc:
    """One demand as a document of its own; a hidden one has none."""
    document = find(tx, collective.id, ref, "demand")
    claims = _claims(tx, Document.id == document.id)
    if not claims:
        raise NotFound
    versions, demands = _demands(tx, claims, collective)
    return PlatformDoc(
        title=versions[0].fields.get("title") or document.title,
        organiser=collective.name,
        addressee=claims[0].institution,
        public_url=f"{settings.public_url}/c/{collective.slug}/revendications/{ref}",
        text_sha256=versions[0].hash,
        legal=legal(settings, claims[0].institution, _("Porter une revendication devant son destinataire")),
        demands=demands,
    )


def _claims(tx: Session, condition: object) -> list[_Claim]:
    query = (
        select(Document, Demand, Institution.name)
        .join(Demand, Demand.text_id == Document.id)  # type: ignore[arg-type]
        .join(Institution, Institution.id == Demand.institution_id)  # type: ignore[arg-type]
        .outerjoin(PlatformItem, PlatformItem.text_id == Document.id)  # type: ignore[arg-type]
        .where(condition, col(Document.hidden).is_(False))  # type: ignore[arg-type]
    )
    rows = tx.exec(query.order_by(col(PlatformItem.position))).all()
    return [_Claim(*row) for row in {row[0].id: row for row in rows}.values()]


def _demands(
    tx: Session, claims: Sequence[_Claim], collective: Collective, told: Mapping[int, Ballot] | None = None
) -> tuple[list[Version], tuple[DemandDoc, ...]]:
    """Each at the version that was voted, if one was: the text may have moved since. `told`: by which vote, where it is
    not the last one."""
    ids = [claim.document.id for claim in claims]
    last = last_closed(tx, ids)
    ballots = last | dict(told or {})
    voted = {ident: ballot.version for ident, ballot in ballots.items()}
    keys = [(c.document.id, voted.get(c.document.id, c.document.number)) for c in claims]
    query = select(Version).where(tuple_(col(Version.text_id), col(Version.number)).in_(keys))
    versions = {version.text_id: version for version in tx.exec(query).all()}
    named, objectives = _leaning(tx, ids), of_demands(tx, ids)
    sources, heard = quoted.sources(tx, ids), quoted.heard(tx, ids)
    signed = weighed.signed(tx, ids, collective)
    return [versions[ident] for ident in ids], tuple(
        replace(
            _demand(claim, versions[claim.document.id], ballots.get(claim.document.id), named, collective),
            objectives=tuple(map(objective_line, objectives[claim.document.id])),
            sources=sources[claim.document.id],
            heard=heard.get(claim.document.id, ""),
            signed=signed.get(claim.document.id, ()),
            asked=weighed.asked(tx, claim.document),
            later=_later(ballots.get(claim.document.id), last.get(claim.document.id), collective),
        )
        for claim in claims
    )


def _later(told: Ballot | None, last: Ballot | None, collective: Collective) -> str:
    """What was voted since on another version of what is printed, "" for nothing."""
    since = later_than(told, last) if told else None
    if since is None:
        return ""
    said = result_said(since.outcome, since.carried_by, collective)
    return _("{result} (vote terminé le {day}, sur la version {n} de cette revendication)").format(
        result=said, day=long_date(since.day), n=since.version
    )


def _result(demand: Demand, ballot: Ballot | None, collective: Collective) -> str:
    """What the vote that is printed said; of a demand on which none ended, how far it is."""
    if ballot is None:
        return result_said(demand.state, demand.carried_by, collective)
    return result_said(ballot.outcome, outcome_of(ballot.result).carried_by, collective)


def _leaning(tx: Session, text_ids: Sequence[int]) -> dict[tuple[int, str], list[str]]:
    """(demand, kind) → the grievances and mechanisms it answers, by their titles; of those that were said, how."""
    query = (
        select(Link.source_id, Document.kind, Document.title, Spoken.workshop)
        .join(Document, Document.id == Link.target_id)  # type: ignore[arg-type]
        .outerjoin(Spoken, Spoken.text_id == Link.target_id)  # type: ignore[arg-type]
        .where(col(Link.source_id).in_(text_ids), listed())
    )
    found: dict[tuple[int, str], list[str]] = {}
    for source, kind, title, workshop in tx.exec(query.order_by(Document.title)).all():
        said = title if workshop is None else f"{title} ({quoted.way(workshop)})"
        found.setdefault((source, kind), []).append(said)
    return found


def _demand(
    claim: _Claim,
    version: Version,
    ballot: Ballot | None,
    named: Mapping[tuple[int, str], list[str]],
    collective: Collective,
) -> DemandDoc:
    fields, ident = version.fields, claim.document.id
    return DemandDoc(
        title=fields.get("title") or claim.document.title,
        kind=_(DEMAND_KINDS[claim.demand.kind]),
        named=_list(named.get((ident, "grievance"), [])),
        contested=_list(named.get((ident, "mechanism"), []) + named.get((ident, "challenge"), [])),
        claimed=fields.get("body", ""),
        addressee=claim.institution,
        responsible=_responsible(fields),
        deadline=_day(fields.get("deadline", "")),
        criteria=_criteria(fields.get("criteria", "")),
        equity=fields.get("equity", ""),
        cost=fields.get("cost", ""),
        support=_support(ballot, collective) if ballot else (),
        result=_result(claim.demand, ballot, collective),
    )


def _responsible(fields: Mapping[str, str]) -> str:
    """A deadline that is no date is printed beside whoever is responsible, rather than lost."""
    responsible, deadline = fields.get("responsible", ""), fields.get("deadline", "")
    return f"{responsible} ({deadline})".strip() if deadline and not _day(deadline) else responsible


def _criteria(text: str) -> tuple[str, ...]:
    """One a line, without its bullet."""
    return tuple(line.strip().lstrip("-–—•* ") for line in text.splitlines() if line.strip())


def _list(titles: Sequence[str]) -> str:
    return "\n".join(f"- {title}" for title in titles)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _support(ballot: Ballot, collective: Collective) -> tuple[CollegeSupport, ...]:
    """What the ballot published; a college of few voters has only its decision."""
    return tuple(
        _college(collective, college, ballot.result[college])
        for college in COLLEGES
        if college in ballot.result
    )


def _college(collective: Collective, college: str, told: Mapping[str, int]) -> CollegeSupport:
    """Allies are heard and shown: they never decide."""
    name, decides = collective.college_name(college), college in DECIDING
    outcome = (_("Adoptée") if told.get("adopted") else _("Non adoptée")) if decides else _("Avis entendu")
    voters = sum(told.get(choice, 0) for choice in ("for", "against", "abstain", "objection"))
    if voters < LEAST:
        return CollegeSupport(name, outcome)
    against = told.get("against", 0) + told.get("objection", 0)
    return CollegeSupport(name, outcome, told.get("for", 0), against, told.get("abstain", 0))
