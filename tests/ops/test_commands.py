"""Founding, the staff, the demonstration, the doctor, as a host types them."""

import json
import re
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import Connection, create_engine, text

from forum.cli import admin
from forum.core.clock import at
from forum.core.crypto import unlock
from forum.core.settings import load
from forum.demo import removal
from forum.identity.staff import actions
from forum.texts.models import Document
from tests.ops.conftest import FOUND, Forum
from tests.world import World

ADD = ["admin", "add", "camille@example.org", "--name", "Camille"]


def rows(forum: Forum, query: str) -> list[tuple[object, ...]]:
    url = load({}, data_dir=Path(forum.env["FORUM_DATA_DIR"])).url
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_a_collective_is_founded_with_its_places(founded: Forum) -> None:
    assert rows(founded, "SELECT slug, reading, k, slot_minutes FROM collective") == [
        ("lorne", "everyone", 10, 60)
    ]
    assert rows(founded, "SELECT code, name FROM territory ORDER BY code") == [
        ("lorne-sud", "Lorne Sud"),
        ("nord", "Lorne Nord"),
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--slug", "Lorne !"], "slug : Des lettres sans accent"),
        (["--slug", "lorne"], "slug : Cette adresse est déjà prise"),
        (["--slug", "autre", "--k", "1"], "k : Écrivez un nombre d’au moins"),
        (["--slug", "autre", "--reading", "personne"], "reading : Choisissez"),
        (["--slug", "autre", "--name", "x" * 121], "name : C’est trop long"),
        (["--slug", "autre", "--charter", "/nulle/part"], "on ne peut pas lire /nulle/part"),
    ],
)
def test_what_cannot_be_founded_is_said(founded: Forum, tmp_path: Path, words: list[str], says: str) -> None:
    places = ["--territories", str(tmp_path / "lieux.txt")]
    assert says in founded.line(*FOUND, *places, *words)
    assert len(rows(founded, "SELECT 1 FROM collective")) == 1


def test_staff_come_and_go_but_an_organiser_stays(founded: Forum) -> None:
    added = founded(*ADD)
    assert re.search(r"/equipe/lien/[\w-]{43}\n", added.output)
    (until,) = rows(founded, "SELECT until FROM staff_link")
    assert until[0] is not None
    founded(*ADD, "--role", "moderator")
    founded(*ADD, "--role", "host")
    founded(*ADD, "--role", "host")
    assert len(rows(founded, "SELECT 1 FROM staff_role")) == 3
    listed = founded("admin", "list").output
    assert "Camille" in listed
    assert "dernière personne" in founded.line("admin", "remove", "camille@example.org")
    assert founded("admin", "add", "dominique@example.org").exit_code == 0
    assert founded("admin", "remove", "camille@example.org").exit_code == 0
    assert rows(founded, "SELECT email FROM staff") == [("dominique@example.org",)]


def test_a_password_comes_with_its_second_factor(founded: Forum) -> None:
    result = founded(*ADD, "--password", typed="quatre mots sans rapport\n")
    assert result.exit_code == 0, result.output
    assert "otpauth://totp/" in result.output
    assert "█" in result.output or "▄" in result.output
    assert "12 signes" in founded.line(*ADD, "--password")


def test_whoever_reads_the_square_types_a_first_code_before_anything_changes(
    founded: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin, "interactive", lambda: True)
    chosen = "quatre mots sans rapport\nquatre mots sans rapport\n"
    wrong = founded(*ADD, "--password", typed=chosen + "aucun\n" * 5)
    assert (wrong.exit_code, "n’ont changé" in wrong.output) == (1, True)
    assert rows(founded, "SELECT password_hash, length(totp_sealed) FROM staff") == [("", 0)]
    secret = pyotp.random_base32()
    monkeypatch.setattr(actions, "new_secret", lambda: secret)
    right = founded(*ADD, "--password", typed=f"{chosen}aucun\n{pyotp.TOTP(secret).now()}\n")
    assert right.exit_code == 0, right.output
    ((stored, sealed, last),) = rows(
        founded, "SELECT password_hash, length(totp_sealed), totp_last FROM staff"
    )
    assert str(stored).startswith("argon2id$") and sealed and last


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["pas-une-adresse"], "adresse électronique n’est pas complète"),
        (["a@example.org", "--role", "roi"], "ce rôle n’existe pas"),
        (["a@example.org", "--collective", "autre"], "il y a : lorne"),
    ],
)
def test_a_wrong_staff_is_refused(founded: Forum, words: list[str], says: str) -> None:
    assert says in founded.line("admin", "add", *words)
    assert rows(founded, "SELECT 1 FROM staff") == []


def test_the_doctor_says_what_is_missing_until_nothing_is(founded: Forum) -> None:
    ill = founded("doctor")
    assert ill.exit_code == 1
    for says in (
        "mentions légales",
        "keys backup",
        "FORUM_SMTP_HOST",
        "FORUM_BACKUP_RECIPIENT",
        "rôle organiser",
    ):
        assert says in ill.output, says
    founded("keys", "backup")
    recipient = re.search(r"RECIPIENT=(age1\w+)", founded("keys", "offline").output)
    assert recipient is not None
    well = founded("doctor", backup_recipient=recipient[1])
    assert well.exit_code == 0, well.output
    pepper = Path(founded.env["FORUM_DATA_DIR"]) / "keys" / "pepper.key"
    pepper.chmod(0o644)
    assert "chmod go-rwx" in founded("doctor", backup_recipient=recipient[1]).output
    beyond = founded("doctor", backup_recipient=recipient[1], host="0.0.0.0")
    assert "https" in beyond.output


def test_the_doctor_touches_no_database(forum: Forum) -> None:
    assert forum("doctor").exit_code == 0
    assert not (Path(forum.env["FORUM_DATA_DIR"]) / "forum.sqlite3").exists()


@pytest.mark.slow
def test_the_demo_is_loaded_once_and_leaves_nothing(founded: Forum, forum: Forum, tmp_path: Path) -> None:
    assert "déjà un collectif" in founded.line("demo", "load")
    other = Forum({**forum.env, "FORUM_DATA_DIR": str(tmp_path / "demo")})
    assert other("demo", "load").exit_code == 0
    assert rows(other, "SELECT demo FROM collective") == [(1,)]
    followed = "SELECT f.kind, count(DISTINCT f.id), count(r.id) FROM delivery d JOIN followup f ON f.id = d.followup_id"
    followed += " JOIN reply r ON r.delivery_id = d.id GROUP BY f.kind ORDER BY f.kind"
    assert rows(other, followed) == [("demand", 1, 1), ("petition", 1, 3), ("platform", 1, 1)]
    answered = "SELECT count(demand_id), sum(criterion <> '') FROM commitment"
    assert rows(other, answered) == [(4, 3)]
    removed = other("demo", "remove")
    assert removed.exit_code == 0
    assert "relancez-le" in removed.output
    assert rows(other, "SELECT 1 FROM collective") == []
    assert rows(other, "SELECT 1 FROM staff") == []


def test_removing_the_demo_leaves_the_others_whole(world: World) -> None:
    """On both engines: everything that hangs on the demo goes, nothing else does."""
    world.other_collective("demo", demo=True)
    for slug in ("lorne", "demo"):
        browser = world.browser(world.alice)
        browser.get(f"/c/{slug}/doleances/nouvelle")
        browser.send("Envoyer", body="On attend huit mois.", territory="nord", since="hier")
    world.slot()
    with world.house.db.write() as tx:
        before = counts(tx.connection())
        assert removal.present(tx)
        assert removal.remove(tx, world.house.keys) > 5
        assert not removal.present(tx)
        after = counts(tx.connection())
    for table in ("collective", "text", "grievance", "version", "event"):
        assert (before[table], after[table]) == (2, 1), table
    assert after["territory"] == 2
    assert world.browser().get("/c/lorne/doleances").status == 200
    assert world.browser().get("/c/demo").status == 404


def counts(connection: Connection) -> dict[str, int]:
    names = ("collective", "text", "grievance", "version", "event", "territory")
    return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def test_publish_now_does_not_wait_for_the_slot(world: World) -> None:
    from forum.collectives.publication.jobs import publish_now

    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="On attend huit mois.", territory="nord", since="hier")
    assert publish_now(world.house) == 1
    assert "On attend huit mois" in world.browser().get("/c/lorne/doleances").words


def write_at(world: World, day: str, body: str) -> None:
    world.clock.now = at(day)
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=body, territory="nord", since="hier")


@pytest.fixture
def host(world: World, forum: Forum) -> Forum:
    """The command on the world's own database; its clock is the machine's: 2026 is past, 2037 is not."""
    write_at(world, "2026-03-02T09:05", "Celle dont le créneau est passé.")
    write_at(world, "2037-03-02T09:05", "Celle dont le créneau n’est pas venu.")
    folder = str(world.settings.data_dir)
    return Forum({**forum.env, "FORUM_DATA_DIR": folder, "FORUM_DATABASE_URL": world.settings.url})


def published(world: World) -> list[str]:
    return sorted(d.excerpt for d in world.rows(Document))


def test_publish_waits_for_the_slots_unless_told_in_full(world: World, host: Forum) -> None:
    said = host("publish")
    assert said.exit_code == 0, said.output
    assert "1 acte publié." in said.output
    assert "1 acte : le créneau n’est pas venu" in said.output
    due = ["Celle dont le créneau est passé."]
    assert published(world) == due
    for typed in ("", "\n", "oui\n", "tout\n"):
        refused = host("publish", "--all", typed=typed)
        assert refused.exit_code == 1
        assert "on peut être reconnu" in refused.output
        assert published(world) == due
    agreed = host("publish", "--all", typed="tout publier\n")
    assert "1 acte publié." in agreed.output
    assert published(world) == [*due, "Celle dont le créneau n’est pas venu."]
    nothing = host("publish", "--all")
    assert (nothing.exit_code, nothing.output) == (0, "0 acte publié.\n")


def letters(forum: Forum) -> list[tuple[str, str]]:
    folder = Path(forum.env["FORUM_DATA_DIR"])
    key = bytes.fromhex((folder / "keys" / "mail.key").read_text())
    sealed = [bytes(row[0]) for row in rows(forum, "SELECT sealed FROM outbox ORDER BY id")]  # type: ignore[call-overload]
    said = [json.loads(unlock(key, box)) for box in sealed]
    return sorted((mail["to"], mail["body"]) for mail in said)


def test_whoever_has_an_account_is_told_what_the_host_does_to_its_door(founded: Forum) -> None:
    founded(*ADD)
    assert letters(founded) == []  # an account that is made has nobody to tell
    founded(*ADD)
    ((to, link),) = letters(founded)
    assert (to, "fait un lien d’entrée" in link, "/equipe/lien/" in link) == (
        "camille@example.org",
        True,
        False,
    )
    founded(*ADD, "--password", typed="quatre mots sans rapport\n")
    (told,) = [body for _to, body in letters(founded) if "choisi un mot de passe" in body]
    assert "quatre mots" not in told and "otpauth" not in told


def test_the_doctor_tells_of_organisers_who_all_depend_on_a_mailbox(founded: Forum) -> None:
    founded(*ADD)
    assert "lorne : qui organise n’a ni mot de passe" in founded("doctor").output
    founded("admin", "add", "dominique@example.org", "--password", typed="quatre mots sans rapport\n")
    assert "qui organise" not in founded("doctor").output


LEAFLET = (
    "Nous exigeons la réouverture.\n\nNous exigeons que Madame Dupont, notre collègue, soit réintégrée.\n"
)


def test_an_imported_text_that_names_somebody_is_told_by_its_line(founded: Forum, tmp_path: Path) -> None:
    file = tmp_path / "tract.txt"
    file.write_text(LEAFLET, encoding="utf-8")
    said = founded("import", "text", str(file)).output
    held = said.partition("Laissé à relire")[2]
    assert "Remplacez ce nom" in held and "Dupont" not in held and "--read" in held
    assert re.search(r"│ 3 +│", held)
    assert "1 brouillons" in said
    assert "1 brouillons" in founded("import", "text", str(file), "--read").output
    assert len(rows(founded, "SELECT 1 FROM demand")) == 2


def test_a_collective_that_names_somebody_is_founded_knowingly(founded: Forum, tmp_path: Path) -> None:
    (tmp_path / "lieux.txt").write_text("Lorne\n", encoding="utf-8")
    words = [*FOUND, "--slug", "autre", "--territories", str(tmp_path / "lieux.txt")]
    words += ["--purpose", "Défendre Madame Dupont."]
    said = founded.line(*words)
    assert "purpose : Remplacez ce nom" in said and "--read" in said and "Dupont" not in said
    assert len(rows(founded, "SELECT 1 FROM collective")) == 1
    assert founded(*words, "--read").exit_code == 0
    kept = rows(founded, "SELECT purpose FROM collective WHERE slug = 'autre'")
    assert kept == [("Défendre Madame Dupont.",)]
