"""The official path that a petition also takes: chosen, changed or taken away by organisers, at any time.

It is no part of the frozen text: what people signed here stays what it is.
"""

from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.petitions.models import Petition
from forum.petitions.official.models import PetitionPath
from forum.registers.paths.queries import path_of


def choose(
    tx: Session, place: Place, petition: Petition, key: str, electors: int, url: str, now: Now
) -> None:
    """`key` is "" for none. Invalid for a path that is not in the table."""
    row = tx.get(PetitionPath, petition.id)
    if not key:
        if row is not None:
            tx.delete(row)
            log(tx, place.viewer, place.collective.id, "petition.path", petition.title, now)
        return
    try:
        share = path_of(tx, key).share
    except NotFound:
        raise Invalid({"key": _("Cette voie n’est pas dans la liste.")}) from None
    row = row or PetitionPath(petition_id=petition.id, key=key)
    row.key, row.electors, row.url = key, electors if share else 0, url
    tx.add(row)
    log(tx, place.viewer, place.collective.id, "petition.path", petition.title, now)
