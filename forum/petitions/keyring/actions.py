"""Verbs on a petition's key: ask to hold it, share it, take it from somebody, give it back from paper, begin to change it.

Each that needs a key is given what a phrase opened (`rules.Opened`), and looks again, alone, at what that was read from.
"""

from collections.abc import Callable, Mapping

from sqlmodel import Session, col, delete, select

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.crypto import seal
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.petitions.keyring.models import KeyHolder, KeyWrap, PetitionKey
from forum.petitions.keyring.queries import bunch_of, holder_of
from forum.petitions.keyring.rules import Bunch, Held, Opened, shared
from forum.petitions.models import Petition

MOST = 4  # organisers with a phrase of their own
Pairs = Callable[[], tuple[bytes, bytes]]  # (private, public), another each time


def hold(tx: Session, place: Place, petition: Petition, locked: bytes, now: Now) -> None:
    """Whoever writes the draft chose the phrase: their own pair is the petition's, until anything changes."""
    key = PetitionKey(
        petition_id=petition.id, number=petition.key_number, public=petition.public_key, day=now.today
    )
    tx.add(key)
    row = _holder(tx, place, petition, None, petition.public_key, locked, now)
    _give(tx, row.id, {key.number: b""})


def let_go(tx: Session, petition_id: int) -> None:
    """With a draft that is deleted."""
    holders = select(KeyHolder.id).where(KeyHolder.petition_id == petition_id)
    tx.exec(delete(KeyWrap).where(col(KeyWrap.holder_id).in_(holders)))
    for table in (KeyHolder, PetitionKey):
        tx.exec(delete(table).where(col(table.petition_id) == petition_id))


def alone(tx: Session, petition: Petition) -> Bunch:
    """The keys as nobody else changes them meanwhile."""
    query = select(Petition.id).where(Petition.id == petition.id)
    tx.exec(query.with_for_update()).one()
    return bunch_of(tx, petition.id)


def _same(tx: Session, petition: Petition, opened: Opened) -> Bunch:
    """As they were when the phrase was tried, which takes a while."""
    bunch = alone(tx, petition)
    if opened.holder not in bunch.holders:
        raise Closed(_("La clé vient de changer. Rechargez la page, et recommencez."))
    return bunch


def _written(tx: Session, place: Place, petition: Petition, action: str, now: Now) -> None:
    log(tx, place.viewer, petition.collective_id, action, petition.title, now)


def ask(tx: Session, place: Place, petition: Petition, public: bytes, locked: bytes, now: Now) -> None:
    """Choose a phrase of one's own, and wait that somebody shares the key. Asking again replaces the phrase."""
    bunch = alone(tx, petition)
    known = {one.id: one for one in bunch.holders}
    mine = _mine(tx, place, petition)
    if mine and known[mine.id].wraps:
        raise Closed(_("Vous avez déjà votre phrase pour cette pétition."))
    if not mine and len(known) >= MOST:
        raise Closed(_("Il y a déjà quatre personnes ici. Retirez d’abord quelqu’un."))
    _holder(tx, place, petition, mine, public, locked, now)
    _written(tx, place, petition, "petition.key.asked", now)


def _mine(tx: Session, place: Place, petition: Petition) -> KeyHolder | None:
    query = select(KeyHolder).where(
        KeyHolder.petition_id == petition.id, KeyHolder.staff_id == place.viewer.staff_id
    )
    return tx.exec(query).first()


def _holder(
    tx: Session,
    place: Place,
    petition: Petition,
    row: KeyHolder | None,
    public: bytes,
    locked: bytes,
    now: Now,
) -> KeyHolder:
    viewer = place.viewer
    row = row or KeyHolder(
        petition_id=petition.id, staff_id=viewer.staff_id, name="", public=b"", locked=b"", day=now.today
    )
    row.name, row.public, row.locked, row.day = viewer.staff_name, public, locked, now.today
    tx.add(row)
    tx.flush()
    return row


def share(
    tx: Session, place: Place, petition: Petition, ref: str, opened: Opened, pairs: Pairs, now: Now
) -> None:
    """Give the key to somebody who asked. Twice is once."""
    _same(tx, petition, opened)
    asking = holder_of(tx, petition, ref)
    if _wrapped(tx, asking.id):
        return
    _renew(tx, opened, pairs)
    _give(tx, asking.id, shared(opened.privates, asking.public))
    _written(tx, place, petition, "petition.key.shared", now)


def _wrapped(tx: Session, holder_id: int) -> bool:
    return tx.exec(select(KeyWrap.number).where(KeyWrap.holder_id == holder_id)).first() is not None


def _give(tx: Session, holder_id: int, wraps: Mapping[int, bytes]) -> None:
    tx.add_all(KeyWrap(holder_id=holder_id, number=number, sealed=box) for number, box in wraps.items())
    tx.flush()


def _renew(tx: Session, opened: Opened, pairs: Pairs) -> None:
    """Whose own pair was the petition's gets one of their own: then a next key can be sealed to them."""
    if not opened.direct:
        return
    private, public = pairs()
    row = tx.get_one(KeyHolder, opened.holder.id)
    row.public, row.locked = public, opened.relocked(private)
    tx.add(row)
    tx.exec(delete(KeyWrap).where(col(KeyWrap.holder_id) == row.id))
    _give(tx, row.id, shared(opened.privates, public))


def remove(tx: Session, place: Place, petition: Petition, ref: str, opened: Opened | None, now: Now) -> None:
    """Take the key from somebody, or send away who asked. Whoever does it shows that a phrase still opens the names.

    `opened` may be None for who only asked.
    """
    bunch = _same(tx, petition, opened) if opened else alone(tx, petition)
    row = holder_of(tx, petition, ref)
    if _wrapped(tx, row.id):
        if opened is None:
            raise Invalid({"_passphrase": _("Donnez une phrase qui ouvre les noms.")})
        if sum(bool(one.wraps) for one in bunch.holders) < 2:
            raise Closed(_("C’est la seule phrase qui ouvre les noms : elle ne se retire pas."))
    _forget(tx, row.id)
    _written(tx, place, petition, "petition.key.removed", now)


def _forget(tx: Session, holder_id: int) -> None:
    tx.exec(delete(KeyWrap).where(col(KeyWrap.holder_id) == holder_id))
    tx.exec(delete(KeyHolder).where(col(KeyHolder.id) == holder_id))


def printed(tx: Session, place: Place, petition: Petition, opened: Opened, now: Now) -> tuple[int, bytes]:
    """Note the day; (number, private half) of the current key, for the sheets. What they say is kept nowhere."""
    number = _same(tx, petition, opened).number
    row = tx.get_one(PetitionKey, (petition.id, number))
    row.printed = now.today
    tx.add(row)
    _written(tx, place, petition, "petition.key.printed", now)
    return number, opened.privates[number]


def recover(
    tx: Session, place: Place, petition: Petition, private: bytes, public: bytes, locked: bytes, now: Now
) -> None:
    """Whoever brings the key on paper holds it, under their new phrase. The phrases that were forgotten stay."""
    bunch = alone(tx, petition)
    row = _mine(tx, place, petition)
    if row is None and len(bunch.holders) >= MOST:
        raise Closed(_("Il y a déjà quatre personnes ici. Retirez d’abord quelqu’un."))
    row = _holder(tx, place, petition, row, public, locked, now)
    tx.exec(delete(KeyWrap).where(col(KeyWrap.holder_id) == row.id))
    _give(tx, row.id, shared({bunch.number: private}, public))
    _written(tx, place, petition, "petition.key.recovered", now)


# -- another key ------------------------------------------------------------


def change(
    tx: Session, place: Place, petition: Petition, number: str, opened: Opened, pairs: Pairs, now: Now
) -> Mapping[int, bytes]:
    """Begin, and new signatures are sealed to the next key; or go on with what has begun. All private keys, by number.

    `number`: the key that the page spoke of; from an older page nothing is changed. Both keys stay, for every holder,
    until the last box has moved (`change/moving.py`).
    """
    bunch = _same(tx, petition, opened)
    if number != str(bunch.number):
        raise Closed(_("La clé a déjà changé depuis que cette page est ouverte. Rechargez-la."))
    if bunch.changing:
        if bunch.publics.keys() - opened.privates.keys():
            raise Invalid(
                {"_passphrase": _("Cette phrase n’ouvre que la nouvelle clé : il en faut une autre.")}
            )
        return opened.privates
    private, public = pairs()
    following = bunch.number + 1
    _renew(tx, opened, pairs)
    _next(tx, petition, following, public, now)
    for one in bunch.holders:
        _pass_on(tx, one, opened, following, private)
    _written(tx, place, petition, "petition.key.changed", now)
    return {**opened.privates, following: private}


def _next(tx: Session, petition: Petition, number: int, public: bytes, now: Now) -> None:
    row = tx.get_one(Petition, petition.id)
    row.public_key, row.key_number = public, number
    tx.add_all([row, PetitionKey(petition_id=row.id, number=number, public=public, day=now.today)])
    tx.flush()


def _pass_on(tx: Session, one: Held, opened: Opened, number: int, private: bytes) -> None:
    """The next key for a holder who is not there. One whose own pair is the petition's would keep the old key alive."""
    if not one.wraps:
        return
    if one.id != opened.holder.id and not all(one.wraps.values()):
        _forget(tx, one.id)
        return
    _give(tx, one.id, {number: seal(tx.get_one(KeyHolder, one.id).public, private)})
