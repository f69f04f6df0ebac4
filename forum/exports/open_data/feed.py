"""The news of a collective as an Atom feed (RFC 4287): what, on what, which day. Never an hour."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from sqlmodel import Session, and_, col, or_, select, union_all
from starlette.responses import Response

from forum.collectives.models import Collective
from forum.collectives.queries import enter
from forum.core.i18n import later
from forum.core.models import Event
from forum.core.typography import french
from forum.deliberation.draws.models import Lot
from forum.demands.consultations.models import Consultation
from forum.demands.models import Platform
from forum.http.deps import Ctx
from forum.http.routing import Router
from forum.opinion_map.conversations.models import Conversation
from forum.petitions.models import Petition
from forum.texts.hidden import listed
from forum.texts.models import Document

router = Router()
MOST = 50
ATOM = "http://www.w3.org/2005/Atom"
MIDNIGHT = "T00:00:00Z"  # the format wants a time: always this one
KINDS = {
    "grievance.published": (later("Doléance publiée"), "doleances"),
    "grievance.merged": (later("Doléances regroupées"), "doleances"),
    "grievance.parted": (later("Regroupement défait"), "doleances"),
    "mechanism.published": (later("Mécanisme décrit"), "mecanismes"),
    "challenge.published": (later("Contestation publiée"), "contestations"),
    "argument.published": (later("Nouvel argument"), ""),
    "synthesis.published": (later("Synthèse d’un débat"), ""),
    "answer.published": (later("Réponse d’une institution"), ""),
    "demand.published": (later("Revendication proposée"), "revendications"),
    "demand.merging": (later("Regroupement soumis au vote"), "revendications"),
    "demand.merged": (later("Revendications regroupées"), "revendications"),
    "demand.parting": (later("Vote pour défaire un regroupement"), "revendications"),
    "demand.parted": (later("Regroupement défait"), "revendications"),
    "demand.ballot": (later("Vote ouvert"), "revendications"),
    "demand.reopened": (later("Texte changé pendant le vote"), "revendications"),
    "demand.adopted": (later("Revendication adoptée par les deux collèges"), "revendications"),
    "demand.single": (later("Revendication portée par un seul collège"), "revendications"),
    "demand.rejected": (later("Revendication non adoptée"), "revendications"),
    "amendment.proposed": (later("Changement proposé"), ""),
    "amendment.voted": (later("Changement soumis au vote"), ""),
    "amendment.accepted": (later("Changement accepté"), ""),
    "amendment.refused": (later("Changement refusé"), ""),
    "text.author": (later("Une voix de plus écrit ce texte"), ""),
    "text.offered": (later("On propose de reprendre ce texte"), ""),
    "text.completed": (later("Texte complété par son auteur·rice"), ""),
    "text.restored": (later("Retour à une version plus ancienne"), ""),
    "consultation.opened": (later("Consultation ouverte"), "consultations"),
    "consultation.counted": (later("Consultation comptée"), "consultations"),
    "lot.frozen": (later("Liste figée pour un tirage au sort"), "tirages"),
    "lot.drawn": (later("Tirage au sort"), "tirages"),
    "conversation.opened": (later("Carte des alliances ouverte"), "carte"),
    "conversation.closed": (later("Carte des alliances close"), "carte"),
    "platform.published": (later("Cahier publié"), "cahiers"),
    "petition.opened": (later("Pétition ouverte"), "p"),
    "petition.closed": (later("Pétition close"), "p"),
    "petition.erratum": (later("Rectificatif"), "p"),
    "petition.delivered": (later("Pétition remise"), "suites"),
    "petition.settled": (later("Pétition aboutie"), "p"),
    "petition.abandoned": (later("Pétition abandonnée"), "p"),
    "petition.adopted": (later("Pétition reprise par l’équipe"), "p"),
    "demand.delivered": (later("Revendication remise"), "suites"),
    "platform.delivered": (later("Cahier remis"), "suites"),
    "reply.commitment": (later("Réponse : un engagement"), "suites"),
    "reply.refusal": (later("Réponse : un refus"), "suites"),
    "reply.stalling": (later("Réponse : une manœuvre dilatoire"), "suites"),
    "reply.silence": (later("Toujours pas de réponse"), "suites"),
    "commitment.recorded": (later("Engagement noté"), "suites"),
    "claim.recorded": (later("On dit qu’un engagement est tenu"), "suites"),
}
TEXT_PATHS = {
    "grievance": "doleances",
    "mechanism": "mecanismes",
    "challenge": "contestations",
    "demand": "revendications",
}


@router.get("/c/{slug}/actualites.atom")
def feed(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    rows = news(ctx.tx, place.collective)
    body = atom(place.collective, rows, ctx.house.settings.public_url)
    headers = {"Cache-Control": "no-cache" if place.public and not ctx.viewer.signed_in else "no-store"}
    if not place.public:
        headers["X-Robots-Tag"] = "noindex"
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers=headers)


def news(tx: Session, collective: Collective) -> list[tuple[Event, str]]:
    """The latest events of known kinds with the kind of text they are about; nothing about what is hidden."""
    query = (
        select(Event, Document.kind)
        .outerjoin(
            Document, and_(col(Document.ref) == Event.subject, col(Document.collective_id) == collective.id)
        )
        .where(Event.collective_id == collective.id, col(Event.kind).in_(KINDS))
        .where(or_(col(Document.id).is_(None), listed()))
        .where(col(Event.subject).not_in(_masked(collective)))
    )
    order = (col(Event.day).desc(), col(Event.kind), col(Event.subject))
    rows = tx.exec(query.order_by(*order).limit(MOST)).all()
    return [(event, kind or "") for event, kind in rows]


def _masked(collective: Collective) -> Any:
    petitions = select(Petition.code).where(
        Petition.collective_id == collective.id, col(Petition.hidden).is_(True)
    )
    platforms = select(Platform.ref).where(
        Platform.collective_id == collective.id, col(Platform.hidden).is_(True)
    )
    asked = select(Consultation.ref).where(
        Consultation.collective_id == collective.id, col(Consultation.hidden).is_(True)
    )
    lots = select(Lot.ref).where(Lot.collective_id == collective.id, col(Lot.hidden).is_(True))
    maps = select(Conversation.ref).where(
        Conversation.collective_id == collective.id, col(Conversation.hidden).is_(True)
    )
    return union_all(petitions, platforms, asked, lots, maps)


def atom(collective: Collective, rows: list[tuple[Event, str]], base: str) -> bytes:
    home = f"{base}/c/{collective.slug}"
    root = Element("feed", xmlns=ATOM)
    root.set("xml:lang", "fr")
    _add(root, "id", f"{home}/actualites.atom")
    _add(root, "title", collective.name)
    SubElement(root, "link", rel="self", href=f"{home}/actualites.atom")
    SubElement(root, "link", rel="alternate", href=home)
    _add(root, "updated", f"{max((e.day for e, _k in rows), default=collective.day)}{MIDNIGHT}")
    _add(SubElement(root, "author"), "name", collective.name)
    seen: set[str] = set()
    for event, kind in rows:
        _entry(root, event, address(event, kind, base, home), seen)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Element, event: Event, url: str, seen: set[str]) -> None:
    """One line a kind, a subject and a day: how many times in a day is nobody's business."""
    ident = f"{url}#{event.kind}.{event.day}"
    if ident in seen:
        return
    seen.add(ident)
    entry = SubElement(root, "entry")
    _add(entry, "id", ident)
    _add(entry, "title", french(f"{KINDS[event.kind][0]} : {event.title}"))
    SubElement(entry, "link", href=url)
    _add(entry, "updated", f"{event.day}{MIDNIGHT}")


def address(event: Event, text_kind: str, base: str, home: str) -> str:
    """Where one reads of it; `base` is the instance, `home` the collective."""
    path = KINDS[event.kind][1] or TEXT_PATHS.get(text_kind, "")
    if path == "p":
        return f"{base}/p/{event.subject}"
    return f"{home}/{path}/{event.subject}" if path else home


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
