"""From a petition to what is carried about it: tract, open letter, delivery note, list of names. Plain values."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, select

from forum.collectives.models import Collective
from forum.core.i18n import _, thousands
from forum.core.settings import Settings
from forum.exports.content import (
    DeliveryDoc,
    LetterDoc,
    NamesDoc,
    PetitionDoc,
    Signatory,
    TractDoc,
)
from forum.exports.poster import PosterDoc
from forum.exports.queries import petition_doc
from forum.petitions.models import Petition, PetitionDemand
from forum.texts.hidden import listed
from forum.texts.models import Document

PART = 2000  # names in one file: under two seconds and a hundred megabytes to lay out


def tract_doc(
    tx: Session, petition: Petition, collective: Collective, settings: Settings, paper: str = "a4"
) -> TractDoc:
    told = petition_doc(tx, petition, collective, settings)
    return TractDoc(
        **_common(told), body=told.body, claims=_claims(tx, petition), closes=told.closes, paper=paper
    )


def poster_doc(tx: Session, petition: Petition, collective: Collective, settings: Settings) -> PosterDoc:
    told = petition_doc(tx, petition, collective, settings)
    return PosterDoc(**_common(told), claims=_claims(tx, petition), closes=told.closes)


def letter_doc(
    tx: Session,
    petition: Petition,
    collective: Collective,
    settings: Settings,
    shown: Sequence[Signatory] = (),
    dated: date | None = None,
) -> LetterDoc:
    """Without names, unless those are given who chose to show theirs."""
    told = petition_doc(tx, petition, collective, settings)
    return LetterDoc(
        **_common(told),
        kind=_("Lettre ouverte"),
        subject=told.title,
        body=told.body,
        sender=told.organiser,
        dated=dated,
        enclosed=(_("Le texte de la pétition, avec son empreinte"),),
        signatures=told.signatures,
        shown=tuple(shown),
        checkpoint=told.checkpoint,
    )


def delivery_doc(tx: Session, petition: Petition, collective: Collective, settings: Settings) -> DeliveryDoc:
    told = petition_doc(tx, petition, collective, settings)
    pieces = [_("La pétition, avec son empreinte")]
    pieces += [_("La revendication « {title} »").format(title=claim) for claim in _claims(tx, petition)]
    if told.signatures:
        said = _("La liste des signataires : {n} signatures")
        pieces += [said.format(n=thousands(told.signatures)), _("Le journal public des signatures")]
    return DeliveryDoc(
        **_common(told),
        pieces=tuple(pieces),
        counts=told.counts,
        signatures=told.signatures,
        checkpoint=told.checkpoint,
    )


def names_docs(told: PetitionDoc, names: Sequence[Signatory]) -> list[NamesDoc]:
    """The list in parts, each a whole document. The caller gives names in their order."""
    starts = range(0, len(names), PART) or range(1)
    return [
        NamesDoc(
            **_common(told),
            names=tuple(names[start : start + PART]),
            first=start + 1 if names else 0,
            total=len(names),
            part=number,
            parts=len(starts),
        )
        for number, start in enumerate(starts, 1)
    ]


def _common(told: PetitionDoc) -> dict[str, Any]:
    names = ("title", "organiser", "addressee", "public_url", "text_sha256", "legal")
    return {name: getattr(told, name) for name in names}


def _claims(tx: Session, petition: Petition) -> tuple[str, ...]:
    query = (
        select(Document.title)
        .join(PetitionDemand, PetitionDemand.text_id == Document.id)  # type: ignore[arg-type]
        .where(PetitionDemand.petition_id == petition.id, listed())
    )
    return tuple(tx.exec(query.order_by(Document.title)).all())
