"""Naming people in a collective's team, and taking roles back. Every step is in the log that the whole team reads."""

from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.core.keys import Keys
from forum.core.outbox import enqueue
from forum.identity.staff import actions as staff
from forum.identity.staff.models import Staff

WELCOME_SECONDS = 24 * 3600


def name(
    tx: Session, keys: Keys, place: Place, email: str, called: str, role: str, door: str, now: Now
) -> None:
    """Give a role. The way in goes to the address and never to the screen: who names is not who enters.

    `door` is the address of the staff's door, as mails say it.
    """
    known = staff.by_email(tx, email)
    person = known or staff.create(tx, now, email, called)
    if (place.collective.id, role) in staff.roles_of(tx, person.id):
        return
    staff.give_role(tx, person, place.collective.id, role)
    staff.log(tx, place.viewer, place.collective.id, f"role.given.{role}", person.name, now)
    _tell(tx, keys, place, person, role, door, now)


def _tell(tx: Session, keys: Keys, place: Place, person: Staff, role: str, door: str, now: Now) -> None:
    """Whoever has no door of their own yet gets a link with the news."""
    link = door
    if not staff.doors_of(tx, person.id):
        link = f"{door}/lien/{staff.make_link(tx, person, now, WELCOME_SECONDS)}"
    text = _(
        "Bonjour {name},\n\n{by} vous a donné un rôle dans l’équipe de « {collective} » : {role}.\n\n"
        "Pour entrer (un lien nouveau ne sert qu’une fois, et pendant 24 heures) :\n{link}\n"
    )
    body = text.format(
        name=person.name,
        by=place.viewer.staff_name,
        collective=place.collective.name,
        role=role_names()[role],
        link=link,
    )
    enqueue(
        tx,
        keys.mail,
        person.email,
        _("Vous êtes de l’équipe de « {collective} »").format(collective=place.collective.name),
        body,
    )


def role_names() -> dict[str, str]:
    return {
        "organiser": _("organisation"),
        "moderator": _("modération"),
        "facilitator": _("animation"),
        "host": _("hébergement"),
    }


def dismiss(tx: Session, place: Place, person: Staff, role: str, now: Now) -> None:
    """Take one role back, from oneself as well. What they did stays in the log."""
    if role not in role_names() or not staff.take_role(tx, person, place.collective.id, role):
        raise Closed(_("Cette personne n’a pas, ou n’a plus, ce rôle ici."))
    staff.log(tx, place.viewer, place.collective.id, f"role.taken.{role}", person.name, now)
