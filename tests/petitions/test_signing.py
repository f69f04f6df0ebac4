"""Signing by mail and with a carnet: once a person, the same answer every time, in the database no name."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from email_validator import validate_email
from httpx2 import ASGITransport, AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from forum.collectives.models import Sanction
from forum.collectives.queries import enter_collective
from forum.core.clock import Now
from forum.core.crypto import unseal
from forum.core.errors import Busy
from forum.core.models import Outbox
from forum.core.outbox import put_all, sealed_mail
from forum.petitions import actions, nullifiers, publication, signing
from forum.petitions.facts import known_facts, read_facts
from forum.petitions.forms import PLAIN, PLAIN_LENGTH, email_address
from forum.petitions.journal.rules import commitment, leaf_hash, root
from forum.petitions.keyring import rules as keyring
from forum.petitions.models import LogHead, LogLeaf, PendingSignature, Petition, Signature, SignatureCount
from forum.petitions.publication import content_of, publish_confirmed, publish_signatures
from forum.petitions.queries import recount
from tests.petitions.scene import Scene
from tests.world import ORIGIN, World

CANARY = "Zénobie Canarisson"
ADDRESS = "canari-unique-7731@example.org"


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def counted(world: World) -> list[tuple[str, str, int]]:
    return sorted((c.tier, c.college, c.n) for c in world.rows(SignatureCount))


# -- by mail


def test_by_mail_looking_at_the_link_changes_nothing_and_the_button_confirms_once(scene: Scene) -> None:
    world = scene.world
    page = scene.sign()
    assert (page.status, page.url) == (200, f"{scene.url}/courriel")
    assert world.rows(Outbox) != []
    link = scene.link()
    assert world.rows(Outbox) == []
    for _ in range(2):
        assert world.browser().get(link).status == 200
    assert (scene.slot(), world.rows(Signature)) == (0, [])
    browser = world.browser()
    browser.get(link)
    assert browser.send("Je confirme").url == f"{scene.url}/merci"
    assert world.rows(Signature) == []
    assert scene.slot() == 1
    assert counted(world) == [("email", "concerned", 1)]
    assert world.rows(PendingSignature) == []


def test_a_link_used_again_is_answered_politely(scene: Scene) -> None:
    scene.sign()
    link = scene.link()
    for _ in range(2):
        browser = scene.world.browser()
        page = browser.post(link)
    assert page.status == 410
    assert "votre signature est prise" in page.words
    scene.slot()
    assert scene.world.browser().post(link).status == 410
    assert scene.slot() == 0
    assert len(scene.world.rows(Signature)) == 1


def test_the_same_address_written_otherwise_counts_once_and_gets_the_same_answer(scene: Scene) -> None:
    scene.sign_and_confirm("Lea@Example.org")
    first = scene.sign(" lea@example.org ")
    assert [subject for _to, subject, _body in scene.mails()] == ["Votre signature"]
    scene.slot()
    again, new = scene.sign("LEA@example.org"), scene.sign("autre@example.org")
    assert again.text == new.text == first.text
    assert sorted((to, s) for to, s, _body in scene.mails()) == [
        ("LEA@example.org", "Votre signature"),
        ("autre@example.org", "Confirmez votre signature"),
    ]
    scene.slot()
    assert counted(scene.world) == [("email", "concerned", 1)]


def test_signing_again_before_confirming_replaces_what_was_typed_and_the_link(scene: Scene) -> None:
    scene.sign(name="Lea", quality="ally")
    old = scene.link()
    scene.sign(name="Léa", quality="professional")
    new = scene.link()
    assert scene.world.browser().post(old).status == 410
    assert scene.world.browser().post(new).url == f"{scene.url}/merci"
    scene.slot()
    assert counted(scene.world) == [("email", "professional", 1)]


def test_an_address_is_not_flooded_and_nothing_shows(scene: Scene) -> None:
    pages = [scene.sign() for _ in range(7)]
    assert len({page.text for page in pages}) == 1
    assert len(scene.mails()) == 5


def test_seven_days_then_what_was_typed_is_erased(scene: Scene) -> None:
    scene.sign()
    link = scene.link()
    row = scene.world.rows(PendingSignature)[0]
    assert row.until % 86_400 == 0  # a day, no hour
    assert row.until - scene.world.clock().epoch >= 7 * 86_400
    scene.world.clock.forward(7 * 86_400)
    assert scene.world.browser().get(link).status == 200
    scene.world.clock.forward(86_400)
    assert scene.world.browser().post(link).status == 410
    publish_signatures(scene.world.house)
    assert scene.world.rows(PendingSignature) == []


# -- with a carnet


def test_a_carnet_signs_without_any_address_once_in_the_college_of_its_grant(scene: Scene) -> None:
    world = scene.world
    for quality in ("ally", "concerned"):
        assert scene.sign_with_carnet(world.alice, quality=quality).url == f"{scene.url}/merci"
    assert scene.slot() == 1
    assert scene.sign_with_carnet(world.alice).url == f"{scene.url}/merci"
    scene.sign_with_carnet(world.bob, name="Bob")
    assert scene.slot() == 1
    assert counted(world) == [("carnet", "concerned", 1), ("carnet", "professional", 1)]
    assert scene.mails() == []


def test_an_open_carnet_is_counted_in_its_own_tier(scene: Scene) -> None:
    for n in range(5):
        scene.sign_with_carnet(scene.world.carnet(f"open {n}", ""), quality="professional")
    scene.slot()
    assert counted(scene.world) == [("open", "professional", 5)]
    page = scene.world.browser().get(scene.url)
    assert "Avec un carnet sans attestation" in page.words
    assert "comptées et publiées à part" in page.words


def test_a_small_part_of_the_total_is_not_told(scene: Scene) -> None:
    for n in range(5):
        scene.sign_with_carnet(scene.world.carnet(f"open {n}", ""), quality="professional")
    scene.sign_with_carnet(scene.world.alice)
    scene.slot()
    page = scene.world.browser().get(scene.url)
    assert "6 signatures" in page.words
    assert "sans attestation" not in page.words  # 5 and 1: one would tell the other
    assert "professionnel·les" in page.words  # 6 of one college
    team = scene.world.browser(scene.world.olga).get(f"{scene.team}/equipe")
    assert "Avec un carnet et une attestation" in team.words


def test_without_a_carnet_what_was_typed_travels_through_the_sign_in(scene: Scene) -> None:
    browser = scene.world.browser()
    browser.get(f"{scene.url}/carnet")
    page = browser.send("Signer avec mon carnet", quality="ally", name="Ines")
    assert page.status == 401
    assert "Ines" in page.words
    assert scene.world.rows(PendingSignature) == []


def test_staff_and_the_sanctioned_do_not_sign_with_a_carnet(scene: Scene) -> None:
    world = scene.world
    with world.house.db.write() as tx:
        tx.add(
            Sanction(
                collective_id=world.collective.id,
                label="voice",
                scope="x",
                nul=world.alice.nul("voice", "x"),
                reason="injures",
                all_scopes=True,
                until=world.clock().today,
            )
        )
    page = scene.sign_with_carnet(world.alice)
    assert (page.status, "injures" in page.words) == (403, True)
    assert scene.sign_with_carnet(world.olga).status == 403
    assert world.rows(PendingSignature) == []


def test_names_open_with_the_organisers_key_alone_and_all_weigh_the_same(scene: Scene) -> None:
    scene.sign_with_carnet(scene.world.alice)
    scene.sign_with_carnet(scene.world.bob, name=CANARY)
    sizes = {len(row.sealed) for row in scene.world.rows(PendingSignature)}
    assert len(sizes) == 1
    with pytest.raises(Exception, match="decrypt"):
        unseal(scene.world.house.keys.mail, scene.world.rows(PendingSignature)[0].sealed)


# -- refusals


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "pas une adresse"),
        ("email", "a@b"),
        ("email", ""),
        ("email", "a@example.org\nBcc: b@example.org"),
        ("name", ""),
        ("name", "x" * 121),
        ("name", "nul\x00"),
        ("name", "\u202edevant"),
        ("quality", "ministre"),
        ("territory", "ailleurs"),
    ],
)
def test_a_bad_answer_is_named_and_nothing_typed_is_lost(scene: Scene, field: str, typed: str) -> None:
    page = scene.sign(**{"address": typed} if field == "email" else {field: typed})
    assert page.status == 422
    if field != "quality":
        assert page.error(field)
        assert page.one("input", name="name" if field != "name" else "email").get("value")
    assert scene.world.rows(PendingSignature) == scene.world.rows(Outbox) == []


def test_a_name_of_a_megabyte_is_refused(scene: Scene) -> None:
    assert scene.sign(name="x" * 1_000_000).status == 413
    assert scene.sign(name="x" * 200_000).status == 422


def test_an_unknown_code_and_a_draft_do_not_exist(scene: Scene) -> None:
    draft = Scene(scene.world, opened=False)
    browser = scene.world.browser()
    for url in ("/p/zzzzzzzz", draft.url):
        for path in ("", "/carnet", "/merci", "/courriel", "/journal", "/confirmation/abc"):
            assert browser.get(url + path).status == 404, path
        for path in ("/signatures", "/carnet", "/confirmation/abc"):
            assert browser.post(url + path, _form()).status == 404, path
    assert scene.world.browser(scene.world.charlie).get(draft.url).status == 404
    assert scene.world.browser(scene.world.olga).get(draft.url).status == 200


def _form(address: str = "a@example.org") -> dict[str, str]:
    return {"name": "Ana", "email": address, "quality": "ally", "territory": ""}


def test_a_closed_petition_takes_nothing_more(scene: Scene) -> None:
    world = scene.world
    scene.sign()
    link = scene.link()
    scene.sign_with_carnet(world.bob)
    world.browser(world.olga).get(f"{scene.team}/equipe")
    browser = world.browser(world.olga)
    assert not any(
        "Fermer" in "".join(b.itertext()) for b in browser.get(f"{scene.team}/equipe").all("button")
    )
    asked = browser.get(f"{scene.team}/fermeture")  # what it does is said before
    assert "Cela ne se défait pas" in asked.words and world.rows(Petition)[0].state == "open"
    browser.send("Fermer la pétition")
    assert not list(world.house.keys.folder.glob("petition-*.key"))
    reader = world.browser()
    assert "ne prend plus de signatures" in reader.get(scene.url).words
    assert reader.post(f"{scene.url}/signatures", _form()).status == 409
    assert world.browser().post(link).status == 409
    assert "Signer avec mon carnet" not in world.browser(world.alice).get(f"{scene.url}/carnet").text
    assert world.act(world.alice, f"{scene.url}/carnet", name="", quality="ally") == 409
    assert not list(world.house.keys.folder.glob("petition-*.key"))
    assert scene.slot() == 1  # what was confirmed before the closing counts
    assert world.rows(PendingSignature) == []


def test_the_worker_closes_after_the_last_day_and_destroys_the_key(scene: Scene) -> None:
    scene.world.clock.now = Now(scene.world.clock.now.epoch + 61 * 86_400)
    assert scene.world.browser().post(f"{scene.url}/signatures", _form()).status == 409
    publish_signatures(scene.world.house)
    assert scene.world.rows(Petition)[0].state == "closed"
    assert not list(scene.world.house.keys.folder.glob("petition-*.key"))


def test_before_its_first_day_a_petition_is_read_but_not_signed(world: World) -> None:
    scene = Scene(world)
    with world.house.db.write() as tx:
        tx.merge(
            Petition(**{**scene.petition.model_dump(), "opens": world.clock().today + timedelta(days=3)})
        )
    assert "ouvriront le 5 mars" in world.browser().get(scene.url).words
    assert world.browser().post(f"{scene.url}/signatures", _form()).status == 409


def test_members_only_and_unlisted(world: World) -> None:
    secret = Scene(world, collective=_other(world, "secret", "members"))
    hidden = Scene(world, collective=_other(world, "discret", "unlisted"))
    for who in (None, world.charlie):
        browser = world.browser(who)
        assert browser.get(secret.url).status == 404
        assert browser.get("/c/secret/petitions").status == 404
    assert world.browser().post(f"{secret.url}/signatures", _form()).status == 404
    assert world.browser().post(f"{secret.url}/confirmation/abc").status == 404
    page = world.browser().get(hidden.url)
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert hidden.sign().url == f"{hidden.url}/courriel"


def test_whoever_holds_the_link_confirms_where_members_alone_read(world: World) -> None:
    """The mail is opened on another phone, or once the carnet is closed: the link is enough, and shows nothing without."""
    secret = Scene(world, collective=_other(world, "secret", "members"))
    member = world.browser(world.carnet("Dora", "concerned", secret.collective))
    member.get(secret.url)
    assert member.send("Signer", name="Dora Pic", email=ADDRESS, quality="concerned").status == 200
    link, stranger = secret.link(), world.browser()
    assert stranger.get(secret.url).status == stranger.get(f"{secret.url}/merci").status == 404
    for other in ("x" * 26, Scene(world).code):  # no link, and no word of it
        assert stranger.get(f"{secret.url}/confirmation/{other}").status == 404
        assert world.act(world.charlie, f"{secret.url}/confirmation/{other}") == 404
    assert "Je confirme" in stranger.get(link).text
    assert stranger.send("Je confirme").title == "Merci"
    assert [row.confirmed for row in world.rows(PendingSignature)] == [True]
    again = stranger.get(link)
    assert again.status == 410 and "Ce lien a fini de servir" in again.words
    assert secret.slot() == 1
    assert "Ce lien a fini de servir" in stranger.get(link).words


def _other(world: World, slug: str, reading: str) -> Any:
    made = world.other_collective(slug, reading=reading)
    with world.house.db.write() as tx:
        from forum.identity.staff.models import StaffRole

        tx.add(StaffRole(staff_id=world.olga.staff_id, collective_id=made.id, role="organiser"))
    return made


# -- at the same time, and half-way


async def _at_once(world: World, url: str, forms: list[dict[str, str]], cookie: str = "") -> list[int]:
    cookies = {"s": cookie} if cookie else {}
    transport = ASGITransport(app=world.app)
    async with AsyncClient(transport=transport, base_url="http://testserver", cookies=cookies) as client:
        answers = await asyncio.gather(*(client.post(url, data=form) for form in forms))
    return [answer.status_code for answer in answers]


def test_double_clicks_at_the_same_moment_are_one_signature(scene: Scene) -> None:
    world = scene.world
    forms = [_form(address) for address in ("a@example.org", "A@example.org ", "b@example.org")] * 3
    assert asyncio.run(_at_once(world, f"{scene.url}/signatures", forms)) == [303] * 9
    assert len(world.rows(PendingSignature)) == 2
    token = world.house.sessions.open(world.alice, world.clock())
    from forum.http.security import csrf_token

    form = {"quality": "ally", "name": "", "_csrf": csrf_token(world.house, token)}
    assert asyncio.run(_at_once(world, f"{scene.url}/carnet", [form] * 8, token)) == [303] * 8
    assert scene.slot() == 1


def test_a_confirmation_clicked_many_times_at_once_counts_once(scene: Scene) -> None:
    scene.sign()
    asyncio.run(_at_once(scene.world, scene.link(), [{}] * 6))
    assert scene.slot() == 1
    assert len(scene.world.rows(Signature)) == 1


def test_a_full_queue_says_so_and_keeps_what_was_typed(scene: Scene) -> None:
    scene.world.house.writer.most = 0
    browser = scene.world.browser()
    page = browser.post(f"{scene.url}/signatures", _form())
    assert (page.status, page.headers["retry-after"]) == (503, "60")
    assert Busy.message.split(".")[0] in page.words
    assert any("Ana" in (t.text or "") for t in page.all("textarea"))


def test_stopped_half_way_a_slot_leaves_nothing_or_everything(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = scene.world
    scene.sign_with_carnet(world.alice)
    scene.sign_with_carnet(world.bob)
    world.clock.forward(120)
    for step in ("count", "_log_rows", "content_of", "sign_due"):
        with monkeypatch.context() as patch, pytest.raises(OSError):

            def stop(*_args: object, **_named: object) -> None:
                raise OSError("killed")

            patch.setattr(publication, step, stop)
            publish_signatures(world.house)
        assert world.rows(Signature) == world.rows(LogLeaf) == world.rows(SignatureCount) == []
        assert world.rows(LogHead)[0].size == 0
        assert len(world.rows(PendingSignature)) == 2
    assert publish_signatures(world.house) == 2
    assert world.rows(PendingSignature) == []


# -- the log


def test_the_log_recounts_to_the_counters_and_its_root_is_that_of_its_leaves(scene: Scene) -> None:
    world = scene.world
    for n in range(3):
        scene.sign_and_confirm(f"p{n}@example.org")
        scene.sign_with_carnet(world.carnet(f"c{n}", "concerned"))
        scene.slot()
    leaves = sorted(world.rows(LogLeaf), key=lambda leaf: leaf.leaf)
    head = world.rows(LogHead)[0]
    assert [leaf.leaf for leaf in leaves] == list(range(6))
    assert (head.size, head.count, head.root) == (6, 6, root([leaf.hash for leaf in leaves]))
    with world.house.db.read() as tx:
        assert recount(tx, scene.petition.id) == (6, 6)
    for s in world.rows(Signature):
        again = content_of(scene.code, s.nul, s.tier, s.college, s.territory, s.day, s.sealed)
        assert s.content == again
        assert leaf_hash(commitment(s.salt, again)) == leaves[s.leaf].hash


def test_anyone_downloads_the_log_and_it_names_nobody(scene: Scene) -> None:

    world = scene.world
    scene.sign_with_carnet(world.alice, name=CANARY)
    scene.slot()
    page = world.browser().get(f"{scene.url}/journal")
    head, leaf, _point = [json.loads(line) for line in page.text.splitlines()]
    assert head["root"] == root([bytes.fromhex(leaf["hash"])]).hex()
    assert (head["signatures"], head["size"], head["sha256"]) == (1, 1, world.rows(Petition)[0].sha256)
    assert set(leaf) == {"leaf", "kind", "hash"}
    assert world.rows(Signature)[0].nul.hex() not in page.text


def test_the_order_of_a_batch_is_drawn_not_that_of_arrival(scene: Scene) -> None:
    world = scene.world
    people = [world.carnet(f"p{n}", "concerned") for n in range(4)]
    for person in people:
        scene.sign_with_carnet(person)
    world.clock.forward(120)
    wanted = [p.nul("sign", scene.code) for p in reversed(people)]
    with world.house.db.write() as tx:
        publish_confirmed(
            tx, world.clock(), lambda rows: rows.sort(key=lambda r: wanted.index(r["nul"])), bytes
        )
    found = sorted(world.rows(Signature), key=lambda s: s.leaf)
    assert [s.nul for s in found] == wanted


# -- what a stolen database says


def test_the_database_and_the_pepper_give_no_name(scene: Scene) -> None:
    world = scene.world
    scene.sign(ADDRESS, name=CANARY)
    assert_absent(world)  # waiting, with its mail in the outbox
    browser = world.browser()
    browser.get(scene.link())
    browser.send("Je confirme")
    scene.sign_with_carnet(world.alice, name=CANARY)
    scene.slot()
    assert_absent(world)
    assert len(world.rows(Signature)) == 2


def assert_absent(world: World) -> None:
    raw = _every_byte(world)
    for needle in (CANARY, "Canarisson", ADDRESS, "canari-unique-7731", world.alice.key):
        wanted = needle if isinstance(needle, bytes) else needle.encode()
        assert wanted not in raw, needle
    pepper = world.house.keys.pepper
    for nul in [s.nul for s in world.rows(Signature)] + [p.nul for p in world.rows(PendingSignature)]:
        assert nul != nullifiers.email_nul(pepper, ADDRESS)


def _every_byte(world: World) -> bytes:
    if world.house.db.sqlite:
        path = Path(world.settings.data_dir)
        return b"".join(p.read_bytes() for p in path.glob("forum.sqlite3*"))
    parts: list[bytes] = []
    with world.house.db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                parts += [bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row]
    return b"\0".join(parts)


def test_only_whoever_finds_the_facts_late_looks_for_new_ones(scene: Scene) -> None:
    db, clock = scene.world.house.db, scene.world.clock
    first = read_facts(db, scene.code, clock())
    with db.write() as tx:
        actions.add_erratum(tx, place_of(scene), tx.get(Petition, scene.petition.id), "Deux.", clock())  # type: ignore[arg-type]
    assert known_facts(db, scene.code, clock(), 1.0) is first
    clock.forward(2)
    assert known_facts(db, scene.code, clock(), 1.0) is None  # this one reads them again
    told = known_facts(db, scene.code, clock(), 1.0)  # the others wait for nobody
    assert told is not None
    assert told.version == first.version


def place_of(scene: Scene) -> Any:
    with scene.world.house.db.read() as tx:
        return enter_collective(tx, scene.collective, scene.world.olga)


def test_signatures_written_together_are_told_apart(scene: Scene) -> None:
    """In one batch: one new, one twice, one that waits already, one that is counted, and another petition's."""
    world, other = scene.world, Scene(scene.world)
    with world.house.db.write() as tx:
        signing.write(tx, [_wanted(scene, "waits", "ally"), _wanted(scene, "counted", "ally", b"")])
    assert scene.slot() == 1
    batch = [
        _wanted(scene, "new", "ally"),
        _wanted(scene, "twice", "ally"),
        _wanted(scene, "twice", "professional"),
        _wanted(scene, "waits", "concerned"),
        _wanted(scene, "counted", "concerned"),
        _wanted(other, "counted", "ally"),
    ]
    with world.house.db.write() as tx:
        tx.connection().execute(text("DELETE FROM outbox"))
        assert signing.write(tx, batch) == [None] * 6
    waiting = {
        (r.petition_id == scene.petition.id, r.sealed, r.college) for r in world.rows(PendingSignature)
    }
    assert waiting == {
        (True, b"new", "ally"),
        (True, b"twice", "professional"),
        (True, b"waits", "concerned"),
        (False, b"counted", "ally"),
    }
    mails = sorted(row.sealed for row in world.rows(Outbox))
    assert mails == [b"already", b"ask counted", b"ask new", b"ask twice", b"ask twice", b"ask waits"]


def _wanted(scene: Scene, who: str, college: str, token: bytes = b"token") -> signing.Wanted:
    """As the route makes them, with words that the test can read for what would be sealed."""
    nul, name = who.encode().ljust(32), who.encode()
    row = signing.Signing(scene.petition.id, nul, "email", college, "", name, token, 1)
    return signing.Wanted(row, b"ask " + name, lambda: b"already")


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.from_regex(PLAIN, fullmatch=True).filter(lambda address: len(address) <= PLAIN_LENGTH))
def test_what_is_plainly_an_address_is_one_for_the_library_too(address: str) -> None:
    assert validate_email(address, check_deliverability=False).normalized == address == email_address(address)


@pytest.mark.parametrize(
    "address", ["=?utf-8?q?v=69ctim?=@b.fr", "=?utf-8?b?dmljdGlt?=@b.fr", "=?latin-1?q?victim?=@b.fr"]
)
def test_another_spelling_of_a_box_for_letters_alone_is_no_address(address: str) -> None:
    """An encoded word (RFC 2047) is read as `victim@b.fr` when a mail leaves: one box would have signed many times."""
    with pytest.raises(ValueError, match="pas complète"):
        email_address(address)


def test_the_cached_facts_follow_what_is_committed(scene: Scene) -> None:
    world = scene.world
    first = read_facts(world.house.db, scene.code, world.clock())
    assert known_facts(world.house.db, scene.code, world.clock(), 0) is first
    with world.house.db.write() as tx:
        actions.close(tx, tx.get(Petition, scene.petition.id), world.clock())  # type: ignore[arg-type]
    assert known_facts(world.house.db, scene.code, world.clock(), 0) is None
    # and a process that has not noticed yet is told by the writer
    late = signing.Wanted(signing.Signing(first.id, bytes(32), "open", "ally", "", b"", b"", 0))
    with pytest.raises(Exception, match="close"), world.house.db.write() as tx:
        signing.write(tx, [late])


def test_one_line_of_the_log_and_one_signature_hoped_for_are_said_in_the_singular(world: World) -> None:
    scene = Scene(world)
    with world.house.db.write() as tx:
        tx.get_one(Petition, scene.petition.id).goal = 1
    scene.sign_and_confirm()
    scene.slot()
    page = world.browser().get(scene.url)
    assert "1 signature sur 1 attendue" in page.words
    assert "Point signé du journal (1 ligne)" in page.words
    scene.sign_and_confirm("bob@example.org")
    scene.slot()
    assert "Point signé du journal (2 lignes)" in world.browser().get(scene.url).words


def test_without_a_relay_no_address_is_asked_nor_taken(world: World) -> None:
    scene = Scene(world)
    assert "reste quelques jours en clair" in world.browser().get(scene.url).words
    world.house.settings = world.settings.model_copy(update={"mail_files": False})
    browser = world.browser()
    page = browser.get(f"{scene.url}?sans")
    assert "on signe avec un carnet, ou sur papier" in page.words
    assert page.all("input", name="email") == []
    typed = {"name": "Léa", "email": "lea@example.org", "quality": "ally"}
    answer = browser.client.post(f"{scene.url}/signatures", data=typed, headers={"origin": ORIGIN})
    assert answer.status_code == 409
    assert "signez avec un carnet" in answer.text
    assert world.rows(PendingSignature) == world.rows(Outbox) == []
    world.house.settings = world.settings.model_copy(update={"mail_files": False, "smtp_host": "relais"})
    page = browser.get(f"{scene.url}?avec")
    assert len(page.all("input", name="email")) == 1
    assert "en clair" not in page.words


def test_where_the_relay_counts_letters_a_signer_reads_when_theirs_leaves(scene: Scene) -> None:
    house = scene.world.house
    mails = [sealed_mail(house.keys.mail, f"a{n}@example.org", "Confirmez", "x") for n in range(40)]
    with house.db.write() as tx:
        put_all(tx, mails)
    house.settings = house.settings.model_copy(update={"smtp_hourly": 60})
    words = scene.world.browser().get(f"{scene.url}/courriel").words
    assert "le vôtre partira dans 40 minutes environ" in words
    with house.db.write() as tx:
        put_all(tx, mails)
    again = scene.world.browser().get(f"{scene.url}/courriel?encore=1").words
    assert "dans 40 minutes environ" in again  # told once a slot: it must not tell when somebody signs


def test_a_name_is_public_only_where_its_owner_ticked_the_box(scene: Scene) -> None:
    """The open letter reads `shown` in the box; whoever holds the database sees no difference."""
    scene.sign("a@example.org", "Ana Visible", shown="1")
    scene.sign("b@example.org", "Bo Discret")
    rows = scene.world.rows(PendingSignature)
    privates = scene.opened().privates
    told = [keyring.person(privates, row.key_number, row.sealed) or {} for row in rows]
    assert {one["name"]: one["shown"] for one in told} == {"Ana Visible": True, "Bo Discret": False}
    assert len({len(row.sealed) for row in rows}) == 1


@pytest.mark.parametrize("path", ["signatures", "carnet", "confirmation/x"])
def test_an_address_that_cannot_be_is_not_found(world: World, path: str) -> None:
    """PostgreSQL refuses to look for a NUL; these posts have no session that would refuse it for them."""
    answer = world.browser().client.post(f"/p/%00/{path}", data={"x": "1"}, headers={"origin": ORIGIN})
    assert answer.status_code in (403, 404)
