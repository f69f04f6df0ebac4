"""The worker's part: seven days also end, and offers are also taken up, at a slot where nothing was published."""

from sqlmodel import Session

from forum.core.clock import Now
from forum.http.house import House
from forum.texts.authors.rescue import actions as rescue
from forum.texts.authors.together import actions as together
from forum.texts.search import rebuild


def close_due(tx: Session, now: Now) -> int:
    """After a slot: what several answered, who takes over what, the links that nobody opened in time."""
    return together.close_due(tx, now) + rescue.close_due(tx, now)


def close_authors(house: House) -> None:
    """A look first, as for slots."""
    now = house.clock()
    with house.db.read() as tx:
        if not (together.due(tx, now) or rescue.due(tx, now)):
            return
    with house.db.write() as tx:
        if close_due(tx, now):
            rebuild(tx)
