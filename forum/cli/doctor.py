"""`forum doctor`: what is missing before people can rely on this instance."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import typer
from sqlmodel import Session, select

from forum.cli import surroundings
from forum.cli.common import database, make_folder, say, settings
from forum.cli.surroundings import FINE, SERIOUS, TODO, Finding
from forum.core.clock import now
from forum.core.db import Database
from forum.core.settings import Settings

SHORT_SLOT = 60


def doctor() -> None:
    """Dit ce qui manque ; sort avec 1 si c’est grave."""
    config = settings()
    make_folder(config)
    found = list(examine(config))
    for level in (SERIOUS, TODO, FINE):
        for finding in found:
            if finding.level == level:
                say(f"{level:>8} · {finding.text}")
    if any(finding.level == SERIOUS for finding in found):
        raise typer.Exit(1)


def examine(config: Settings) -> Iterator[Finding]:
    yield from _around(config)
    if config.url.startswith("sqlite") and not Path(config.url.removeprefix("sqlite:///")).is_file():
        yield Finding(TODO, "la base n’existe pas encore : forum serve la fait")
        return
    with database(config) as db:
        standing = list(_standing(db))
        yield from standing
        if standing[0].level == FINE:
            with db.read() as tx:
                yield from () if db.sqlite else surroundings.postgres(tx)
                yield from _inside(config, tx)


def _around(config: Settings) -> Iterator[Finding]:
    """What the settings say, before any database."""
    yield from surroundings.examine(config)
    missing = config.missing_legal()
    if missing:
        yield Finding(TODO, f"mentions légales à remplir : {', '.join(missing)}")
    else:
        yield Finding(FINE, "les mentions légales sont remplies")
    if config.smtp_host:
        yield Finding(FINE, f"les courriels partent par {config.smtp_host}")
    else:
        where = f" : il s’écrit en clair dans {config.data_dir / 'mail'}" if config.mail_files else ""
        yield Finding(TODO, f"aucun courriel ne part (FORUM_SMTP_HOST){where}")
    if letters := len(list((config.data_dir / "mail").glob("*.eml"))):
        said = f"{letters} courriel(s) en clair, avec leur adresse, dans {config.data_dir / 'mail'} : effacez-les"
        yield Finding(TODO if config.loopback else SERIOUS, said)
    yield from _deadlines(config)
    yield from _key_files(config)
    yield from _shared(config)


def _deadlines(config: Settings) -> Iterator[Finding]:
    """The host's own table of deadlines of law, if there is one: one wrong line keeps it out whole."""
    from forum.registers.deadlines.queries import FILE, wrong_lines
    from forum.registers.deadlines.rules import lines_said

    if wrong := wrong_lines(config.data_dir):
        yield Finding(
            TODO, f"{config.data_dir / FILE} n’est pas lu, nos délais restent : {lines_said(wrong)}"
        )


def _shared(config: Settings) -> Iterator[Finding]:
    """Sessions are never to reach a disk: what a store writes down, whoever takes the disk can read."""
    if not config.shared_url:
        return
    from redis import RedisError, ResponseError

    from forum.http.shared import kept_on_disk

    try:
        wrong = kept_on_disk(config.shared_url)
    except ResponseError:
        yield Finding(
            TODO, "FORUM_SHARED_URL ne dit pas ses réglages : vérifiez qu’il n’écrit rien sur le disque"
        )
    except RedisError:
        yield Finding(SERIOUS, "FORUM_SHARED_URL ne répond pas : personne ne peut ouvrir de session")
    else:
        text = f"FORUM_SHARED_URL garde les sessions sur le disque : réglez {' et '.join(wrong)}"
        fine = "les sessions partagées restent en mémoire"
        yield Finding(SERIOUS, text) if wrong else Finding(FINE, fine)


def _key_files(config: Settings) -> Iterator[Finding]:
    files = sorted([*config.keys.glob("*.key"), *config.keys.glob("*.next")])
    open_to_others = [path for path in [config.keys, *files] if path.exists() and path.stat().st_mode & 0o077]
    if waiting := [path.stem for path in config.keys.glob("*.next")]:
        said = f"un changement de clés a été interrompu ({', '.join(sorted(waiting))}) : forum keys rotate"
        yield Finding(SERIOUS, said)
    if open_to_others:
        names = " ".join(map(str, open_to_others))
        yield Finding(SERIOUS, f"d’autres comptes de la machine lisent les clés : chmod go-rwx {names}")
    elif files:
        yield Finding(FINE, "les clés ne sont lisibles que par le forum")


def _standing(db: Database) -> Iterator[Finding]:
    from forum.core import migrate

    said = {
        "current": Finding(FINE, "la base de données est à jour"),
        "new": Finding(TODO, "la base est vide : forum serve la remplit"),
        "older": Finding(SERIOUS, "la base est d’une version plus ancienne : forum migrate"),
        "newer": Finding(
            SERIOUS, "la base est d’une version plus récente que ce programme : mettez-le à jour"
        ),
    }
    yield said[migrate.standing(db)]


def _inside(config: Settings, tx: Session) -> Iterator[Finding]:
    """What the database says. Until a real collective exists, nothing of it is serious."""
    from forum.collectives.models import Collective
    from forum.demo.removal import present

    real = list(tx.exec(select(Collective).where(Collective.demo == False)).all())  # noqa: E712  # SQL
    weight = SERIOUS if real else TODO
    if present(tx):
        yield Finding(
            TODO if config.loopback and not real else SERIOUS,
            "la démonstration est là : forum demo remove, avant d’ouvrir à d’autres",
        )
    yield from _keys(config, tx, weight)
    yield from _journal(tx)
    yield from _backups(config, weight)
    yield from _upkeep(tx)
    for collective in real:
        yield from _collective(tx, collective)
        yield from _doors(config, tx, collective)


def _mark_of(path: Path) -> str:
    """Which key the file holds; "" if it holds none."""
    from forum.core.keys import DamagedKey, read
    from forum.core.upgrade import key_mark

    try:
        return key_mark(read(path))
    except (DamagedKey, FileNotFoundError):
        return ""


LOST_PEPPER = (
    "aucun carnet ne s’ouvrira. Deux feuilles suffisent (forum keys restore) ; sans elles, forum keys renounce dit "
    "ce qui reste"
)


def _keys(config: Settings, tx: Session, weight: str) -> Iterator[Finding]:
    from forum.core.models import InstanceFact
    from forum.core.upgrade import BUNDLE, MARK, bundle_mark

    path, mark, done = config.keys / "pepper.key", tx.get(InstanceFact, MARK), tx.get(InstanceFact, BUNDLE)
    here = _mark_of(path)
    if mark is not None and mark.value != here:
        yield Finding(SERIOUS, f"{path} n’est pas la clé de cette base : {LOST_PEPPER}")
    elif done is not None and done.value != bundle_mark(config.keys):
        yield Finding(weight, "les clés ont changé depuis leur impression : forum keys backup")
    elif done is None:
        yield Finding(
            weight,
            "les clés n’ont pas été imprimées (sans elles, chaque carnet est perdu) : forum keys backup",
        )
    else:
        yield Finding(FINE, "les clés ont été imprimées")


def _journal(tx: Session) -> Iterator[Finding]:
    """Keys that nobody vouched for: the first one, and any that was put in the place of a lost one."""
    from forum.petitions.journal.queries import keys

    if sum(not key.endorsed for key in keys(tx)) > 1:
        said = "journal.key a changé sans que l’ancienne signe la nouvelle : dites-le à qui vérifie les journaux,"
        yield Finding(
            TODO, f"{said} ou remettez l’ancienne (forum keys restore --only journal, la nouvelle écartée)"
        )


def _backups(config: Settings, weight: str) -> Iterator[Finding]:
    from forum.core.envelope import BackupError, to_recipient

    if not config.backup_recipient:
        yield Finding(weight, "aucune clé de sauvegarde (FORUM_BACKUP_RECIPIENT) : forum keys offline")
        return
    try:
        to_recipient(config.backup_recipient)
        yield Finding(FINE, "les sauvegardes seront chiffrées")
    except BackupError as error:
        yield Finding(SERIOUS, str(error))


def _upkeep(tx: Session) -> Iterator[Finding]:
    """The last round of maintenance: whether there was one lately, and what it found."""
    from forum.maintenance.actions import last_round
    from forum.maintenance.rules import late

    done = last_round(tx)
    if done is None or late(done.day, now().today):
        said = f"depuis le {date.fromisoformat(done.day):%d/%m/%Y}" if done else "encore jamais"
        yield Finding(TODO, f"l’entretien n’a pas été fait ({said}) : forum maintain")
    else:
        yield Finding(FINE, "l’entretien a été fait")
    if done and done.failed:
        yield Finding(TODO, f"étapes de l’entretien manquées ({', '.join(done.failed)}) : forum maintain")
    if done and done.differences:
        said = ", ".join(f"{name} ({rows})" for name, rows in sorted(done.differences.items()))
        yield Finding(SERIOUS, f"des comptes publiés ne sont pas ce qu’ils comptent : {said}")


def _collective(tx: Session, collective: object) -> Iterator[Finding]:
    from forum.collectives.models import Collective
    from forum.identity.staff.models import StaffRole

    assert isinstance(collective, Collective)
    if collective.slot_minutes < SHORT_SLOT:
        text = f"{collective.slug} publie toutes les {collective.slot_minutes} minutes : l’heure désigne qui écrit"
        yield Finding(TODO, text)
    query = select(StaffRole.role).where(StaffRole.collective_id == collective.id)
    missing = {"organiser": "n’organise", "moderator": "ne modère"}.keys() - set(tx.exec(query).all())
    for role in sorted(missing):
        yield Finding(TODO, f"{collective.slug} : personne pour le rôle {role} (forum admin add)")


def _doors(config: Settings, tx: Session, collective: object) -> Iterator[Finding]:
    """Whoever organises may all depend on a mailbox, or on a provider that was taken out of the settings."""
    from forum.collectives.models import Collective
    from forum.identity.staff.actions import doors_of
    from forum.identity.staff.models import StaffRole

    assert isinstance(collective, Collective)
    query = select(StaffRole.staff_id).where(
        StaffRole.collective_id == collective.id, StaffRole.role == "organiser"
    )
    who, providers = tx.exec(query).all(), [provider.name for provider in config.providers]
    if who and not any(doors_of(tx, staff_id, providers) for staff_id in who):
        said = (
            "qui organise n’a ni mot de passe, ni clé d’accès, et n’entre que par un lien (forum admin list)"
        )
        yield Finding(TODO, f"{collective.slug} : {said}")
