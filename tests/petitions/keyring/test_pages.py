"""Two organisers, paper, another key: what each phrase opens, and that nothing sealed is ever lost."""

import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import text as sql

from forum.core.crypto import key_pair, mac, public_of, seal, sha256
from forum.identity.staff.models import StaffLog, StaffRole
from forum.petitions import boxes, signing
from forum.petitions.boxes import signatories
from forum.petitions.facts import read_facts
from forum.petitions.journal.notes import base64_of
from forum.petitions.keyring import actions
from forum.petitions.keyring.change import moving
from forum.petitions.keyring.doubles.rules import signers
from forum.petitions.keyring.models import KeyHolder, KeyWrap, PetitionKey
from forum.petitions.keyring.rules import plain
from forum.petitions.models import PendingSignature, Petition, Signature
from tests.browser_lite import Browser, Page, words
from tests.ops.catalogue import sentences
from tests.petitions.journal.made import checked
from tests.petitions.scene import PHRASE, Scene
from tests.world import World

NINA_PHRASE = "une autre phrase pour nina"
MOVED = {"paper_line", "pending_signature", "signature"}
APART = {  # sealed to other keys than a petition's
    "author_message", "letter_address", "message", "outbox", "subscription", "subscription_paper", "key_wrap",
}  # fmt: skip


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def organiser(scene: Scene, name: str) -> Any:
    with scene.world.house.db.write() as tx:
        return scene.world._staff(tx, name, "organiser")


def nina(scene: Scene) -> Any:
    return organiser(scene, "Nina")


def sheet(browser: Browser, scene: Scene) -> Page:
    return browser.get(f"{scene.team}/cle")


def names(scene: Scene, phrase: str = PHRASE) -> list[str]:
    with scene.world.house.db.read() as tx:
        rows = signatories(tx, scene.petition.id)
    return sorted(one.name for one in signers(rows, scene.opened(phrase).privates))


def signed(scene: Scene, *people: str) -> None:
    for name in people:
        scene.sign_and_confirm(f"{sha256(name).hex()[:8]}@example.org", name=name)
    scene.slot()


def with_two(scene: Scene) -> tuple[Any, Browser]:
    """Nina has a phrase of her own, each at her own screen."""
    who = nina(scene)
    hers, his = scene.world.browser(who), scene.world.browser(scene.world.olga)
    sheet(hers, scene)
    hers.send("Demander à ouvrir", _passphrase=NINA_PHRASE, _passphrase_again=NINA_PHRASE)
    sheet(his, scene)
    his.send("Partager la clé", _passphrase=PHRASE)
    return who, his


# -- two organisers


def test_either_of_two_opens_the_names_and_neither_saw_the_other_s_phrase(scene: Scene) -> None:
    signed(scene, "Ana Un", "Bo Deux")
    who = nina(scene)
    hers, his = scene.world.browser(who), scene.world.browser(scene.world.olga)
    assert "Une seule personne ouvre les noms" in sheet(hers, scene).words
    page = hers.send("Demander à ouvrir", _passphrase=NINA_PHRASE, _passphrase_again=NINA_PHRASE)
    assert (page.status, "Nina demande à ouvrir les noms" in page.words) == (200, True)
    assert scene.world.browser(who).get(f"{scene.team}/cle").headers["cache-control"] == "no-store"
    with pytest.raises(Exception, match="formulaire"):
        scene.opened(NINA_PHRASE)
    sheet(his, scene)
    refused = his.send("Partager la clé", _passphrase="ce n’est n’ouvre pas les noms")
    assert (refused.status, "n’ouvre pas les noms" in refused.error("_passphrase")) == (422, True)
    shared = his.send("Partager la clé", _passphrase=PHRASE)
    assert "Nina" in shared.words and "demande" not in shared.words
    assert names(scene) == names(scene, NINA_PHRASE) == ["Ana Un", "Bo Deux"]
    hers.get(f"{scene.team}/equipe")
    assert "Ana Un" in hers.send("Télécharger les noms", _passphrase=NINA_PHRASE).text
    for phrase in (PHRASE, NINA_PHRASE):
        assert phrase not in page.text + shared.text + refused.text
    done = [row.action for row in scene.world.rows(StaffLog) if row.action.startswith("petition.key")]
    assert sorted(done) == ["petition.key.asked", "petition.key.shared"]


def test_one_s_wrap_goes_and_the_last_never(scene: Scene) -> None:
    signed(scene, "Ana Un")
    who, his = with_two(scene)
    page = sheet(his, scene)
    forms = {form.get("id"): form.get("action", "") for form in page.all("form")}
    outs = [action for ident, action in forms.items() if (ident or "").startswith("out-")]
    assert len(outs) == 2
    mine = next(row for row in scene.world.rows(KeyHolder) if row.name == "Olga")
    path = f"{scene.team}/cle/personnes/{mine.ref}/retrait"
    assert scene.world.act(scene.world.olga, path) == 422  # a phrase that opens, or nothing
    assert scene.world.act(scene.world.olga, path, _passphrase="une phrase de rien") == 422
    assert scene.world.act(who, path, _passphrase=NINA_PHRASE) == 303
    assert [row.name for row in scene.world.rows(KeyHolder)] == ["Nina"]
    assert names(scene, NINA_PHRASE) == ["Ana Un"]
    last = scene.world.rows(KeyHolder)[0].ref
    assert scene.world.act(who, f"{scene.team}/cle/personnes/{last}/retrait", _passphrase=NINA_PHRASE) == 409
    assert len(scene.world.rows(KeyWrap)) == 1


def test_who_asked_goes_without_a_phrase_and_a_double_press_shares_once(scene: Scene) -> None:
    who, _his = with_two(scene)
    other = organiser(scene, "Omar")
    asking = {"_passphrase": NINA_PHRASE, "_passphrase_again": NINA_PHRASE}
    assert scene.world.act(other, f"{scene.team}/cle/demandes", **asking) == 303
    assert scene.world.act(who, f"{scene.team}/cle/demandes", **asking) == 409  # has one already
    ref = next(row.ref for row in scene.world.rows(KeyHolder) if row.name == "Omar")
    elsewhere, wraps = Scene(scene.world), len(scene.world.rows(KeyWrap))
    for path in (f"demandes/{ref}/accord", f"personnes/{ref}/retrait"):
        stale = f"{elsewhere.team}/cle/{path}"
        assert scene.world.act(scene.world.olga, stale, _passphrase=PHRASE) == 404
    assert scene.world.act(scene.world.olga, f"{scene.team}/cle/personnes/{ref}/retrait") == 303
    done = next(row.ref for row in scene.world.rows(KeyHolder) if row.name == "Nina")
    assert (
        scene.world.act(scene.world.olga, f"{scene.team}/cle/demandes/{done}/accord", _passphrase=PHRASE)
        == 303
    )
    assert len(scene.world.rows(KeyWrap)) == wraps


def test_four_at_most_and_who_left_the_team_is_named(scene: Scene) -> None:
    asking = {"_passphrase": NINA_PHRASE, "_passphrase_again": NINA_PHRASE}
    people = [organiser(scene, f"P{n}") for n in range(4)]
    tried = [scene.world.act(one, f"{scene.team}/cle/demandes", **asking) for one in people]
    assert tried == [303, 303, 303, 409]
    assert "n’est plus dans l’équipe" not in scene.world.browser(people[0]).get(f"{scene.team}/cle").words
    with scene.world.house.db.write() as tx:
        tx.connection().execute(
            sql("DELETE FROM staff_role WHERE staff_id = :id"), {"id": scene.world.olga.staff_id}
        )
    assert "n’est plus dans l’équipe" in scene.world.browser(people[0]).get(f"{scene.team}/cle").words
    assert len(scene.world.rows(StaffRole)) > 0


@pytest.mark.parametrize("who", [None, "alice", "charlie", "maud", "harold"])
def test_the_key_s_page_is_for_organisers(scene: Scene, who: str | None) -> None:
    viewer = getattr(scene.world, who) if who else None
    for path in ("", "/reprise"):
        assert scene.world.browser(viewer).get(f"{scene.team}/cle{path}").status in (401, 403, 404)
    if viewer:
        for path in (
            "/demandes",
            "/changement",
            "/feuilles",
            "/reprise",
            "/demandes/x/accord",
            "/personnes/x/retrait",
        ):
            assert scene.world.act(viewer, f"{scene.team}/cle{path}", _passphrase=PHRASE) in (401, 403, 404)
    assert len(scene.world.rows(KeyHolder)) == 1


def test_before_a_petition_opens_the_team_reads_what_would_be_lost(world: World) -> None:
    draft, browser = Scene(world, opened=False), world.browser(world.olga)
    lost = "Ni phrase ni feuilles : les noms et les adresses sont perdus pour toujours."
    assert lost in browser.get("/c/lorne/petitions/nouvelle").words
    page = browser.get(f"{draft.team}/equipe")
    assert "si la seule phrase se perd, les noms sont perdus" in page.words
    assert lost in browser.follow("La clé des noms").words
    deletion = browser.get(f"{draft.team}/suppression")
    assert deletion.status == 200 and browser.send("Supprimer").status == 200
    for table in (KeyHolder, KeyWrap, PetitionKey):
        assert world.rows(table) == []


# -- on paper


def printed(browser: Browser, scene: Scene) -> list[list[str]]:
    sheet(browser, scene)
    form = browser.page.form("Faire les trois feuilles")
    data = {"_csrf": form.find(".//input[@name='_csrf']").get("value"), "_passphrase": PHRASE}  # type: ignore[union-attr]
    answer = browser.client.post(form.get("action", ""), data=data, headers={"origin": "http://testserver"})
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 3
    found = [
        re.findall(r"^\s*\d\.\s*((?:\S+\s+){5}\S+)\s*$", page.extract_text(), re.MULTILINE)
        for page in reader.pages
    ]
    assert [len(lines) for lines in found] == [4, 4, 4]
    return found


def test_two_sheets_and_a_new_phrase_open_the_names_again(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "temporary"
    own.mkdir()
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(own))
    signed(scene, "Ana Un")
    his = scene.world.browser(scene.world.olga)
    assert "Aucune feuille n’a été faite" in sheet(his, scene).words
    assert his.send("Faire les trois feuilles", _passphrase="une phrase de rien").status == 422
    pages = printed(his, scene)
    assert "Des feuilles ont été faites le 2 mars 2026" in sheet(his, scene).words
    assert scene.world.rows(PetitionKey)[0].printed == date(2026, 3, 2)
    hers = scene.world.browser(nina(scene))
    hers.get(f"{scene.team}/cle/reprise")
    wrong = "\n".join(pages[0][::-1])
    typed = {
        "sheet_one": wrong,
        "sheet_two": "\n".join(pages[2]),
        "_passphrase": "court",
        "_passphrase_again": "",
    }
    page = hers.send("Rouvrir les noms", **typed)
    assert page.status == 422
    assert "Aucune ligne ne convient" in page.error("sheet_one") and page.error("_passphrase")
    assert " ".join(pages[2][1].split()) in words(
        page.one("textarea", name="sheet_two")
    )  # nothing typed is lost
    typed |= {"sheet_one": "\n".join(pages[0]), "_passphrase": NINA_PHRASE, "_passphrase_again": NINA_PHRASE}
    assert "Vous ouvrez de nouveau les noms" in hers.send("Rouvrir les noms", **typed).text.replace(
        "\xa0", " "
    )
    assert names(scene, NINA_PHRASE) == names(scene) == ["Ana Un"]
    assert list(own.rglob("*")) == []
    for path in scene.world.settings.data_dir.rglob("*"):
        assert pages[0][0].encode() not in (path.read_bytes() if path.is_file() else b""), path


def test_sheets_of_before_a_change_open_nothing(scene: Scene) -> None:
    signed(scene, "Ana Un")
    his = scene.world.browser(scene.world.olga)
    pages = printed(his, scene)
    sheet(his, scene)
    his.send("Changer la clé", _passphrase=PHRASE)
    assert "Aucune feuille n’a été faite" in sheet(his, scene).words
    his.get(f"{scene.team}/cle/reprise")
    typed = {"sheet_one": "\n".join(pages[0]), "sheet_two": "\n".join(pages[1])}
    page = his.send("Rouvrir les noms", **typed, _passphrase=NINA_PHRASE, _passphrase_again=NINA_PHRASE)
    assert (page.status, "avant un changement de clé" in page.error("sheet_one")) == (422, True)


# -- another key


def log_of(scene: Scene) -> str:
    return str(scene.world.browser().client.get(f"{scene.url}/journal").text)


def test_another_key_moves_every_name_and_receipts_stay_good(scene: Scene, tmp_path: Path) -> None:
    scene.sign("lea@example.org", name="Ana Un")
    ((_to, _subject, body),) = scene.mails()
    found = {
        way: str(url) for url, way in re.findall(r"http://[^/]+(/(?:p/\w+/)?(confirmation|recu)/\S+)", body)
    }
    scene.world.browser().post(found["confirmation"])
    scene.slot()
    scene.sign("bo@example.org", name="Bo Attend")
    receipt = scene.world.browser().client.get(f"{found['recu']}/fichier").text
    before, log = scene.world.rows(Signature)[0], log_of(scene)
    old = scene.opened().privates[1]
    who, his = with_two(scene)
    wraps = [wrap.sealed for wrap in scene.world.rows(KeyWrap)]
    sheet(his, scene)
    page = his.send("Changer la clé", _passphrase=PHRASE)
    for file in scene.world.settings.data_dir.rglob("forum*"):  # the old key is in no file of the database
        kept = file.read_bytes() if file.is_file() else b""
        assert not [wrap for wrap in wraps if wrap in kept], file
    assert "La clé est changée" in page.text.replace("\xa0", " ")
    after = scene.world.rows(Signature)[0]
    assert (after.key_number, after.content, after.salt, after.leaf) == (
        2,
        before.content,
        before.salt,
        before.leaf,
    )
    assert plain({1: old}, 1, after.sealed) is None
    assert [key.number for key in scene.world.rows(PetitionKey)] == [2]
    assert {wrap.number for wrap in scene.world.rows(KeyWrap)} == {2}
    assert names(scene) == names(scene, NINA_PHRASE) == ["Ana Un"]
    assert {row.key_number for row in scene.world.rows(PendingSignature)} == {2}
    assert all(old not in (row.locked, row.public) for row in scene.world.rows(KeyHolder))
    assert log_of(scene) == log
    again = scene.world.browser().client.get(f"{found['recu']}/fichier").text
    assert again == receipt
    code, said = checked(
        tmp_path, log, receipt=again, keys=[base64_of(public_of(scene.world.house.keys.journal))]
    )
    assert code == 0, said
    path = f"{scene.team}/cle/changement"
    assert (
        scene.world.act(who, path, _passphrase=NINA_PHRASE, number="1") == 409
    )  # pressed twice, or an old page
    assert scene.world.rows(PetitionKey)[0].number == 2
    assert scene.world.act(who, path, _passphrase=NINA_PHRASE, number="2") == 303
    assert names(scene) == ["Ana Un"]  # who is not there keeps their phrase, change after change


class Killed(Exception):
    pass


def killed_after(batches: int) -> Callable[[], None]:
    left = [batches]

    def after() -> None:
        left[0] -= 1
        if left[0] <= 0:
            raise Killed

    return after


def begun(scene: Scene, phrase: str = PHRASE) -> Any:
    """A change that has begun, and moved nothing yet."""
    from forum.collectives.queries import enter_collective

    with scene.world.house.db.write() as tx:
        place = enter_collective(tx, scene.collective, scene.world.olga)
        row = tx.get_one(Petition, scene.petition.id)
        return actions.change(
            tx, place, row, str(row.key_number), scene.opened(phrase), key_pair, scene.world.clock()
        )


def test_killed_anywhere_every_box_opens_and_the_phrase_makes_it_go_on(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "BATCH", 2)
    people = [f"Personne {n}" for n in range(5)]
    signed(scene, *people)
    scene.sign("waits@example.org", name="Attend")
    privates = begun(scene)
    for batches in (1, 1, 1):
        with pytest.raises(Killed):
            moving.move(scene.world.house.db, scene.petition.id, privates, killed_after(batches))
        assert names(scene) == people
        assert {key.number for key in scene.world.rows(PetitionKey)} == {1, 2}
    numbers = [row.key_number for row in scene.world.rows(Signature)]
    assert sorted(set(numbers)) == [1, 2]
    page = sheet(scene.world.browser(scene.world.olga), scene)
    assert "La clé est en train de changer" in page.words and "signature" in page.words
    scene.sign("new@example.org", name="Nouvelle")  # goes to the new key at once
    assert {row.key_number for row in scene.world.rows(PendingSignature)} == {2}
    his = scene.world.browser(scene.world.olga)
    sheet(his, scene)
    his.send("Continuer le changement", _passphrase=PHRASE)
    assert names(scene) == people
    assert [key.number for key in scene.world.rows(PetitionKey)] == [2]
    assert "en train de changer" not in sheet(his, scene).words
    scene.mails()  # those of who has not confirmed
    scene.sign_and_confirm("later@example.org", name="Plus tard")
    scene.slot()
    assert {row.key_number for row in scene.world.rows(Signature)} == {2}


def test_who_signs_with_a_page_of_before_the_change_is_sealed_to_the_new_key(scene: Scene) -> None:
    """Facts are kept for a while: the writer looks again, and seals again."""
    facts = read_facts(scene.world.house.db, scene.code, scene.world.clock())
    begun(scene)
    kept = signing.Signing(
        facts.id, b"n" * 32, "open", "ally", "", b"old", b"", 1, key_number=facts.key_number
    )

    def sealed(public: bytes) -> bytes:
        return boxes.sealed_person(public, "Cléo")

    with scene.world.house.db.write() as tx:
        signing.write(tx, [signing.Wanted(kept, seal=sealed)])
    (row,) = scene.world.rows(PendingSignature)
    assert row.key_number == 2
    assert json.loads(plain({2: scene.opened().privates[2]}, 2, row.sealed) or b"{}")["name"] == "Cléo"


def test_what_is_taken_back_or_signed_again_during_the_change_is_left_to_them(scene: Scene) -> None:
    signed(scene, "Ana Un", "Bo Deux")
    scene.sign("again@example.org", name="Cléo")
    privates = begun(scene)
    rows = list(moving._batches(scene.world.house.db, moving._own(PendingSignature), scene.petition.id, 2))
    scene.sign("again@example.org", name="Cléo", role="après")
    assert [row.key_number for row in scene.world.rows(PendingSignature)] == [2]
    moving._write(scene.world.house.db, moving._own(PendingSignature), 2, moving._resealed(rows[0], privates))
    (row,) = scene.world.rows(PendingSignature)
    assert json.loads(plain(privates, 2, row.sealed) or b"{}")["role"] == "après"


def test_a_row_of_a_later_key_under_an_older_number_is_moved_and_not_lost(scene: Scene) -> None:
    """Whoever writes a row without saying the key is believed to say the first."""
    signed(scene, "Ana Un")
    moving.move(scene.world.house.db, scene.petition.id, begun(scene))
    with scene.world.house.db.write() as tx:
        tx.connection().execute(sql("UPDATE signature SET key_number = 1"))
    assert names(scene) == ["Ana Un"]
    moving.move(scene.world.house.db, scene.petition.id, begun(scene))
    assert names(scene) == ["Ana Un"]


def test_every_table_of_boxes_is_moved(world: World) -> None:
    """A table that holds boxes of a petition is given by a hook of `moving`, or says here whose they are."""
    from forum import rooms

    boxes = {table.name for table in rooms.tables().sorted_tables if "sealed" in table.columns}
    assert {str(one.table.__tablename__) for one in moving.every()} == MOVED
    assert boxes - MOVED <= APART


def test_after_paper_a_change_leaves_out_the_phrase_nobody_could_renew(scene: Scene) -> None:
    """Its holder's own pair is the petition's: to keep it would keep the old key."""
    signed(scene, "Ana Un")
    his = scene.world.browser(scene.world.olga)
    pages = printed(his, scene)
    who = nina(scene)
    typed = {"sheet_one": "\n".join(pages[1]), "sheet_two": "\n".join(pages[2])}
    typed |= {"_passphrase": NINA_PHRASE, "_passphrase_again": NINA_PHRASE}
    assert scene.world.act(who, f"{scene.team}/cle/reprise", **typed) == 303
    assert "cette phrase n’ouvrira plus rien" in sheet(scene.world.browser(who), scene).words
    assert scene.world.act(who, f"{scene.team}/cle/changement", _passphrase=NINA_PHRASE, number="1") == 303
    assert [row.name for row in scene.world.rows(KeyHolder)] == ["Nina"]
    assert names(scene, NINA_PHRASE) == ["Ana Un"]


# -- the export


def test_who_stands_twice_has_a_number_and_nothing_is_taken_off(scene: Scene) -> None:
    signed(scene, "Léa Martin", "Ali Benali")
    box = json.dumps({"name": "MARTIN Lea", "email": "", "commune": "Lorne"}).encode()
    with scene.world.house.db.write() as tx:
        row = tx.get_one(Petition, scene.petition.id)
        for leaf, (tier, name) in enumerate(
            [("paper", box), ("email", box.replace(b"MARTIN Lea", b"L\xc3\xa9a Martin"))], 7
        ):
            tx.add(
                Signature(
                    petition_id=row.id, leaf=leaf, nul=bytes([leaf]) * 32, tier=tier, college="ally",
                    sealed=seal(row.public_key, name), salt=b"s", day=date(2026, 3, 3),
                )
            )  # fmt: skip
    browser = scene.world.browser(scene.world.olga)
    browser.get(f"{scene.team}/equipe")
    lines = browser.send("Télécharger les noms", _passphrase=PHRASE).text.replace("\r", "").split("\n")
    marked = [line.split(";") for line in lines if line.endswith(";1")]
    assert {(cells[0], cells[3]) for cells in marked[:2]} == {
        ("MARTIN Lea", "feuille de papier"),
        ("Léa Martin", "courriel confirmé"),
    }
    assert "feuille de papier;1;1" in lines and "courriel confirmé;3;1" in lines
    assert "total;4;2" in lines and any("Rien n’a été retiré" in line for line in lines)


# -- stolen


def test_the_whole_database_and_the_pepper_name_nobody_and_answer_no_question(scene: Scene) -> None:
    """A dictionary of names and addresses against every byte that is kept, with the pepper; and of weak phrases' wraps,
    which each cost an Argon2id."""
    people = ["Ana Un", "Bo Deux", "Cléo Trois"]
    signed(scene, *people[:2])
    with_two(scene)
    scene.sign("waits@example.org", name="Attend")
    world, kept = scene.world, dump(scene.world)
    addresses = [f"{sha256(name).hex()[:8]}@example.org" for name in people]
    for word in (*people, *addresses, "Attend", "waits@example.org"):
        assert not answers(world, scene.code, word, kept), word
    for told in (
        mac(world.house.keys.pepper, "sign", scene.code, "Ana Un"),
        b"name=Ana Un",
        sha256("ana un"),
    ):
        assert answers(world, scene.code, "Ana Un", [*kept, told])  # what would answer is found
    public = scene.petition.public_key
    sealed = [row.sealed for row in world.rows(Signature)]
    assert not {boxes.sealed_person(public, name) for name in people} & {*sealed}  # no box is made twice
    assert len({len(box) for box in sealed}) == 1
    for row in world.rows(KeyHolder):
        memory, passes = int.from_bytes(row.locked[:4], "big"), row.locked[4]
        assert (memory, passes) == world.house.cost
        for key in (world.house.keys.pepper, sha256(PHRASE), bytes(32), scene.petition.public_key):
            assert plain({1: row.public}, 1, row.locked) is None
            assert not _unlocks(key, row.locked)


def answers(world: World, code: str, word: str, kept: list[bytes]) -> bool:
    """Whether something kept holds the word, or what the pepper or nothing at all can make of it."""
    pepper = world.house.keys.pepper
    guesses = []
    for form in (word, word.casefold(), word.encode().hex()):
        guesses += [form.encode(), sha256(form), sha256(pepper + form.encode()), mac(pepper, form)]
        guesses += [
            mac(pepper, *parts, form) for parts in ((code,), ("sign",), ("sign", code), ("voice", code))
        ]
    return any(guess in value for guess in guesses for value in kept)


def _unlocks(key: bytes, locked: bytes) -> bool:
    from nacl.exceptions import CryptoError

    from forum.core.crypto import unlock

    try:
        return bool(unlock(key, locked[21:]))
    except CryptoError:
        return False


def dump(world: World) -> list[bytes]:
    """Every value of every table, as bytes."""
    from forum import rooms

    found: list[bytes] = []
    with world.house.db.read() as tx:
        for table in rooms.tables().sorted_tables:
            if table.name in {"staff", "staff_log"}:
                continue
            for row in tx.connection().execute(table.select()).all():
                found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return found


def test_who_opens_the_names_is_said_in_one_sentence_on_every_page(world: World) -> None:
    """True however many share the key: said apart, the pages came to contradict each other."""
    scene = Scene(world)
    (sentence,) = sentences("templates/petitions/keyring/_who.html")
    browser = world.browser(world.olga)
    for url in (
        "/c/lorne/petitions/nouvelle", f"{scene.team}/equipe", f"{scene.team}/documents", f"{scene.team}/cle",
    ):  # fmt: skip
        said = browser.get(url).words
        assert said.count(sentence) == 1, url
        assert "phrase de l’équipe" not in said.replace("celle de l’équipe", ""), url
