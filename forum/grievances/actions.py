"""Nommer: write a grievance, say "I live this too"."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from forum.collectives.models import Pending, Territory
from forum.collectives.publication.actions import Act, blend, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.grievances.models import Echo, Grievance
from forum.grievances.rules import proposed_title, small_count
from forum.texts.actions import add_evidence, write
from forum.texts.models import Document, Link
from forum.texts.voices import in_thread


def submit_grievance(
    tx: Session,
    place: Place,
    fields: dict[str, str],
    territory: str,
    sources: list[dict[str, str]],
    now: Now,
    *,
    mechanisms: list[str] | None = None,
    relaxed: bool = False,
) -> str:
    """Take a grievance in; returns the reference it will have. `territory` is a code of the collective's list."""
    found = territory_of(tx, place, territory)
    check_small(place, fields.get("concerned", ""))
    fields = {**fields, "title": fields.get("title") or proposed_title(fields["body"], found.name)}
    ref = draw_ref(place, "grievance", fields["body"], found.code)
    payload = {
        "ref": ref,
        "fields": fields,
        "territory": found.code,
        "sources": sources,
        "mechanisms": mechanisms or [],
    }
    submit(tx, place, now, "grievance", ref, payload, title=fields["title"], relaxed=relaxed)
    return ref


def check_small(place: Place, concerned: str) -> None:
    """Nobody is described by so few that they can be counted on one's fingers."""
    k = place.collective.k
    if found := small_count(concerned, k):
        said = _("« {found} » : si peu de gens se reconnaissent. Écrivez « plusieurs », ou « moins de {k} ».")
        raise Invalid({"concerned": said.format(found=found, k=k)})


def territory_of(tx: Session, place: Place, code: str) -> Territory:
    query = select(Territory).where(Territory.collective_id == place.collective.id, Territory.code == code)
    found = tx.exec(query).first()
    if found is None:
        raise Invalid({"territory": _("Choisissez un lieu de la liste.")})
    return found


@publishes("grievance")
def _publish_grievance(tx: Session, act: Act, today: date) -> None:
    document = write(tx, act, "grievance", act.payload["fields"], today, ref=act.payload["ref"])
    query = select(Territory.id).where(
        Territory.collective_id == act.collective.id, Territory.code == act.payload["territory"]
    )
    tx.add(Grievance(text_id=document.id, territory_id=tx.exec(query).one()))
    add_evidence(tx, document, act.payload["sources"])
    link(tx, document, act.payload.get("mechanisms", []), "mechanism")
    record(tx, "grievance.published", act.collective.id, document.ref, document.title, today)


def link(tx: Session, document: Document, refs: list[str], kind: str) -> None:
    """Say that a text leans on others of its collective; unknown references are passed over."""
    for ref in refs:
        target = _target(tx, document, ref, kind)
        if target is not None:
            tx.merge(Link(source_id=document.id, target_id=target.id))
    tx.flush()


def _target(tx: Session, document: Document, ref: str, kind: str) -> Document | None:
    """What was joined to another while this waited for its slot is named by the one that stays."""
    query = select(Document).where(
        Document.ref == ref, Document.collective_id == document.collective_id, Document.kind == kind
    )
    found = tx.exec(query).first()
    return _target(tx, document, found.elsewhere, kind) if found and found.elsewhere else found


def submit_echo(
    tx: Session, place: Place, document: Document, testimony: str, now: Now, *, relaxed: bool = False
) -> Pending | None:
    """« Je le vis aussi », once a carnet; a testimony, if any, is spoken by the carnet's voice in this thread."""
    if document.hidden:
        raise Closed(_("Cette doléance est masquée : on ne peut plus y répondre."))
    if document.elsewhere:
        raise Closed(
            _(
                "Cette doléance est maintenant regroupée avec une autre : c’est là qu’on dit « je le vis aussi »."
            )
        )
    if testimony:
        ref = draw_ref(place, "testimony", document.ref, testimony)
        payload = {"ref": ref, "grievance": document.ref, "body": testimony}
        speaking = in_thread(tx, place, document.thread)
        submit(
            tx, speaking, now, "testimony", document.thread, payload, title=document.title, relaxed=relaxed
        )
    waiting = submit(
        tx,
        place,
        now,
        "echo",
        document.ref,
        {"grievance": document.ref},
        label="echo",
        once=True,
        title=document.title,
    )
    if testimony:
        blend(tx)
    return waiting


@publishes("testimony")
def _publish_testimony(tx: Session, act: Act, today: date) -> None:
    fields = {"body": act.payload["body"]}
    write(tx, act, "testimony", fields, today, ref=act.payload["ref"], thread=act.payload["grievance"])


@publishes("echo")
def _publish_echo(tx: Session, act: Act, today: date) -> None:
    query = select(Grievance).join(Document).where(Document.ref == act.payload["grievance"])
    grievance = tx.exec(query).one()
    echo = Echo(text_id=grievance.text_id, nul=act.nul, college=act.college, day=today)
    try:
        with tx.begin_nested():
            tx.add(echo)
    except IntegrityError:
        return  # the same carnet again: answered alike, counted once
    counter = f"echo_{act.college}"
    setattr(grievance, counter, getattr(grievance, counter) + 1)
    tx.add(grievance)
