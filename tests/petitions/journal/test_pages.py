"""What anybody reads of a log: its page, its files, proofs between its points, the key; and one's own receipt."""

import base64
import json
import re
from pathlib import Path

import pytest
from nacl.signing import VerifyKey
from sqlmodel import update

from forum.collectives.models import Collective
from forum.core.crypto import public_of
from forum.petitions.journal.checker import whole_file
from forum.petitions.journal.models import Checkpoint
from forum.petitions.journal.rules import REASONS
from forum.petitions.models import LogHead, LogLeaf, Petition, Signature
from forum.petitions.publication import publish_signatures
from forum.petitions.withdrawal.publication import revoke
from tests.counting import statements
from tests.petitions.journal.made import checked
from tests.petitions.scene import Scene
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def links(scene: Scene, address: str = "lea@example.org") -> dict[str, str]:
    """Signed by mail, not confirmed; the links of the mail by what they do."""
    scene.sign(address)
    ((_to, _subject, body),) = scene.mails()
    found = re.findall(r"http://[^/]+(/(?:p/\w+/(confirmation|retrait)|(recu))/\S+)", body)
    return {way or other: str(url) for url, way, other in found}


def mailed(scene: Scene, address: str = "lea@example.org") -> dict[str, str]:
    found = links(scene, address)
    scene.world.browser().post(found["confirmation"])
    scene.slot()
    return found


def text(scene: Scene, url: str) -> str:
    answer = scene.world.browser().client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.text


def log(scene: Scene) -> str:
    return text(scene, f"{scene.url}/journal")


def key(scene: Scene) -> str:
    return base64.b64encode(public_of(scene.world.house.keys.journal)).decode()


def take_back(scene: Scene, link: str) -> None:
    scene.world.browser().post(link)
    scene.world.slot()
    publish_signatures(scene.world.house)


# -- the log and its points


def test_a_slot_that_changed_something_leaves_one_point_and_an_idle_one_none(scene: Scene) -> None:
    world = scene.world
    assert (scene.slot(), world.rows(Checkpoint)) == (0, [])
    for n in range(2):
        scene.sign_with_carnet(world.carnet(f"p{n}", "concerned"))
        scene.sign_with_carnet(world.carnet(f"q{n}", "concerned"))
        scene.slot()
        scene.slot()
    assert [(row.size, row.count) for row in world.rows(Checkpoint)] == [(2, 2), (4, 4)]
    for row in world.rows(Checkpoint):
        note = text(scene, f"{scene.url}/journal/point") if row.size == 4 else ""
        body = note.partition("\n\n")[0] + "\n"
        if note:
            VerifyKey(row.public).verify(body.encode(), row.signature)
            assert body.split("\n")[1:3] == ["4", base64.b64encode(row.root).decode()]


def test_the_downloaded_log_is_right_for_whoever_kept_the_key_and_an_earlier_point(
    scene: Scene, tmp_path: Path
) -> None:
    mail = mailed(scene)
    old = text(scene, f"{scene.url}/journal/point")
    receipt = text(scene, f"{mail['recu']}/fichier")
    mailed(scene, "sam@example.org")
    take_back(scene, mailed(scene, "ana@example.org")["retrait"])
    code, said = checked(tmp_path, log(scene), receipt, old, [key(scene)])
    assert code == 0, said
    assert "Signatures données : 3 ; retirées : 1 ; qui comptent : 2." in said
    assert "elle compte" in said
    proof = text(scene, f"{scene.url}/journal/coherence?de=1&a=4")
    assert checked(tmp_path, proof, since=old, keys=[key(scene)])[0] == 0
    assert json.loads(text(scene, f"{scene.url}/journal/coherence?de=1")) == json.loads(proof)
    other = Scene(scene.world)
    assert scene.world.browser().client.get(f"{other.url}/journal/coherence?de=1").status_code == 404


@pytest.mark.parametrize(
    "asked",
    ["", "?de=", "?de=x", "?de=3", "?de=0", "?de=-1", "?de=²", "?de=2&a=1", f"?de={'9' * 400}", "?de=1&a=99"],
)
def test_a_point_that_nobody_signed_is_refused_in_words(scene: Scene, asked: str) -> None:
    mailed(scene)
    mailed(scene, "sam@example.org")
    page = scene.world.browser().get(f"{scene.url}/journal/coherence{asked}")
    assert page.status == 404
    assert "taille" in page.words or "dans l’autre sens" in page.words


def test_a_log_that_is_not_what_its_head_says_gets_no_point(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    world = scene.world
    mailed(scene)
    with world.house.db.write() as tx:
        tx.exec(update(LogLeaf).values(hash=b"x" * 32))
    mailed(scene, "sam@example.org")
    publish_signatures(world.house)
    assert [row.size for row in world.rows(Checkpoint)] == [1]
    assert caplog.text.count("not what its head says") == 1
    assert world.rows(LogHead)[0].size == 2


def test_what_was_counted_before_there_were_points_is_signed_by_the_next_round(scene: Scene) -> None:
    world = scene.world
    mailed(scene)
    with world.house.db.write() as tx:
        for row in world.rows(Checkpoint):
            tx.delete(row)
    assert "n’est encore dans ce journal" in world.browser().get(f"{scene.url}/verifier").words
    publish_signatures(world.house)
    assert [row.size for row in world.rows(Checkpoint)] == [1]


def test_the_page_is_in_plain_words_and_leads_everywhere(scene: Scene) -> None:
    world = scene.world
    browser = world.browser()
    assert "il n’y a rien à vérifier" in browser.get(f"{scene.url}/verifier").words
    mailed(scene)
    page = browser.get(f"{scene.url}/verifier")
    hrefs = {a.get("href") for a in page.all("a")}
    assert {
        f"{scene.url}/journal",
        f"{scene.url}/journal/point",
        "/journal/verifier.py",
        "/journal/cle",
    } <= hrefs
    assert f"--key {key(scene)}" in page.words
    assert all(code in page.words for code in REASONS)
    assert browser.send("Prouver que le journal n’a fait que grandir", de="1").status == 200
    note = text(scene, f"{scene.url}/journal/point").strip()
    for url in (scene.url, f"{scene.url}/petition.md"):
        assert note.splitlines()[-1] in world.browser().client.get(url).text
    assert f"{scene.url}/verifier" in {a.get("href") for a in world.browser().get(scene.url).all("a")}


def test_the_key_and_the_checker_stand_at_addresses_of_their_own(scene: Scene) -> None:
    world = scene.world
    assert text(scene, "/journal/cle").splitlines()[2] == key(scene)
    assert world.browser().client.get("/journal/verifier.py").content == whole_file()
    world.browser(world.charlie).get("/journal/cle")


def test_where_only_members_read_the_log_is_theirs(world: World) -> None:
    scene = Scene(world)
    mailed(scene)
    with world.house.db.write() as tx:
        tx.exec(update(Collective).values(reading="members"))
    for path in (
        "journal",
        "journal/point",
        "journal/coherence?de=1",
        "verifier",
        "recu",
        "recu/fichier",
        "journal/horodatage",
    ):
        assert world.browser().client.get(f"{scene.url}/{path}").status_code in (403, 404), path
        assert world.browser(world.charlie).client.get(f"{scene.url}/{path}").status_code in (403, 404), path


def test_a_proof_costs_no_more_statements_on_a_longer_log(scene: Scene) -> None:
    world = scene.world
    mail = mailed(scene)

    def cost() -> int:
        with statements(world) as seen:
            text(scene, f"{mail['recu']}/fichier")
        return len(seen)

    mailed(scene, "sam@example.org")
    few = cost()
    for n in range(5):
        mailed(scene, f"p{n}@example.org")
    assert cost() == few


@pytest.mark.parametrize("reason", [r for r in REASONS if r != "signer"])
def test_every_reason_to_count_no_more_stands_in_the_log(scene: Scene, tmp_path: Path, reason: str) -> None:
    world = scene.world
    mailed(scene)
    with world.house.db.write() as tx:
        petition = tx.get_one(Petition, scene.petition.id)
        revoke(tx, petition, world.rows(Signature)[0].nul, reason, world.clock().today)
    publish_signatures(world.house)
    assert json.loads(log(scene).splitlines()[-2])["reason"] == reason
    code, said = checked(tmp_path, log(scene), keys=[key(scene)])
    assert (code, "pour la raison" in said) == (0, False), said


def test_a_reason_that_is_none_is_refused(scene: Scene) -> None:
    with scene.world.house.db.write() as tx, pytest.raises(ValueError, match="no such reason"):
        revoke(tx, scene.petition, b"n" * 32, "personne", scene.world.clock().today)


# -- receipts


def test_the_receipt_of_a_mail_comes_when_the_signature_counts_and_goes_with_it(scene: Scene) -> None:
    world = scene.world
    mail = links(scene)
    assert "n’est pas confirmée" in world.browser().get(mail["recu"]).words
    world.browser().post(mail["confirmation"])
    assert "attend son créneau" in world.browser().get(mail["recu"]).words
    assert world.browser().client.get(f"{mail['recu']}/fichier").status_code == 404
    scene.slot()
    page = world.browser().get(mail["recu"])
    receipt = text(scene, f"{mail['recu']}/fichier")
    assert page.headers["cache-control"] == "no-store"
    assert receipt.splitlines()[4] in page.words
    take_back(scene, mail["retrait"])
    page = world.browser().get(mail["recu"])
    assert (page.status, "est effacé" in page.words) == (410, True)
    assert world.browser().client.get(f"{mail['recu']}/fichier").status_code == 404


def test_a_receipt_names_neither_the_petition_nor_anybody(scene: Scene) -> None:
    mail = mailed(scene)
    world, row = scene.world, scene.world.rows(Signature)[0]
    page = world.browser().client.get(mail["recu"])
    known: tuple[str, ...] = (
        scene.code,
        "Une visite pour chaque naissance",
        "Léa",
        "lea@example.org",
        "concerned",
        row.nul.hex(),
    )
    known = (
        *known,
        scene.petition.sha256 or "0" * 64,
        world.collective.slug,
        world.collective.name,
        str(row.day),
    )
    for said in (page.text, text(scene, f"{mail['recu']}/fichier"), mail["recu"]):
        assert [word for word in known if word in said] == []


def test_the_link_of_a_receipt_does_not_take_the_signature_back(scene: Scene) -> None:
    mail = mailed(scene)
    shown = mail["recu"].rsplit("/", 1)[1]
    client = scene.world.browser().client
    assert client.post(f"{scene.url}/retrait/{shown}").status_code == 404
    assert client.get(f"/recu/{mail['retrait'].rsplit('/', 1)[1]}").status_code == 410


def test_a_carnet_finds_its_receipt_and_nobody_else_s(scene: Scene, tmp_path: Path) -> None:
    world = scene.world
    scene.sign_with_carnet(world.alice)
    browser = world.browser(world.alice)
    assert "attend son créneau" in browser.get(f"{scene.url}/recu").words
    scene.slot()
    page = browser.get(f"{scene.url}/recu")
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    receipt = browser.client.get(f"{scene.url}/recu/fichier").text
    assert checked(tmp_path, log(scene), receipt, keys=[key(scene)])[0] == 0
    assert world.browser(world.bob).get(f"{scene.url}/recu").status == 410
    for who in (None, world.olga):
        assert "carnet" in world.browser(who).get(f"{scene.url}/recu").words


def test_a_signature_from_before_there_were_receipts_says_so(scene: Scene) -> None:
    mail = mailed(scene)
    with scene.world.house.db.write() as tx:
        tx.exec(update(Signature).values(content=None))
    assert "date d’avant les reçus" in scene.world.browser().get(mail["recu"]).words


def test_the_links_of_older_mails_still_take_a_signature_back(scene: Scene) -> None:
    from forum.core.crypto import sha256

    mail = mailed(scene)
    token = mail["retrait"].rsplit("/", 1)[1]
    with scene.world.house.db.write() as tx:
        tx.exec(update(Signature).values(withdrawal=sha256(f"withdraw|{token}")))
    take_back(scene, mail["retrait"])
    assert scene.world.rows(Signature) == []


@pytest.mark.parametrize("token", ["inconnu", "x" * 300, "%00", "é"])
def test_a_receipt_that_is_none_is_refused_in_words(scene: Scene, token: str) -> None:
    mailed(scene)
    client = scene.world.browser().client
    assert client.get(f"/recu/{token}").status_code in (404, 410)
    assert client.get(f"/recu/{token}/fichier").status_code == 404
    assert client.post(f"/recu/{token}").status_code in (404, 405)
