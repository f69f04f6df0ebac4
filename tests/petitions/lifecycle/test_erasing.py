"""So many days after the handing over nothing of anybody is left; the log verifies, and no count moves."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlmodel import Session

from forum.core.hooks import hooks
from forum.identity.staff.models import StaffLog
from forum.maintenance.actions import maintain
from forum.maintenance.queries import differences
from forum.petitions import signing
from forum.petitions.journal.checker.verify import run
from forum.petitions.journal.queries import lines
from forum.petitions.keyring.models import KeyHolder, KeyWrap, PetitionKey
from forum.petitions.lifecycle import jobs
from forum.petitions.lifecycle.jobs import erase_names
from forum.petitions.models import NEVER, LogLeaf, PendingSignature, Signature
from forum.petitions.paper.models import PaperLine, PaperSheet
from forum.petitions.queries import counts, recount
from forum.petitions.waves.models import Wave
from tests.petitions.lifecycle.lived import Lived
from tests.petitions.scene import PHRASE
from tests.petitions.test_withdrawal import mailed, take_back
from tests.world import World

KEPT = ("leaf", "tier", "college", "territory", "content", "day")


@pytest.fixture
def lived(world: World) -> Lived:
    """Three signed, by mail and with carnets; it is delivered."""
    made = Lived(world)
    made.sign_and_confirm(territory="nord")
    made.sign_with_carnet(world.alice, name="Zoé")
    made.sign_with_carnet(world.bob)
    made.slot()
    made.close()
    made.hand_over()
    return made


def signatures(world: World) -> list[dict[str, Any]]:
    return sorted((row.model_dump() for row in world.rows(Signature)), key=lambda row: row["leaf"])


def public(lived: Lived) -> tuple[Any, ...]:
    """All that anybody may count."""
    world = lived.world
    with world.house.db.read() as tx:
        wrong = differences(tx)
        return (
            counts(tx, lived.petition.id),
            recount(tx, lived.petition.id),
            wrong,
            list(lines(tx, lived.row)),
        )


def verified(lived: Lived, folder: Path, receipt: str = "") -> tuple[int, str]:
    """(0 if the log is right, what was said), as `forum verify` says it."""
    with lived.world.house.db.read() as tx:
        (folder / "journal").write_text("\n".join(lines(tx, lived.row)) + "\n", encoding="utf-8")
    said: list[str] = []
    if receipt:
        (folder / "receipt").write_text(receipt, encoding="utf-8")
    code = run(str(folder / "journal"), str(folder / "receipt") if receipt else "", "", [], said.append)
    return code, "\n".join(said)


def test_what_other_rooms_keep_goes_with_the_names(lived: Lived) -> None:
    """The key and who holds it, lines that wait to be keyed again, what a wave held: nothing is left to open."""
    world = lived.world
    with world.house.db.write() as tx:
        sheet = PaperSheet(petition_id=lived.petition.id, number=1, lines=10, printed=world.clock().today)
        tx.add(sheet)
        tx.flush()
        tx.add(PaperLine(sheet_id=sheet.id, n=1, college="ally", sealed=b"box", marks=b"marks"))
        wave = Wave(petition_id=lived.petition.id, tier="email", reason="host", n=1, day=world.clock().today)
        tx.add(wave)
        tx.flush()
        held = signing.Signing(lived.petition.id, b"h" * 32, "email", "ally", "", b"box", b"", NEVER).columns
        tx.connection().execute(insert(PendingSignature), {**held, "wave": wave.id})
    lived.days(30)
    assert erase_names(world.house.db, world.clock()) == 1
    for table in (KeyHolder, KeyWrap, PetitionKey, PaperLine, Wave, PendingSignature):
        assert world.rows(table) == [], table
    assert len(world.rows(PaperSheet)) == 1
    page = world.browser(world.olga).get(f"{lived.team}/cle")
    assert page.status == 409 and "Les noms sont effacés depuis" in page.words


def test_on_its_day_what_names_people_goes_and_nothing_else_moves(lived: Lived, tmp_path: Path) -> None:
    world = lived.world
    before, shown = signatures(world), public(lived)
    receipt = world.browser(world.alice).get(f"{lived.url}/recu/fichier").text
    gone = [row[name] for row in before for name in ("nul", "sealed", "salt", "withdrawal") if row[name]]
    lived.days(29)
    assert erase_names(world.house.db, world.clock()) == 0
    assert signatures(world) == before
    lived.days(1)
    assert erase_names(world.house.db, world.clock()) == 1
    after = signatures(world)
    assert [{name: row[name] for name in KEPT} for row in after] == [
        {name: row[name] for name in KEPT} for row in before
    ]
    assert {(row["sealed"], row["salt"], row["withdrawal"]) for row in after} == {(b"", b"", b"")}
    assert [int.from_bytes(row["nul"], "big") for row in after] == [row["leaf"] for row in after]
    assert public(lived) == shown
    assert lived.life.erased == world.clock().today
    assert erase_names(world.house.db, world.clock()) == 0  # once
    for held in ("", receipt):
        code, said = verified(lived, tmp_path, held)
        assert code == 0, said
    assert "est à la ligne" in said  # a receipt that was kept shows that a line was there
    if world.house.db.sqlite:
        files = b"".join(f.read_bytes() for f in world.settings.data_dir.glob("forum.sqlite3*"))
        assert [part for part in gone if part in files] == []


def test_the_night_does_it_among_its_steps_and_finds_no_count_wrong(lived: Lived) -> None:
    world = lived.world
    lived.days(31)
    done = maintain(world.house)
    assert not (done.failed or done.differences)
    assert lived.life.erased is not None


def test_what_is_not_handed_over_keeps_its_names_and_what_ended_loses_them(world: World) -> None:
    closed, ended = Lived(world, "closed"), Lived(world, "closed")
    ended.end("abandon", "Plus d’objet.")
    closed.days(40)
    assert erase_names(world.house.db, world.clock()) == 1
    assert (closed.life.erased, ended.life.erased) == (None, world.clock().today)


# -- killed in the middle


class Killed(BaseException):
    """As a kill -9: nothing catches it, and what was not committed is lost."""


def test_killed_at_any_statement_it_is_whole_the_next_night(
    lived: Lived, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    world, shown = lived.world, public(lived)
    lived.days(30)
    before = {row["leaf"]: row for row in signatures(world)}
    kills, empty = 0, -1
    while lived.life.erased is None and kills < 60:
        _killed_after(world, kills % 7 + 1)
        kills += 1
        rows = signatures(world)
        for row in rows:  # a row is whole or empty, never half
            assert row == before[row["leaf"]] or (row["sealed"], row["salt"]) == (b"", b"")
        left = sum(not row["sealed"] for row in rows)
        assert left >= empty
        empty = left
        assert public(lived) == shown
        assert left == len(rows) if lived.life.model_dump()["erased"] else True
        if kills > 20:
            erase_names(world.house.db, world.clock())
    assert empty == 3 and lived.life.erased is not None
    assert verified(lived, tmp_path)[0] == 0


def _killed_after(world: World, n: int) -> None:
    """One night that ends at the n-th writing."""
    seen = 0

    def stop(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        nonlocal seen
        seen += statement.split(maxsplit=1)[0] in ("UPDATE", "DELETE", "INSERT")
        if seen >= n:
            raise Killed

    event.listen(world.house.db.engine, "before_cursor_execute", stop)
    try:
        erase_names(world.house.db, world.clock())
    except Killed:
        pass
    finally:
        event.remove(world.house.db.engine, "before_cursor_execute", stop)


# -- what still waits


def test_a_withdrawal_that_waits_is_counted_before_anything_is_erased(world: World) -> None:
    lived = Lived(world)
    link = mailed(lived)
    lived.close()
    lived.hand_over()
    lived.days(30)
    take_back(world, link)
    assert erase_names(world.house.db, world.clock()) == 0
    assert signatures(world)[0]["sealed"]
    world.slot()
    assert erase_names(world.house.db, world.clock()) == 1
    with world.house.db.read() as tx:
        assert recount(tx, lived.petition.id) == (0, 0)
    assert [row.reason for row in world.rows(LogLeaf) if row.kind == "revoke"] == ["signer"]


def test_a_confirmed_signature_that_waits_is_counted_first(lived: Lived) -> None:
    world = lived.world
    with world.house.db.write() as tx:
        row: dict[str, Any] = {
            "nul": b"n" * 32,
            "tier": "email",
            "college": "ally",
            "sealed": b"s",
            "confirmed": True,
        }
        tx.add(PendingSignature(petition_id=lived.petition.id, until=0, **row))
    lived.days(30)
    assert erase_names(world.house.db, world.clock()) == 0
    lived.slot()
    assert erase_names(world.house.db, world.clock()) == 1
    assert len(world.rows(Signature)) == 4 and world.rows(PendingSignature) == []


def test_other_rooms_erase_their_own_in_the_same_transaction(lived: Lived) -> None:
    asked: list[int] = []

    def theirs(tx: Session, petition_id: int) -> None:
        assert tx.connection().execute(text("SELECT 1")).scalar() == 1
        asked.append(petition_id)

    hooks("petition.erased").append(theirs)
    try:
        lived.days(30)
        erase_names(lived.world.house.db, lived.world.clock())
    finally:
        hooks("petition.erased").remove(theirs)
    assert asked == [lived.petition.id]


# -- what people are told, before and after


def test_who_signs_is_told_how_long_and_it_may_only_shorten(world: World) -> None:
    draft = Lived(world, "draft")
    said = "Ils sont effacés pour de bon quelque temps après la remise"
    assert said in draft.olga("parcours").page.words
    assert "90 jours" in draft.olga("parcours").send("Enregistrer le délai", kept_days="90").words
    for wrong in ("366", "-1", "beaucoup", ""):
        assert draft.olga("parcours").send("Enregistrer le délai", kept_days=wrong).status == 422
    draft.olga().send("Figer le texte et ouvrir")
    assert "90 jours après que l’équipe a noté ici la remise" in draft.page().words
    answer = draft.olga("parcours").send("Enregistrer le délai", kept_days="91")
    assert answer.status == 422 and "ne s’allonge plus" in answer.error("kept_days")
    assert draft.olga("parcours").send("Enregistrer le délai", kept_days="20").status == 200
    assert "20 jours après que l’équipe a noté ici la remise" in draft.page().words
    assert [row.action for row in world.rows(StaffLog)].count("petition.keep") == 2
    sheet = world.browser().get(f"{draft.url}/documents/feuille.odt")
    assert sheet.status == 200


def test_organisers_are_reminded_before_and_refused_after(lived: Lived) -> None:
    world = lived.world
    assert "À ne pas laisser passer" not in world.browser(world.olga).get("/equipe").words
    lived.days(16)
    page = world.browser(world.olga).get("/equipe")
    assert "Les noms seront effacés le 1er avril 2026. Prenez avant cela le fichier à remettre." in page.words
    assert "effacés le 1er avril 2026" in lived.olga().page.words
    assert "À ne pas laisser passer" not in world.browser(world.maud).get("/equipe").words
    lived.olga().send("Télécharger les noms", _passphrase=PHRASE)
    assert lived.life.handed == world.clock().today
    assert "Prenez avant cela" not in world.browser(world.olga).get("/equipe").words
    mark = {"_csrf": lived.olga().page.all("input", name="_csrf")[0].get("value") or ""}
    lived.days(14)
    for state in ("before the night", "after it"):
        browser = lived.olga()
        mark = {"_csrf": browser.page.all("input", name="_csrf")[0].get("value") or ""}
        assert "Télécharger les noms" not in browser.page.words, state
        for path in ("signataires", "documents/noms"):
            form = {"_passphrase": PHRASE, "what": "liste", **mark}
            answer = browser.post(f"{lived.team}/{path}", form)
            assert answer.status == 409 and "Les noms sont effacés depuis le 1er avril 2026" in answer.words
        assert "Préparer le document" not in browser.get(f"{lived.team}/documents").words
        assert browser.post(f"{lived.team}/parcours/effacement", {"kept_days": "5", **mark}).status == 409
        erase_names(world.house.db, world.clock())
    assert "Ils sont effacés depuis le 1er avril 2026" in lived.olga("parcours").page.words


def test_a_late_note_of_an_old_handing_over_does_not_erase_the_same_night(world: World) -> None:
    lived = Lived(world)
    lived.days(70)
    lived.close()
    lived.today = "2026-03-05"  # handed over long ago, noted today
    lived.hand_over()
    assert erase_names(world.house.db, world.clock()) == 0
    assert str(lived.life.delivered) == "2026-03-05"


def test_the_signer_s_own_links_say_plainly_that_nothing_is_left(world: World) -> None:
    lived = Lived(world)
    link = mailed(lived)
    lived.sign_with_carnet(world.alice)
    lived.slot()
    for step in (lived.close, lived.hand_over, lived.answer, lived.follow):
        step()
    lived.days(30)
    erase_names(world.house.db, world.clock())
    page = world.browser().get(link)
    assert page.status == 410 and "plus rien ici ne dit quelle signature est la vôtre" in page.words
    assert "Elle reste dans le compte" in page.words
    token = link.rpartition("/")[2]
    assert (
        "on ne conteste plus comme signataire"
        in world.browser().get(f"{lived.url}/contestation/{token}").words
    )
    receipt = world.browser(world.alice).get(f"{lived.url}/recu")
    assert "Un reçu gardé avant montre encore" in receipt.words
    assert json.loads(world.browser().get(f"{lived.url}/journal").text.splitlines()[0])["signatures"] == 2
