"""What is handed over: a petition, an adopted demand, a cahier. One shape for all, so that forms and pages are one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.core.crypto import packed, sha256
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.core.ids import ref_from
from forum.deliberation.models import Ballot
from forum.demands.models import Demand, Platform, PlatformItem
from forum.demands.platforms.queries import last_closed
from forum.followups.models import Delivery, FollowUp, Reply
from forum.followups.rules import LABELS, criteria
from forum.petitions.actions import ADOPTED
from forum.petitions.models import Petition, PetitionDemand
from forum.registers.models import Institution
from forum.registers.queries import institutions
from forum.texts.models import Document, Version

PATHS = {"demand": "revendications", "platform": "cahiers"}


@dataclass(frozen=True)
class Head:
    """What a follow-up needs of its subject: plain values (its text and its keys stay where they are).

    `id` is 0 while nothing was handed over; `institution_id` is 0 for a cahier whose addressee is still to be chosen.
    """

    id: int
    ref: str
    kind: str
    owner_id: int
    subject: str
    title: str
    day: date
    institution_id: int
    institution_ref: str
    institution: str
    state: str = ""
    closes: date | None = None
    hidden: bool = False
    profile: str = ""

    def address(self, slug: str) -> str:
        """Where the text itself is read."""
        return (
            f"/p/{self.subject}"
            if self.kind == "petition"
            else f"/c/{slug}/{PATHS[self.kind]}/{self.subject}"
        )

    @property
    def position(self) -> str:
        return f"{self.institution_ref}.{self.day}.{self.id}"


HIDDEN = func.coalesce(Petition.hidden, Document.hidden, Platform.hidden)


def with_subjects(query: Any) -> Any:
    """Joins to a query on FollowUp the one subject it has."""
    return (
        query.outerjoin(Petition, col(Petition.id) == FollowUp.petition_id)
        .outerjoin(Document, col(Document.id) == FollowUp.text_id)
        .outerjoin(Platform, col(Platform.id) == FollowUp.platform_id)
    )


def with_shown_subjects(query: Any) -> Any:
    """The same, without what moderators have hidden: for every list."""
    return with_subjects(query).where(HIDDEN.is_(False))


HEADS = with_subjects(
    select(  # type: ignore[call-overload]
        FollowUp.id,
        FollowUp.ref,
        FollowUp.kind,
        func.coalesce(FollowUp.petition_id, FollowUp.text_id, FollowUp.platform_id),
        func.coalesce(Petition.code, Document.ref, Platform.ref),
        func.coalesce(Petition.title, Document.title, Platform.title),
        FollowUp.day,
        FollowUp.institution_id,
        Institution.ref,
        Institution.name,
        func.coalesce(Petition.state, ""),
        Petition.closes,
        HIDDEN,
        Institution.profile,
    )
    .select_from(FollowUp)
    .join(Institution, col(Institution.id) == FollowUp.institution_id)
)


def heads(tx: Session, *conditions: Any) -> list[Head]:
    rows = tx.exec(HEADS.where(*conditions).order_by(col(FollowUp.day).desc(), Institution.name)).all()
    return [Head(*row) for row in rows]


def followed(tx: Session, collective: Collective, ref: str) -> Head:
    """The head of a follow-up that has begun."""
    found = heads(tx, FollowUp.ref == ref, FollowUp.collective_id == collective.id)
    if not found:
        raise NotFound
    return found[0]


def find(tx: Session, collective: Collective, ref: str, institution: str = "") -> Head:
    """What may be handed over under `ref`: what is followed already, an adopted demand, or a cahier."""
    begun = heads(tx, FollowUp.ref == ref, FollowUp.collective_id == collective.id)
    found = (
        (begun[0] if begun else None)
        or _demand(tx, collective, ref)
        or _platform(tx, collective, ref, institution)
    )
    if found is None:
        raise NotFound
    return found


def _demand(tx: Session, collective: Collective, ref: str) -> Head | None:
    query = (
        select(Document, Institution)
        .join(Demand, col(Demand.text_id) == Document.id)
        .join(Institution, col(Institution.id) == Demand.institution_id)
        .where(Document.ref == ref, Document.collective_id == collective.id)
        .where(col(Demand.state).in_(ADOPTED), col(Document.elsewhere).is_(None))
    )
    row = tx.exec(query).first()
    if row is None:
        return None
    text, to = row
    ballot = last_closed(tx, [text.id]).get(text.id)
    day = _ended(ballot) if ballot else text.day
    values = (0, text.ref, "demand", text.id, text.ref, text.title, day, to.id, to.ref, to.name)
    return Head(*values, hidden=text.hidden, profile=to.profile)


def _ended(ballot: Ballot) -> date:
    return ballot.ended or ballot.closes


def _platform(tx: Session, collective: Collective, ref: str, institution: str) -> Head | None:
    query = select(Platform).where(Platform.ref == ref, Platform.collective_id == collective.id)
    made = tx.exec(query).first()
    if made is None:
        return None
    if not institution:
        values = (0, made.ref, "platform", made.id, made.ref, made.title, made.day, 0, "", "")
        return Head(*values, hidden=made.hidden)
    to = next((i for i in institutions(tx, collective.id) if i.ref == institution), None)
    if to is None:
        raise Invalid({"institution": _("Choisissez une institution de la liste.")})
    own = ref_from(sha256(packed("followup", made.ref, to.ref)))
    begun = heads(tx, FollowUp.ref == own)
    new = Head(0, own, "platform", made.id, made.ref, made.title, made.day, to.id, to.ref, to.name)
    return begun[0] if begun else replace(new, hidden=made.hidden, profile=to.profile)


@dataclass(frozen=True)
class Measure:
    """A demand that was handed over, and the criteria it was adopted with."""

    text_id: int
    ref: str
    title: str
    criteria: list[str]


def measures(tx: Session, head: Head) -> list[Measure]:
    """What the reply is read against, at the versions that were handed over; what is hidden is left out."""
    keys = _versions(tx, head)
    query = (
        select(Document.id, Document.ref, Document.title, Version.fields)
        .join(Version, col(Version.text_id) == Document.id)
        .where(tuple_(col(Version.text_id), col(Version.number)).in_(keys))
        .where(col(Document.hidden).is_(False))
    )
    rows = tx.exec(query.order_by(Document.title)).all() if keys else []
    return [
        Measure(ident, ref, title, criteria(said.get("criteria", ""))) for ident, ref, title, said in rows
    ]


def _versions(tx: Session, head: Head) -> Sequence[tuple[int, int]]:
    if head.kind == "petition":
        carried = select(PetitionDemand.text_id, PetitionDemand.version)
        return tx.exec(carried.where(PetitionDemand.petition_id == head.owner_id)).all()
    return _voted(tx, [head.owner_id] if head.kind == "demand" else _items(tx, head.owner_id))


def _items(tx: Session, platform_id: int) -> Sequence[int]:
    return tx.exec(select(PlatformItem.text_id).where(PlatformItem.platform_id == platform_id)).all()


def _voted(tx: Session, text_ids: Iterable[int]) -> list[tuple[int, int]]:
    return [(ident, ballot.version) for ident, ballot in last_closed(tx, list(text_ids)).items()]


def chosen(known: Sequence[Measure], about: str) -> tuple[int | None, str]:
    """(demand, criterion) behind what the form's list sends: "" for neither, `ref` or `ref.number`."""
    ref, _dot, number = about.partition(".")
    found = next((m for m in known if m.ref == ref), None)
    if not about:
        return None, ""
    if found is None or (number and number not in map(str, range(1, len(found.criteria) + 1))):
        raise Invalid({"about": _("Choisissez une revendication ou un critère de la liste.")})
    return found.text_id, found.criteria[int(number) - 1] if number else ""


def answers_to(tx: Session, petition: Petition) -> list[tuple[str, date, str]]:
    """The hook that a petition's own page asks: (how it is read, the day, its address) of each answer, silences left out."""
    query = (
        select(Reply.label, Reply.day, Reply.ref, Collective.slug)  # type: ignore[call-overload]
        .join(Delivery, col(Delivery.id) == Reply.delivery_id)
        .join(FollowUp, col(FollowUp.id) == Delivery.followup_id)
        .join(Collective, col(Collective.id) == FollowUp.collective_id)
        .where(FollowUp.petition_id == petition.id, Reply.label != "silence")
    )
    found = sorted(tx.exec(query).all(), key=lambda row: (row[1], row[2]))
    home = f"suites/{petition.code}"
    return [(_(LABELS[label][0]), day, f"/c/{slug}/{home}#r-{ref}") for label, day, ref, slug in found]


def why_bound(tx: Session, document: Document) -> str:
    """The hook asked before a demand is joined with another: somebody was handed these words, and answers for them."""
    if tx.exec(select(FollowUp.id).where(FollowUp.text_id == document.id)).first() is None:
        return ""
    return _("« {title} » a été remise à une institution : elle ne se regroupe plus.")
