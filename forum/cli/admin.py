"""`forum admin`: the staff of the instance and of its collectives."""

from typing import Annotated

import typer
from sqlmodel import Session

from forum.cli.common import ask_twice, collective_named, fail, house, interactive, say
from forum.cli.french import Commands
from forum.core.clock import Now
from forum.core.viewer import Viewer
from forum.http.house import House
from forum.identity.staff.models import ROLES, Staff

app = Commands(help="L’équipe : add, list, remove.")
DAY = 24 * 3600
TRIES = 5
# Whoever types here has the database in hand: what they do in a collective is in its log all the same.
TERMINAL = Viewer(staff_id=1, staff_name="hébergement, par le terminal")


@app.command()
def add(
    email: Annotated[str, typer.Argument(metavar="ADRESSE", help="adresse électronique de la personne")],
    name: Annotated[str, typer.Option(help="son nom, tel que l’équipe le verra")] = "",
    role: Annotated[str, typer.Option(help=", ".join(ROLES))] = "organiser",
    collective: Annotated[str, typer.Option(help="adresse courte du collectif")] = "",
    password: Annotated[
        bool, typer.Option("--password", help="choisir tout de suite un mot de passe et son code")
    ] = False,
) -> None:
    """Donne un rôle, et un lien d’entrée valable 24 heures."""
    if role not in ROLES:
        fail(f"ce rôle n’existe pas : choisissez parmi {', '.join(ROLES)}.")
    with house() as opened:
        chosen = _new_password(email, name, opened.settings.instance_name) if password else None
        with opened.db.write() as tx:
            staff, known = _account(tx, opened, email, name)
            _give(tx, opened.clock(), staff, role, collective)
            lines = _link(tx, opened, staff, known) if chosen is None else []
        if chosen is not None:
            _arm(opened, staff, chosen)
    for line in lines:
        say(line)


def _account(tx: Session, opened: House, email: str, name: str) -> tuple[Staff, bool]:
    """And whether it was there already."""
    from forum.collectives.forms import EMAIL
    from forum.identity.staff import actions

    if not EMAIL.fullmatch(email.strip()) or len(email) > 254:
        fail("l’adresse électronique n’est pas complète, par exemple camille@example.org.")
    if known := actions.by_email(tx, email):
        return known, True
    return actions.create(tx, opened.clock(), email, (name or email.partition("@")[0])[:120]), False


def _give(tx: Session, now: Now, staff: Staff, role: str, slug: str) -> None:
    from forum.identity.staff import actions

    where = None if role == "host" else collective_named(tx, slug).id
    if (where, role) not in actions.roles_of(tx, staff.id):
        actions.give_role(tx, staff, where, role)
        if where is not None:
            actions.log(tx, TERMINAL, where, f"role.given.{role}", staff.name, now)


def _link(tx: Session, opened: House, staff: Staff, known: bool) -> list[str]:
    """It opens an account without its second factor: whoever had one already is told."""
    from forum.identity.staff import actions
    from forum.identity.staff.told import tell

    if known:
        tell(tx, opened, staff, "host.link")

    token = actions.make_link(tx, staff, opened.clock(), DAY)
    return [
        f"Lien d’entrée, une seule fois, 24 heures : {opened.settings.public_url}/equipe/lien/{token}",
        "Si un texte attend sur la page d’entrée, y coller ce lien : le texte partira avec.",
    ]


def _arm(opened: House, staff: Staff, password: str) -> None:
    """Show the second factor once; nothing of the old way in changes before a right code was typed here.

    A script cannot read a square: what comes by a pipe is armed at once.
    """
    from forum.identity.staff import actions
    from forum.identity.staff.told import tell

    secret, cost = actions.new_secret(), opened.cost
    say("À photographier avec une application de codes ; ne sera plus montré :")
    uri = actions.address_of(staff, secret)
    say(uri)
    say(_square(uri))
    step = _first_code(opened, secret) if interactive() else 0
    stored = actions.hashed(password, cost)
    with opened.db.write() as tx:
        actions.arm(tx, opened.keys, actions.by_id(tx, staff.id), stored, secret, step)
        tell(tx, opened, staff, "host.password")


def _first_code(opened: House, secret: str) -> int:
    from forum.identity.staff import actions

    step = tries = 0
    while not step:
        if tries == TRIES:
            fail("le rôle est donné, mais ni le mot de passe ni le code n’ont changé : recommencez.")
        code = str(typer.prompt("Le code à six chiffres que l’application montre"))
        step, tries = actions.step_of(secret, code, opened.clock()), tries + 1
    return step


def _square(text: str) -> str:
    import io

    import segno

    out = io.StringIO()
    segno.make(text, error="l").terminal(out, compact=True)
    return out.getvalue()


def _new_password(*about: str) -> str:
    from forum.identity.staff import passwords

    typed = (
        ask_twice("Mot de passe (12 signes au moins)")
        if interactive()
        else str(typer.get_text_stream("stdin").readline().rstrip("\n"))
    )
    passwords.check(typed, *about)
    return typed


@app.command("list")
def list_() -> None:
    """Liste l’équipe : qui, quel rôle, où."""
    from rich.console import Console
    from rich.table import Table

    from forum.identity.staff import actions

    with house() as opened, opened.db.read() as tx:
        rows = [(s, _roles(tx, s), _doors(actions.doors_of(tx, s.id))) for s in actions.everyone(tx)]
    table = Table("adresse", "nom", "rôles", "entre par", "depuis")
    for staff, roles, doors in rows:
        table.add_row(staff.email, staff.name, roles, doors, str(staff.day))
    Console().print(table)


def _doors(doors: set[str]) -> str:
    names = {"password": "mot de passe", "passkey": "clé d’accès"}
    return ", ".join(name for door, name in names.items() if door in doors) or "un lien"


def _roles(tx: Session, staff: Staff) -> str:
    from forum.collectives.queries import team

    return ", ".join(
        f"{role} ({collective.slug})" if collective else role
        for collective, roles in team(tx, staff.id)
        for role in roles
    )


@app.command()
def remove(
    email: Annotated[str, typer.Argument(metavar="ADRESSE", help="adresse électronique de la personne")],
) -> None:
    """Retire quelqu’un, sauf la dernière personne qui organise."""
    from forum.identity.staff import actions

    with house() as opened, opened.db.write() as tx:
        staff = actions.by_email(tx, email)
        if staff is None:
            fail("personne de l’équipe n’a cette adresse.")
        left = [where for where, _role in actions.roles_of(tx, staff.id) if where is not None]
        actions.remove(tx, staff)
        for where in set(left):
            actions.log(tx, TERMINAL, where, "account.removed", staff.name, opened.clock())
    say(f"{email} ne fait plus partie de l’équipe.")
