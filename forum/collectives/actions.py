"""Verbs on a collective: found it, invite, accept an invitation, hold somebody back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from forum.collectives.models import COLLEGES, Collective, Grant, Invitation, Sanction, Territory
from forum.collectives.queries import Place, any_collective, sanctions, territories
from forum.collectives.rules import shared_scope
from forum.core.clock import Now
from forum.core.crypto import same, sha256
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.i18n import _, long_date
from forum.core.ids import new_token
from forum.core.markdown import render
from forum.core.models import InstanceFact
from forum.core.viewer import Viewer
from forum.identity.staff.actions import by_email, create, give_role, log, make_link

SETUP = "setup_token"


def found(
    tx: Session, now: Now, *, slug: str, name: str, purpose: str, charter: str, **options: Any
) -> Collective:
    """A new collective; Invalid if its address is taken."""
    collective = Collective(
        slug=slug,
        name=name,
        purpose=purpose,
        charter=charter,
        charter_html=render(charter),
        day=now.today,
        **options,
    )
    try:
        with tx.begin_nested():
            tx.add(collective)
    except IntegrityError:
        raise Invalid({"slug": _("Cette adresse est déjà prise. Choisissez-en une autre.")}) from None
    return collective


def add_territories(tx: Session, collective: Collective, names: list[tuple[str, str]]) -> None:
    """(code, name) pairs, in the order of the list."""
    tx.add_all(Territory(collective_id=collective.id, code=code, name=name) for code, name in names)
    tx.flush()


def set_territories(tx: Session, collective: Collective, names: list[tuple[str, str]]) -> None:
    """Make the list what it should be; a place that a text names cannot be taken away."""
    wanted = dict(names)
    for territory in territories(tx, collective.id):
        if territory.code in wanted:
            territory.name = wanted.pop(territory.code)
            tx.add(territory)
        else:
            _take_away(tx, territory)
    add_territories(tx, collective, list(wanted.items()))


def _take_away(tx: Session, territory: Territory) -> None:
    try:
        with tx.begin_nested():
            tx.delete(territory)
    except IntegrityError:
        text = _("Des doléances nomment « {place} » : gardez ce lieu (vous pouvez changer son nom).")
        raise Invalid({"territories": text.format(place=territory.name)}) from None


def anew(tx: Session, collective: Collective, words: Mapping[str, str]) -> list[str]:
    """Of what is typed, what was not there before: whoever kept a name knowingly is not asked again at each change."""
    there = {territory.name for territory in territories(tx, collective.id)}
    known = {name: str(getattr(collective, name)) for name in words if name != "territories"}
    places = [name for name in words.get("territories", "").splitlines() if name not in there]
    return [text for name, text in words.items() if name in known and text != known[name]] + places


def _opens(collective: Collective, options: Mapping[str, Any]) -> bool:
    """What was written for members alone would be read by everybody, at once and for good."""
    return collective.reading == "members" and options.get("reading", "members") != "members"


def settle(
    tx: Session,
    place: Place,
    options: Mapping[str, Any],
    names: list[tuple[str, str]],
    now: Now,
    *,
    sure: bool = False,
) -> None:
    """Change a collective's rules; which ones is written in the staff's log."""
    collective = place.collective
    if _opens(collective, options) and not sure:
        raise Invalid(
            {
                "opened": _(
                    "Ce collectif n’est lu que par ses membres. Pour l’ouvrir, cochez que vous savez ce que cela montre."
                )
            }
        )
    changed = [name for name, value in options.items() if getattr(collective, name) != value]
    for name in changed:
        setattr(collective, name, options[name])
    collective.charter_html = render(collective.charter)
    tx.add(collective)
    set_territories(tx, collective, names)
    log(tx, place.viewer, collective.id, "collective.settled", ", ".join(changed), now)


def make_setup_token(tx: Session) -> str:
    """Lets whoever started the instance found its first collective from another machine; the last one made stands."""
    token = new_token()
    tx.merge(InstanceFact(name=SETUP, value=sha256(token).hex()))
    return token


def may_found(tx: Session, near: bool, token: str) -> bool:
    """Only while there is no collective at all: to somebody at this machine, or who holds the token."""
    if any_collective(tx):
        return False
    fact = tx.get(InstanceFact, SETUP)
    return near or (fact is not None and bool(token) and same(sha256(token).hex(), fact.value))


def found_first(tx: Session, now: Now, collective: Collective, email: str, name: str) -> str:
    """The first organiser of the first collective: a one-time way in. The setup token dies here."""
    organiser = by_email(tx, email) or create(tx, now, email, name)
    give_role(tx, organiser, collective.id, "organiser")
    tx.exec(delete(InstanceFact).where(col(InstanceFact.name) == SETUP))
    founder = Viewer(staff_id=organiser.id, staff_name=organiser.name)
    log(tx, founder, collective.id, "collective.founded", collective.name, now)
    return make_link(tx, organiser, now)


def invite(tx: Session, place: Place, college: str, label: str, cap: int, days: int, now: Now) -> str:
    """An organiser's link that grants a college; its code is shown once and only its hash is kept."""
    if college not in COLLEGES:
        raise Invalid({"college": _("Choisissez une des réponses proposées.")})
    code = new_token()
    until = now.today + timedelta(days=days)
    tx.add(
        Invitation(
            code_hash=sha256(code),
            collective_id=place.collective.id,
            college=college,
            label=label,
            cap=cap,
            until=until,
        )
    )
    log(tx, place.viewer, place.collective.id, "invitation.made", f"{college}, {cap}", now)
    return code


def withdraw_invitation(tx: Session, place: Place, mark: str, now: Now) -> None:
    """A link that went astray opens nothing any more; what it already gave stays. `mark`: the hash, in hexadecimal."""
    query = select(Invitation).where(Invitation.collective_id == place.collective.id)
    found_one = next((i for i in tx.exec(query).all() if i.code_hash.hex() == mark), None)
    if found_one is None:
        raise Closed(_("Ce lien d’invitation n’est pas, ou n’est plus, valable."))
    tx.delete(found_one)
    log(tx, place.viewer, place.collective.id, "invitation.withdrawn", found_one.label, now)


def invitation(tx: Session, code: str, today: date) -> Invitation:
    """The invitation behind a code; the same refusal for unknown, worn out and past.

    Worn out as it was told at the last slot: who looks at a link learns no second. Only accepting it asks what is left.
    """
    found_one = tx.exec(select(Invitation).where(Invitation.code_hash == sha256(code))).first()
    if found_one is None or found_one.told >= found_one.cap or found_one.until < today:
        raise Closed(_("Ce lien d’invitation n’est pas, ou n’est plus, valable."))
    return found_one


def accept(tx: Session, code: str, collective: Collective, viewer: Viewer, now: Now) -> str:
    """Give the viewer's carnet the college of the invitation. Accepting twice changes nothing and uses nothing."""
    offer = invitation(tx, code, now.today)
    nul = viewer.nul("grant", collective.slug)
    grant = Grant(collective_id=collective.id, nul=nul, college=offer.college, tier="link")
    try:
        with tx.begin_nested():
            tx.add(grant)
    except IntegrityError:
        return offer.college
    _use(tx, offer)
    return offer.college


def _use(tx: Session, offer: Invitation) -> None:
    """Count one use; two people at the last place at once: one UPDATE decides."""
    free = (col(Invitation.code_hash) == offer.code_hash) & (col(Invitation.used) < col(Invitation.cap))
    counted = tx.exec(update(Invitation).where(free).values(used=Invitation.used + 1))
    if counted.rowcount == 0:
        raise Closed(_("Ce lien d’invitation n’est pas, ou n’est plus, valable."))


def check_sanctions(tx: Session, place: Place, now: Now) -> None:
    """The hook asked before any act of a carnet: raise Forbidden for somebody held back.

    The database holds nullifiers of other scopes only; it is the person's own key, present now, that tells.
    """
    if not place.viewer.key:
        return
    everywhere = shared_scope(place.collective.id)
    for sanction in sanctions(tx, place.collective.id, now.today):
        # A sanction does not say which of the person's two voices it found in the thread.
        nuls = [place.viewer.nul(sanction.label, scope) for scope in (sanction.scope, everywhere)]
        if any(same(nul, sanction.nul) for nul in nuls):
            raise Forbidden(_held_back(sanction))


def _held_back(sanction: Sanction) -> str:
    text = _("Vous ne pouvez pas participer ici jusqu’au {day}. Motif : {reason}")
    return text.format(day=long_date(sanction.until), reason=sanction.reason)
