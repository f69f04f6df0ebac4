"""`load_demo`: the demo collective, told from its first grievance to a promise overdue, through the same doors as people."""

from datetime import timedelta

from sqlmodel import Session

from forum.collectives import actions as collectives
from forum.collectives.models import Collective
from forum.collectives.publication import heads
from forum.collectives.queries import Place, place_of
from forum.core.clock import Now, at
from forum.core.viewer import Viewer
from forum.demo.claims import Content
from forum.demo.content import load
from forum.demo.load_decisions import Decisions
from forum.demo.load_texts import Texts
from forum.demo.load_workshops import Workshops
from forum.demo.people import Crowd
from forum.exports.participation.reference import actions as reference
from forum.exports.participation.reference.rules import Line
from forum.http.house import House
from forum.identity.staff import actions as staff
from forum.texts.search import rebuild

OPEN_CARNETS = 40
SLOT_MINUTES = 1


def load_demo(house: House, now: Now) -> None:
    """Everything in one transaction: a demo is whole or absent."""
    content = load(now.today)
    with house.db.write() as tx:
        collective = _found(tx, content, now)
        crowd = Crowd(tx, collective, now.today)
        crowd.come(content.collective.grants, OPEN_CARNETS)
        texts = Texts(crowd, content)
        texts.load()
        Workshops(crowd, content, house.keys.pepper).load()
        organiser = _staff(
            tx, collective, "organisation@demo.invalid", "Camille (démonstration)", "organiser", now
        )
        moderator = _staff(
            tx, collective, "moderation@demo.invalid", "Sacha (démonstration)", "moderator", now
        )
        Decisions(crowd, content, texts, organiser, moderator).load(house.settings)
        reference.replace(tx, organiser, _concerned(content, now), now)
        rebuild(tx)
        heads.count(tx, collective, now)
    house.demo = True


def _concerned(content: Content, now: Now) -> list[Line]:
    """Invented, as all else there."""
    source, dated = "Chiffres inventés pour la démonstration", str(now.today.year - 1)
    places = [place.code for place in content.territories][1:]
    local = [Line("concerned", code, 900 + 700 * (n % 4), source, dated) for n, code in enumerate(places)]
    return [Line("professional", "", 640, source, dated), *local]


def _found(tx: Session, content: Content, now: Now) -> Collective:
    one = content.collective
    created = at((now.today + timedelta(days=one.created)).isoformat())
    collective = collectives.found(
        tx, created, slug=one.slug, name=one.name, purpose=one.purpose, charter=one.charter, demo=True,
        slot_minutes=SLOT_MINUTES, name_professional=one.college_names.professional,
        name_concerned=one.college_names.concerned, name_ally=one.college_names.ally,
    )  # fmt: skip
    collectives.add_territories(tx, collective, [(place.code, place.name) for place in content.territories])
    return collective


def _staff(tx: Session, collective: Collective, email: str, name: str, role: str, now: Now) -> Place:
    made = staff.create(tx, now, email, name, demo=True)
    staff.give_role(tx, made, collective.id, role)
    return place_of(tx, collective, Viewer(staff_id=made.id, staff_name=name))
