"""Rows made straight through the publishers: what many slots would have left behind."""

from typing import Any

from sqlmodel import Session, select

from forum.collectives.models import Collective
from forum.collectives.publication.actions import PUBLISHERS, Act
from forum.core.crypto import sha256
from forum.core.ids import new_ref
from forum.texts import search
from forum.texts.models import Document
from tests.world import World

BODY = "Le tableau mensuel compte une pesée comme une visite."


def publish(
    world: World,
    kind: str,
    payload: dict[str, Any],
    college: str = "concerned",
    collective: Collective | None = None,
) -> str:
    """One act of somebody nobody else is, made public; returns its reference."""
    ref = new_ref()
    nul = sha256(ref)
    act = Act(
        collective or world.collective, kind, ref, nul, college, b"", {"ref": ref, "sources": [], **payload}
    )
    with world.house.db.write() as tx:
        PUBLISHERS[kind](tx, act, world.clock().today)
        search.rebuild(tx)
    return ref


def mechanism(world: World, title: str = "Compter des actes", **rest: Any) -> str:
    fields = {"title": title, "body": "Chaque geste compte pour un."}
    return publish(world, "mechanism", {"kind": "indicator", "fields": fields}, **rest)


def grievance(
    world: World, body: str = "Les visites sont supprimées.", mechanisms: Any = (), **rest: Any
) -> str:
    fields = {"title": body, "body": body, "since": "mai"}
    payload = {"fields": fields, "territory": "nord", "mechanisms": list(mechanisms)}
    return publish(world, "grievance", payload, **rest)


def challenge(world: World, target: str, title: str = "Compter fait disparaître", **rest: Any) -> str:
    fields = {"title": title, "body": BODY, "refusal": "Nous refusons qu’une visite soit une perte."}
    payload: dict[str, Any] = {"fields": fields, "mechanism": target, "new": None, "grievances": []}
    return publish(world, "challenge", payload, **rest)


def argument(world: World, about: str, side: str = "against", question: str = "help", **rest: Any) -> str:
    body = f"Dix-neuf mères, aucune aidée ({new_ref()})."
    payload = {"about": about, "question": question, "side": side, "body": body}
    return publish(world, "argument", payload, **rest)


def hide(world: World, ref: str, hidden: bool = True) -> None:
    with world.house.db.write() as tx:
        document = of_ref(tx, ref)
        document.hidden = hidden
        tx.add(document)


def of_ref(tx: Session, ref: str) -> Document:
    return tx.exec(select(Document).where(Document.ref == ref)).one()
