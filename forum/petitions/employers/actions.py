"""Organisers add an employer's mail domain to the list, or take it away."""

from sqlmodel import Session, func, select

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.petitions.employers.models import EmployerDomain
from forum.petitions.employers.rules import OPEN_TO_ALL, ascii_domain

MOST = 500


def add(tx: Session, place: Place, typed: str, now: Now) -> str:
    """The domain, as it is kept. Twice is once."""
    domain = ascii_domain(typed)
    if not domain:
        raise Invalid({"domain": _("Écrivez ce qui suit l’arobase, par exemple : departement-exemple.fr")})
    if domain in OPEN_TO_ALL:
        raise Invalid(
            {
                "domain": _(
                    "Tout le monde peut avoir une adresse ici : ce n’est la messagerie d’aucun employeur."
                )
            }
        )
    if tx.get(EmployerDomain, (place.collective.id, domain)) is not None:
        return domain
    mine = EmployerDomain.collective_id == place.collective.id
    if tx.exec(select(func.count()).select_from(EmployerDomain).where(mine)).one() >= MOST:
        raise Invalid(
            {"domain": _("La liste est pleine : {n} au plus. Enlevez ce qui ne sert plus.").format(n=MOST)}
        )
    tx.add(EmployerDomain(collective_id=place.collective.id, domain=domain))
    log(tx, place.viewer, place.collective.id, "employer.add", domain, now)
    return domain


def remove(tx: Session, place: Place, domain: str, now: Now) -> None:
    row = tx.get(EmployerDomain, (place.collective.id, domain))
    if row is None:
        raise NotFound(_("Cette messagerie n’est pas, ou n’est plus, dans la liste."))
    tx.delete(row)
    log(tx, place.viewer, place.collective.id, "employer.remove", domain, now)
