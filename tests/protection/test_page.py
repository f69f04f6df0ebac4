"""`/protection` follows the running instance: each setting is changed in turn, and the page with it."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from forum.collectives.models import TIERS, Collective, Pending
from forum.collectives.publication.queries import LATE
from forum.core.settings import Settings, load
from forum.petitions.models import SIGNATURE_TIERS
from forum.protection import helplines, rules
from tests.browser_lite import words
from tests.world import World

PAGE = "/protection"
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
GRIEVANCE = {"body": "Les visites sont supprimées.", "territory": "nord", "since": "mars"}
RUNNING = rules.Running(
    access_logged=False, demo=False, shared_sessions=False, idle_minutes=30, own_device_hours=4, most_hours=4
)


def told(world: World, **changes: Any) -> str:
    """The words of the page once the instance is set so."""
    world.house.settings = world.settings.model_copy(update=changes)
    return (
        world.browser().get(f"{PAGE}?{'&'.join(changes)}").words
    )  # another address: settings never change while one serves


CHANGES = [
    pytest.param({"base_url": "https://forum.example.org"}, "Notre adresse commence par https", id="https"),
    pytest.param({"base_url": "http://forum.example.org"}, "http, sans s", id="http"),
    pytest.param({"base_url": f"http://{'a' * 56}.onion"}, "L’adresse finit par .onion", id="onion"),
    pytest.param(
        {"base_url": f"http://{'a' * 56}.onion"}, "que vous vous servez de Tor", id="onion, employeur"
    ),
    pytest.param({"host": "0.0.0.0"}, "http, sans s", id="ouvert à tous sans https"),
    pytest.param(
        {"legal_logs": "gardées trois jours"}, "« gardées trois jours »", id="déclaré par l’hébergeur"
    ),
    pytest.param(
        {"smtp_host": "mail.example.org"}, "Les courriels partent par mail.example.org", id="courrier"
    ),
    pytest.param(
        {"smtp_host": "127.0.0.1"}, "Les courriels partent de cette machine même", id="courrier d’ici"
    ),
    pytest.param(
        {"smtp_host": "mail.example.org", "smtp_tls": False},
        "La liaison avec le serveur de courriel n’est pas chiffrée",
        id="courrier en clair",
    ),
    pytest.param({"smtp_host": "mail.example.org"}, "Cela ne prouve pas", id="signer par courrier"),
    pytest.param({"backup_recipient": RECIPIENT}, "Les sauvegardes sont chiffrées", id="sauvegardes"),
    pytest.param({"backup_recipient": "age1x"}, "sauvegardes est mal réglée", id="sauvegardes, clé fausse"),
    pytest.param({"mail_files": False}, "d’ici. Signez avec un carnet", id="sans courrier"),
    pytest.param({"mail_files": False}, "impossible ici, aucun courriel ne part", id="signer sans courrier"),
    pytest.param({"signature_slot_seconds": 600}, "toutes les 10 minutes", id="signatures, dix minutes"),
    pytest.param({"signature_slot_seconds": 0}, "comptées presque aussitôt", id="signatures aussitôt"),
]


@pytest.mark.parametrize(("changes", "says"), CHANGES)
def test_a_setting_that_changes_changes_the_page(world: World, changes: dict[str, Any], says: str) -> None:
    assert says not in told(world)
    assert says in told(world, **changes)


GONE = [
    ({"base_url": "https://forum.example.org"}, "installation d’essai"),
    (
        {"base_url": "https://forum.example.org"},
        "tout ce que vous avez écrit, car cette adresse n’est pas chiffrée",
    ),
    ({"legal_logs": "rien"}, "Qui héberge n’en a rien dit"),
    ({"smtp_host": "mail.example.org"}, "Aucun courriel ne part d’ici"),
    ({"smtp_host": "mail.example.org"}, "restent quelques jours en clair"),
    ({"mail_files": False}, "écrits en clair"),
    ({"backup_recipient": RECIPIENT}, "Aucune clé de sauvegarde"),
    ({"backup_recipient": "age1x"}, "Aucune clé de sauvegarde"),
    ({"argon2_memory_kib": 65536, "argon2_time": 3}, "coûte ici moins cher que prévu"),
]


@pytest.mark.parametrize(("changes", "said"), GONE)
def test_a_warning_goes_when_its_cause_does(world: World, changes: dict[str, Any], said: str) -> None:
    assert said in told(world)
    assert said not in told(world, **changes)


def test_what_is_said_of_the_worker_is_what_this_server_knows(world: World) -> None:
    """Done here; done apart, of which nothing is seen; or visibly not done, wherever it should be."""
    here, apart = told(world, embedded_worker=True), told(world)
    assert "au plus celui de la dernière minute" in here and "programme à part" not in here
    assert (
        "Un programme à part publie aux créneaux" in apart
        and "au plus celui de la dernière minute" not in apart
    )
    assert world.act(world.alice, "/c/lorne/doleances", **GRIEVANCE) == 303
    world.clock.forward(world.rows(Pending)[0].slot + LATE - 1 - world.clock().epoch)
    assert "Un programme à part publie aux créneaux" in told(world, threads=4)
    world.clock.forward(1)
    for embedded in (True, False):
        late = told(world, embedded_worker=embedded, body_limit=262_144)
        assert "ne sont pas publiés" in late and "rien ne le mélange en ce moment" in late
        assert "dernière minute" not in late and "programme à part" not in late
    world.slot()
    assert "au plus celui de la dernière minute" in told(world, embedded_worker=True, threads=4)


def test_a_page_that_somebody_was_shown_does_not_hide_that_batches_are_late(settings: Settings) -> None:
    """Kept pages change with what is written; a worker that stops writes nothing."""
    world = World(settings.model_copy(update={"cache_seconds": 60.0}))
    assert world.act(world.alice, "/c/lorne/doleances", **GRIEVANCE) == 303
    assert "ne sont pas publiés" not in world.browser().get(PAGE).words
    world.clock.forward(world.collective.slot_minutes * 60 + LATE)
    assert "ne sont pas publiés" in world.browser().get(PAGE).words
    world.close()


@pytest.fixture
def visits_logged() -> Iterator[None]:
    """What somebody who starts the application with another command than ours gets."""
    logger, handler = logging.getLogger("uvicorn.access"), logging.NullHandler()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_no_visit_is_written(world: World) -> None:
    page = world.browser().get(PAGE).words
    assert "n’écrit nulle part l’adresse de votre connexion" in page
    assert "Aucune adresse IP" in page
    assert "ni adresse IP" in world.browser().get("/donnees-personnelles").words


def test_a_log_of_visits_is_said_wherever_the_contrary_was(world: World, visits_logged: None) -> None:
    page = world.browser().get(PAGE).words
    assert "Le forum tient en ce moment un journal des visites" in page
    assert "En ce moment, le forum lui écrit aussi qui vient" in page
    privacy = world.browser().get("/donnees-personnelles").words
    assert "un journal des visites est ouvert sur ce serveur" in privacy
    for claim in ("n’écrit nulle part", "Aucune adresse IP", "le forum ne l’écrit pas", "ni adresse IP"):
        assert claim not in page and claim not in privacy, claim


def test_bad_news_comes_first(world: World) -> None:
    section = next(e for e in world.browser().get(PAGE).all("div") if e.get("id") == "settings")
    text = words(section)
    assert text.index("installation d’essai") < text.index("La base de données")
    assert text.index("À savoir d’abord") < text.index("installation d’essai")


def test_each_collective_s_slot_k_and_door_are_told(world: World) -> None:
    with world.house.db.write() as tx:
        found = tx.get(Collective, world.collective.id)
        assert found is not None
        found.slot_minutes, found.k, found.joining = 20, 17, "granted"
    world.other_collective("cercle", reading="members", slot_minutes=61)
    page = world.browser().get(PAGE)
    rows = [words(row) for row in page.all("tr")]
    assert len(rows) == 2
    assert "toutes les 20 minutes (court : l’heure se devine)17un carnet qui a une attestation" in rows[1]
    assert "61" not in page.words


def test_who_may_read_a_closed_collective_reads_its_settings(world: World) -> None:
    other = world.other_collective("cercle", reading="members", slot_minutes=61)
    member = world.carnet("membre du cercle", "professional", other)
    for who, told in ((None, False), (world.alice, False), (member, True), (None, False)):
        assert ("toutes les 61 minutes" in world.browser(who).get(PAGE).words) is told


def test_what_is_declared_is_no_good_news(world: World) -> None:
    world.house.settings = world.settings.model_copy(update={"legal_logs": "gardées un an"})
    (first,) = (e for e in world.browser().get(f"{PAGE}?dit").all("div") if "warn" in e.get("class", ""))
    assert "gardées un an" in words(first)


def test_a_demonstration_says_so(world: World) -> None:
    assert "Il y a ici une démonstration" not in told(world)
    world.other_collective("demo", demo=True)
    assert "Il y a ici une démonstration" in told(world)


def test_a_demonstration_takes_letters_and_says_where_they_are(world: World) -> None:
    """Its petitions are signed by mail with no setting at all (petitions/routes.py)."""
    assert "impossible ici, aucun courriel ne part" in told(world, mail_files=False)
    world.other_collective("demo", demo=True)
    said = told(world, mail_files=False)
    assert "impossible ici, aucun courriel ne part" not in said
    assert "tous sont écrits en clair" in said


def test_where_sessions_and_rows_are_kept_is_told(world: World) -> None:
    says = "un autre programme (PostgreSQL)" if not world.house.db.sqlite else "un fichier de ce serveur"
    assert says in told(world)
    shared = rules.Running(**{**vars(RUNNING), "shared_sessions": True})
    for running, wanted in ((RUNNING, "mémoire de ce serveur"), (shared, "plusieurs machines partagent")):
        assert any(wanted in fact.text for fact in rules.facts(Settings(), running)), wanted


def test_no_way_of_signing_is_told_that_no_page_offers(world: World) -> None:
    """By a code, by somebody's hand, by a sheet copied in: each will bring its sentence with its page."""
    assert set(rules.SIGNED) - {"sheet"} == {"carnet", "open", "email"}
    assert "recopiée par l’équipe" not in told(world)


def test_every_way_of_counting_has_its_sentence() -> None:
    assert set(rules.GRANTED) == set(TIERS)
    assert set(rules.SIGNED) - {"sheet"} <= set(SIGNATURE_TIERS)


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (1, "toutes les minutes"),
        (45, "toutes les 45 minutes"),
        (60, "toutes les heures"),
        (1440, "toutes les 24 heures"),
    ],
)
def test_a_pace_is_said_as_people_say_it(minutes: int, says: str) -> None:
    assert rules.pace(minutes) == says


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({}, "here"),
        ({"host": "::"}, "http"),
        ({"base_url": "https://x.example"}, "https"),
        ({"base_url": "http://x.example:8000/"}, "http"),
        ({"base_url": "http://abc.onion"}, "onion"),
        ({"base_url": "https://abc.onion"}, "onion"),
        ({"base_url": "https://abc.onion.example.org"}, "https"),
        ({"base_url": "http://127.0.0.1:9000"}, "here"),
    ],
)
def test_how_words_travel(settings: dict[str, str], kind: str) -> None:
    assert load({}, **settings).transport == kind


def test_who_to_call_can_be_called_and_each_has_a_source(world: World) -> None:
    page = world.browser().get(PAGE)
    dialled = {a.get("href") for a in page.all("a") if (a.get("href") or "").startswith("tel:")}
    assert {"tel:119", "tel:3919", "tel:116006", "tel:3114", "tel:17", "tel:0969390000"} == dialled
    for line in helplines.URGENT:
        assert line.source.startswith("https://"), line.name
        assert line.name in page.words.replace("\u202f", " ")
    for says in (
        "Libre réponse 71120",
        "75342 Paris Cedex 07",
        "loi Waserman du 21 mars 2022",
        "Ne nommez jamais un enfant",
    ):
        assert says in page.words, says


def test_it_is_read_by_a_stranger_in_both_languages(world: World) -> None:
    browser = world.browser()
    browser.client.cookies.set("lang", "en")
    page = browser.get(PAGE)
    assert page.status == 200
    assert "Nothing resists a malicious server" in page.words
    assert "This forum is not a whistleblowing channel" in page.words
    for french in ("Qui héberge", "écrire", "Le courriel", "carnet"):
        assert french not in page.words, french


def test_everybody_reads_the_same(world: World) -> None:
    pages = {
        world.browser(who).get(PAGE).words
        for who in (None, world.alice, world.charlie, world.olga, world.harold)
    }
    assert len(pages) == 1
