"""Everything a carnet sees of itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from forum.collectives.models import Collective, Pending
from forum.collectives.publication import queries as pending
from forum.core.clock import Now
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.deliberation.merging.queries import asked
from forum.deliberation.reopening.queries import reasked
from forum.texts import queries as texts
from forum.texts.authors.queries import cowritten
from forum.texts.kinds import KINDS, address
from forum.texts.models import Amendment, Document


@dataclass(frozen=True)
class Contribution:
    """Something public that this carnet wrote."""

    label: str
    title: str
    url: str
    hidden: bool
    day: Any
    erasing: tuple[str, str]
    state: str = ""


@dataclass(frozen=True)
class Waiting:
    """Something of this carnet's that waits: what it says, and when its turn comes (in local time)."""

    ref: str
    label: str
    title: str
    lines: list[str]
    state: str
    message: str
    slot: datetime
    collective: Collective
    counted: bool
    leaving: bool
    quiet: bool
    completes: str = ""  # the reference of a grievance that may still be completed


# What is never shown by itself, only counted: to say that it « will be public » would frighten, and be false.
COUNTED = {
    *(
        "ballot.paper",
        "assessment",
        "echo",
        "refusal",
        "contest",
        "merge.paper",
        "merge.leave",
        "merge.apart",
    ),
    *("settling", "settling.paper", "consultation.paper", "opinion.paper"),
}
LABELS = {
    "amendment": "proposition de changement",
    "amendment.decision": "réponse à une proposition",
    "author": "écrire un texte avec d’autres",
    "author.invitation": "lien pour écrire un texte à plusieurs",
    "author.uninvitation": "lien retiré",
    "author.leave": "ne plus écrire un texte",
    "author.offer": "offre de reprendre un texte",
    "text.restoration": "retour à une version",
    "text.revision": "texte complété",
    "ballot.objection": "objection à un vote",
    "objection.answer": "réponse à une objection",
    "ballot.paper": "bulletin de vote",
    "assessment": "évaluation d’un engagement",
    "contest": "contestation d’un « c’est fait »",
    "consultation.paper": "réponses à une consultation",
    "echo": "je le vis aussi",
    "moderation.contest": "contestation d’une décision de la modération",
    "merge": "regroupement proposé",
    "merge.answer": "réponse à un regroupement",
    "merge.apart": "« je le vis aussi » qui reste à part",
    "merge.leave": "« je le vis aussi » qui passe à la doléance regroupée",
    "merge.paper": "avis sur un regroupement",
    "merge.parting": "vote demandé pour défaire un regroupement",
    "merge.sign": "écrire aussi la revendication regroupée",
    "merge.undo": "regroupement à défaire",
    "opinion.paper": "réponses à une carte des alliances",
    "picture": "image jointe",
    "refusal": "je refuse aussi",
    "settling": "vote demandé sur un changement",
    "settling.paper": "bulletin sur un changement proposé",
}
# What shows nothing by itself, and counts nothing: it only comes into force.
QUIET = {"author.invitation", "author.uninvitation", "moderation.contest"}
READ = "erase.message"


def carnet(tx: Session, viewer: Viewer, today: date) -> dict[str, Any]:
    """`waiting`, `contributions`, `messages`, and `asked` (on texts that are joined),
    `reasked` (on texts that changed under its paper) of this carnet.
    """
    collectives = {c.id: c for c in tx.exec(select(Collective)).all()}
    slugs = {c.id: c.slug for c in collectives.values()}
    rows = pending.mine(tx, viewer)
    read = {row.once for row in rows if row.kind == READ}
    leaving = {(row.kind.removeprefix("erase."), row.once) for row in rows if row.kind.startswith("erase.")}
    written = [search for part in (_texts, _cowritten, _amendments) for search in part(tx, viewer, slugs)]
    waiting = [_waiting(row, collectives[row.collective_id]) for row in rows if row.kind != READ]
    return {
        "waiting": waiting,
        "completing": [
            *((one.collective.slug, one.completes) for one in waiting if one.completes),
            *((one.url.split("/")[2], one.erasing[1]) for one in written if one.label == "doléance"),
        ],
        "contributions": [one for one in written if one.erasing not in leaving],
        "asked": asked(tx, viewer, today),
        "reasked": reasked(tx, viewer, today),
        "messages": [(m, said) for m, said in texts.messages(tx, viewer) if str(m.id) not in read],
    }


def _waiting(row: Pending, collective: Collective) -> Waiting:
    leaving = row.kind.startswith("erase.")
    label = KINDS[row.kind].label if row.kind in KINDS else LABELS.get(row.kind, "")
    return Waiting(
        row.ref,
        "effacement" if leaving else label,
        row.title,
        _lines(json.loads(row.payload)),
        row.state,
        row.message,
        Now(row.slot).local,
        collective,
        row.kind in COUNTED,
        leaving,
        row.kind in QUIET,
        json.loads(row.payload)["ref"]
        if row.kind == "grievance" and row.state in ("waiting", "held")
        else "",
    )


def _lines(payload: Mapping[str, Any]) -> list[str]:
    """What was written, to be read again: the text fields, without our own references."""
    fields = payload.get("fields", payload)
    return [str(fields[name]) for name in ("body", "reason", "refusal", "label") if fields.get(name)]


def _texts(tx: Session, viewer: Viewer, slugs: Mapping[int, str]) -> list[Contribution]:
    documents = texts.mine(tx, viewer)
    roots = {d.thread for d in documents}
    kinds = dict(tx.exec(select(Document.ref, Document.kind).where(col(Document.ref).in_(roots))).all())
    return [
        Contribution(
            KINDS[d.kind].label,
            d.title,
            address(slugs[d.collective_id], d, kinds.get(d.thread, "")),
            d.hidden,
            d.day,
            ("text", d.ref),
        )
        for d in documents
    ]


def _cowritten(tx: Session, viewer: Viewer, slugs: Mapping[int, str]) -> list[Contribution]:
    """Texts that this carnet writes with their first author."""
    return [
        Contribution(
            _("{kind}, à plusieurs").format(kind=_(KINDS[d.kind].label)),
            d.title,
            address(slugs[d.collective_id], d),
            d.hidden,
            d.day,
            ("author", d.ref),
        )
        for d in cowritten(tx, viewer)
    ]


def _amendments(tx: Session, viewer: Viewer, slugs: Mapping[int, str]) -> list[Contribution]:
    return [_amendment(a, d, slugs[d.collective_id]) for a, d in texts.my_amendments(tx, viewer)]


def _amendment(amendment: Amendment, document: Document, slug: str) -> Contribution:
    url = f"/c/{slug}/textes/{document.ref}/amendements/{amendment.ref}"
    return Contribution(
        LABELS["amendment"],
        document.title,
        url,
        amendment.hidden,
        amendment.day,
        ("amendment", amendment.ref),
        amendment.state,
    )
