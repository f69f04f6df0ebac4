"""Rows put straight into the tables, for the rooms that only read what others write.

Canaries: every nullifier, key and sealed byte put here says CANARY, so that a test can look for it where it must not be.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from forum.collectives.models import Collective, Territory
from forum.core.models import Event
from forum.deliberation.models import Ballot
from forum.demands.models import Demand, Platform, PlatformItem
from forum.followups.models import Commitment, Delivery, FollowUp, Reply
from forum.followups.subjects.actions import follow_petition
from forum.grievances.models import Grievance
from forum.petitions.models import Erratum, Petition, PetitionDemand, SignatureCount
from forum.registers.models import Institution
from forum.texts.models import Document, Link, Version
from tests.world import World

DAY = date(2026, 3, 2)
CANARY = b"CANARY-nullifier-or-sealed-bytes"
BOTH = {
    "professional": {"for": 40, "against": 3, "abstain": 2, "objection": 1, "adopted": 1},
    "concerned": {"for": 20, "against": 4, "abstain": 1, "objection": 0, "adopted": 1},
}


def keep(tx: Session, *rows: Any) -> Any:
    for row in rows:
        tx.add(row)
        tx.flush()
    return rows[0]


def text(tx: Session, collective: Collective, kind: str, title: str, **options: Any) -> Document:
    """A text and its first version; `fields` are those of the version, the rest columns of the head."""
    fields = {"title": title, **options.pop("fields", {})}
    columns: dict[str, Any] = {
        "college": "professional",
        "voice": "hêtre calme",
        "nul": CANARY,
        "box": CANARY,
    }
    columns |= {"day": DAY, **options}
    document = Document(collective_id=collective.id, kind=kind, thread="", title=title, **columns)
    document.thread = options.get("thread", document.ref)
    keep(tx, document)
    digest = hashlib.sha256(repr(fields).encode()).hexdigest()
    html = {name: f"<p>{value}</p>" for name, value in fields.items()}
    version = Version(
        text_id=document.id, number=1, fields=fields, html=html, hash=digest, voice=document.voice, day=DAY
    )
    keep(tx, version)
    return document


def grievance(
    tx: Session, collective: Collective, territory: Territory, title: str, **options: Any
) -> Document:
    counts = {name: options.pop(name) for name in list(options) if name.startswith("echo_")}
    document = text(tx, collective, "grievance", title, **options)
    keep(tx, Grievance(text_id=document.id, territory_id=territory.id, **counts))
    return document


def institution(tx: Session, collective: Collective) -> Institution:
    made = Institution(
        collective_id=collective.id, name="Conseil départemental de la Lorne", kind="département"
    )
    return keep(tx, made)  # type: ignore[no-any-return]


def demand(tx: Session, collective: Collective, office: Institution, title: str, **options: Any) -> Document:
    state = options.pop("state", "shared")
    fields = {
        "body": "Nous revendiquons la **publication** des postes vacants.",
        "responsible": "La direction de la PMI",
        "deadline": "2026-09-01",
        "criteria": "Un chiffre par centre\nChaque trimestre",
        "equity": "Les centres sans direction.",
        **options.pop("fields", {}),
    }
    document = text(tx, collective, "demand", title, fields=fields, **options)
    keep(tx, Demand(text_id=document.id, kind="condition", institution_id=office.id, state=state))
    return document


def link(tx: Session, source: Document, target: Document) -> None:
    keep(tx, Link(source_id=source.id, target_id=target.id))


def ballot(
    tx: Session, document: Document, result: dict[str, dict[str, int]] | None, **options: Any
) -> Ballot:
    """Closed if it has a result."""
    columns: dict[str, Any] = {
        "opens": DAY - timedelta(30),
        "closes": DAY - timedelta(2),
        "quorum_percent": 20,
        "version": 1,
        "first_version": 1,
        "hash": "0" * 64,
    }
    columns |= {
        "state": "open" if result is None else "closed",
        "outcome": "" if result is None else "shared",
    }
    made = Ballot(
        collective_id=document.collective_id,
        text_id=document.id,
        result=result or {},
        **(columns | options),
    )
    return keep(tx, made)  # type: ignore[no-any-return]


def petition(
    tx: Session, collective: Collective, office: Institution, *demands: Document, **options: Any
) -> Petition:
    columns: dict[str, Any] = {
        "title": "Une puéricultrice pour chaque naissance",
        "body": "Nous demandons **une visite** à chaque naissance.",
        "body_html": "<p>Nous demandons une visite à chaque naissance.</p>",
        "sha256": "3f2a9c10b4d7e6f1" * 4,
        "state": "open",
        "opens": DAY - timedelta(10),
        "closes": DAY + timedelta(50),
        "goal": 500,
        "public_key": CANARY,
    }
    made = Petition(collective_id=collective.id, institution_id=office.id, **(columns | options))
    keep(tx, made)
    if made.state != "draft":
        follow_petition(tx, made)
    keep(
        tx, *(PetitionDemand(petition_id=made.id, text_id=d.id, version=1) for d in demands)
    ) if demands else None
    return made


def signed(tx: Session, made: Petition, counts: dict[tuple[str, str], int], day: date = DAY) -> None:
    """{(tier, college): n} for one day."""
    for (tier, college), n in counts.items():
        keep(tx, SignatureCount(petition_id=made.id, day=day, tier=tier, college=college, n=n))


def erratum(tx: Session, made: Petition, words: str) -> None:
    keep(tx, Erratum(petition_id=made.id, text=words, day=DAY))


def platform(tx: Session, collective: Collective, *demands: Document) -> Platform:
    made = Platform(
        collective_id=collective.id, title="Cahier du printemps", introduction="Ensemble.", day=DAY
    )
    keep(tx, made)
    for position, document in enumerate(demands):
        keep(tx, PlatformItem(platform_id=made.id, text_id=document.id, position=position))
    return made


def commitment(tx: Session, made: Petition, what: str, due: date, **options: Any) -> Commitment:
    head = tx.exec(select(FollowUp).where(FollowUp.petition_id == made.id)).one()
    delivery = keep(tx, Delivery(followup_id=head.id, recipient="La présidente", day=DAY - timedelta(200)))
    answer = Reply(
        delivery_id=delivery.id, label="commitment", text="C’est promis.", day=DAY - timedelta(150)
    )
    keep(tx, answer)
    promise = Commitment(
        reply_id=answer.id,
        owner="La vice-présidence",
        what=what,
        due=due,
        day=DAY - timedelta(150),
        **options,
    )
    return keep(tx, promise)  # type: ignore[no-any-return]


def event(tx: Session, collective: Collective, kind: str, subject: str, title: str, day: date = DAY) -> None:
    keep(tx, Event(collective_id=collective.id, kind=kind, subject=subject, title=title, day=day))


def territory(world: World, code: str = "nord") -> Territory:
    return world.rows(Territory, Territory.collective_id == world.collective.id, Territory.code == code)[0]  # type: ignore[no-any-return]
