"""A petition that carries an adopted demand, written straight into the tables: other rooms have their own tests."""

from datetime import date

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.core.crypto import sha256
from forum.core.ids import new_ref
from forum.core.viewer import Viewer
from forum.demands.models import Demand
from forum.followups.subjects.actions import follow_petition
from forum.petitions.models import Petition, PetitionDemand
from forum.registers.models import Institution
from forum.texts.models import Document, Version
from tests.browser_lite import Browser, controls
from tests.world import World

BOARD = "/c/lorne/suites"


def petition(
    world: World,
    title: str = "Une visite pour chaque naissance",
    collective: Collective | None = None,
    *,
    institution: str = "Département de la Lorne",
    state: str = "closed",
    code: str = "",
) -> str:
    """The code of a new petition, open since the 1st of February 2026, and closed since (only then is it delivered)."""
    place = collective or world.collective
    with world.house.db.write() as tx:
        to = Institution(collective_id=place.id, name=institution)
        tx.add(to)
        tx.flush()
        made = Petition(
            collective_id=place.id,
            institution_id=to.id,
            title=title,
            body="Nous demandons.",
            body_html="<p>Nous demandons.</p>",
            state=state,
            opens=date(2026, 2, 1),
            closes=date(2026, 5, 1),
            goal=300,
            public_key=b"k",
            code=code or new_ref(8),
        )
        tx.add(made)
        tx.flush()
        _demand(tx, place, to, made)
        if state != "draft":
            follow_petition(tx, made)
        return made.code


def _demand(tx: Session, place: Collective, to: Institution, made: Petition) -> None:
    text = Document(
        ref=new_ref(),
        collective_id=place.id,
        kind="demand",
        thread="t",
        title="Une visite",
        voice="V",
        day=made.opens,
    )
    tx.add(text)
    tx.flush()
    said = {"title": "Une visite", "criteria": "- huit jours au plus\n- chaque famille"}
    fields = {"body": "Nous demandons.", "responsible": "", "deadline": "", "equity": "", **said}
    tx.add(
        Version(
            text_id=text.id,
            number=1,
            fields=fields,
            html={"body": "<p>Nous demandons.</p>"},
            hash=sha256("x").hex(),
            voice="V",
            day=made.opens,
        )
    )
    tx.add(Demand(text_id=text.id, kind="condition", institution_id=to.id, state="shared"))
    tx.flush()
    tx.add(PetitionDemand(petition_id=made.id, text_id=text.id, version=1))


def deliver(world: World, code: str, day: str = "2026-02-20") -> None:
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/remise")
    browser.send("Enregistrer", day=day, recipient="La présidence du département", how="En main propre")


def reply(world: World, code: str, label: str = "commitment", day: str = "2026-02-25") -> None:
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/reponse")
    browser.send("Enregistrer", day=day, text="« Nous publierons deux postes. »", source="Compte rendu, p. 4")
    assert browser.page.status == 422  # a radio has to be chosen: what was typed is still there
    form = {"label": label}
    browser.post(f"{BOARD}/{code}/reponse", {**_typed(browser), **form}, origin="http://testserver")
    assert browser.page.status == 200


def _typed(browser: Browser) -> dict[str, str]:
    return {name: values[0] for name, values in controls(browser.page.form("Enregistrer")).items() if values}


def promise(world: World, code: str, due: str = "2026-03-15") -> None:
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/engagements")
    browser.send(
        "Enregistrer",
        owner="Direction des ressources humaines",
        what="Publier les deux postes",
        due=due,
        evidence="Deux annonces datées",
        source="https://lorne.example/compte-rendu",
    )


def promised(world: World) -> str:
    """A petition with a commitment, due on the 15th of March."""
    code = petition(world)
    deliver(world, code)
    reply(world, code)
    promise(world, code)
    return code


def judge(world: World, code: str, who: Viewer, label: str) -> None:
    browser = world.browser(who)
    browser.get(f"{BOARD}/{code}")
    browser.send(label)
