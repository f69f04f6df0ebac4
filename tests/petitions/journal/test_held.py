"""« Vérifier » without a terminal: a receipt pasted on the page, and what the server answers of its own log."""

import re

import pytest
from sqlmodel import col, update

from forum.petitions.journal.models import Checkpoint
from forum.petitions.models import LogLeaf, Petition, Signature
from forum.petitions.withdrawal.publication import revoke
from tests.browser_lite import Page
from tests.petitions.journal.test_pages import links, mailed, text
from tests.petitions.scene import Scene
from tests.petitions.test_signing import _other
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def receipt(scene: Scene, address: str = "lea@example.org") -> str:
    return text(scene, f"{mailed(scene, address)['recu']}/fichier")


def paste(scene: Scene, pasted: str) -> Page:
    browser = scene.world.browser()
    browser.get(f"{scene.url}/verifier")
    return browser.send("Vérifier mon reçu", receipt=pasted)


def line_of(pasted: str) -> int:
    (found,) = re.findall(r"(?m)^ligne (\d+)", pasted)
    return int(found)


def test_a_receipt_is_found_in_the_log_and_the_page_says_its_own_limit(scene: Scene) -> None:
    held = receipt(scene)
    mailed(scene, "sam@example.org")
    for pasted in (held, held.replace("\n", "\r\n"), f"  {held}\n\n", held.split("porte-voix/recu/1")[1]):
        page = paste(scene, pasted)
        if not pasted.lstrip().startswith(("#", "porte")):
            assert "pas un reçu entier" in page.error("receipt")
            continue
        assert page.status == 200
        assert f"à la ligne {line_of(held)}. Elle compte." in page.words
        assert "1 ligne quand le reçu a été fait ; il en a 2 aujourd’hui" in page.words
        assert "le serveur se vérifie lui-même" in page.words
        assert (
            scene.world.browser().client.get(f"{scene.url}/verifier").headers["cache-control"] != "no-store"
        )


def test_one_that_was_taken_back_says_why_it_no_longer_counts(scene: Scene) -> None:
    held = receipt(scene)
    with scene.world.house.db.write() as tx:
        row = tx.get_one(Petition, scene.petition.id)
        nul = scene.world.rows(Signature)[0].nul
        revoke(tx, row, nul, "not_me", scene.world.clock().today)
    page = paste(scene, held)
    assert "C’est juste" in page.words
    assert "Elle n’y compte plus : la personne à qui est l’adresse dit n’avoir pas signé" in page.words


def test_a_log_that_was_rewritten_is_said_to_whoever_holds_a_receipt(scene: Scene) -> None:
    held, world = receipt(scene), scene.world
    for table, changed in ((LogLeaf, {"hash": b"x" * 32}), (Checkpoint, {"size": 0})):
        with world.house.db.write() as tx:
            tx.exec(update(table).where(col(table.petition_id) == scene.petition.id).values(**changed))
        page = paste(scene, held)
        assert page.status == 200
        assert "C’est juste" not in page.words and "la preuve que le journal a changé" in page.words


def test_what_is_no_receipt_or_another_s_is_refused_in_words_and_given_back(scene: Scene) -> None:
    held = receipt(scene)
    other = Scene(scene.world)
    for pasted, said in (
        ("", "pas un reçu entier"),
        ("bonjour", "pas un reçu entier"),
        (held[: len(held) // 2], "pas un reçu entier"),
        ("x" * 9_000, "trop long"),
        (re.sub(r"— (\S+) \S{10}", r"— \1 AAAAAAAAAA", held), "ne se tient pas"),
        (receipt(other), "pas de cette pétition"),
    ):
        page = paste(scene, pasted)
        assert page.status == 422 and said in page.error("receipt"), pasted[:80]
        assert (page.one("textarea", name="receipt").text or "").strip() == pasted.strip()


def test_a_receipt_that_does_not_hold_together_accuses_nobody(scene: Scene) -> None:
    """A point of ours over a line that is not: the receipt was changed, and the log was not."""
    held = receipt(scene)
    mailed(scene, "sam@example.org")
    for changed in (
        re.sub(r"(?m)^sel [0-9a-f]{32}", f"sel {'0' * 32}", held),
        held.replace("ligne 0", "ligne 1"),
    ):
        page = paste(scene, changed)
        assert page.status == 422 and "ne se tient pas" in page.error("receipt")


def test_before_the_first_signature_there_is_nothing_to_check(scene: Scene) -> None:
    page = scene.world.browser().get(f"{scene.url}/verifier")
    assert not page.all("textarea") and "rien à vérifier" in page.words
    links(scene)
    assert scene.world.browser().post(f"{scene.url}/verifier", {"receipt": "x"}).status == 422


def test_where_members_alone_read_a_stranger_checks_nothing(world: World) -> None:
    secret = Scene(world, collective=_other(world, "secret", "members"))
    assert world.browser().get(f"{secret.url}/verifier").status == 404
    assert world.browser().post(f"{secret.url}/verifier", {"receipt": "x"}).status == 404


def test_checking_writes_nothing(scene: Scene) -> None:
    held, world = receipt(scene), scene.world
    before = world.house.db.version()
    paste(scene, held)
    assert world.house.db.version() == before
