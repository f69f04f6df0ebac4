"""A wave is held where everybody sees it, with its reason; organisers decide; the log says what became of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.ids import new_token
from forum.identity.staff.models import StaffLog
from forum.maintenance.actions import maintain
from forum.petitions import nullifiers, signing
from forum.petitions.journal.rules import leaf_hash, revocation, root
from forum.petitions.models import LogHead, LogLeaf, PendingSignature, Signature
from forum.petitions.publication import publish_signatures
from forum.petitions.queries import recount
from forum.petitions.waves import rules
from forum.petitions.waves.actions import host_mark
from forum.petitions.waves.models import Wave
from tests.petitions.scene import Scene
from tests.world import World

HOST = "rafale.example"


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def come(scene: Scene, n: int, host: str = HOST, first: int = 0, tier: str = "email") -> None:
    """`n` confirmed signatures for the next slot, as their links leave them."""
    world = scene.world
    key, now = world.house.keys.petition(scene.code), world.clock()
    slot = signing.slot_at(now, world.settings.signature_slot_seconds)
    wanted = []
    for number in range(first, first + n):
        address = f"p{number}@{host}"
        nul = nullifiers.email_nul(key, tier + address)
        mark = host_mark(key, address, now.today) if tier == "email" else ""
        token = new_token().encode()
        row = signing.Signing(scene.petition.id, nul, tier, "ally", "", b"x", b"", slot, token, "", mark)
        wanted.append(signing.Wanted(row))
    with world.house.db.write() as tx:
        signing.write(tx, wanted)


def public(scene: Scene) -> str:
    return scene.world.browser().get(f"{scene.url}?n={scene.world.clock().epoch}").words


def judge(scene: Scene, label: str) -> Any:
    olga = scene.world.browser(scene.world.olga)
    page = olga.get(f"{scene.team}/afflux")
    (way,) = [a for a in page.all("a") if label in "".join(a.itertext())]
    asked = olga.get(way.get("href", ""))
    assert "Cela ne se défait pas" in asked.words
    return olga.send(label)


def counted(scene: Scene) -> tuple[int, int]:
    with scene.world.house.db.read() as tx:
        return recount(tx, scene.petition.id)


def test_a_wave_of_one_host_waits_in_sight_and_counts_when_organisers_say_so(scene: Scene) -> None:
    world = scene.world
    come(scene, rules.OF_ONE_HOST)
    come(scene, 3, "gmail.com")
    assert scene.slot() == 3
    assert len(world.rows(PendingSignature)) == rules.OF_ONE_HOST
    assert "20 signatures à vérifier, pas encore comptées" in public(scene)
    assert "d’une même messagerie" in public(scene)
    assert HOST not in public(scene)
    come(scene, 2, first=100)  # of a wave that waits: they join it
    assert scene.slot() == 0
    assert "22 signatures à vérifier" in public(scene)
    assert "prochain créneau" in judge(scene, "Les compter").words
    assert len(world.rows(Signature)) == 3
    assert scene.slot() == 22
    assert "à vérifier" not in public(scene)
    come(scene, rules.OF_ONE_HOST + 5, first=200)  # let through until tonight
    assert scene.slot() == rules.OF_ONE_HOST + 5
    assert counted(scene) == (50, 50)
    world.clock.forward(86_400)
    come(scene, rules.OF_ONE_HOST, first=300)
    assert scene.slot() == 0
    assert sorted(wave.state for wave in world.rows(Wave)) == ["passed", "waiting"]
    assert [wave.host for wave in world.rows(Wave) if wave.state == "passed"] == [""]
    assert "wave.pass" in [row.action for row in world.rows(StaffLog)]


def test_what_organisers_end_stands_in_the_log_with_its_reason_and_is_erased(scene: Scene) -> None:
    world = scene.world
    come(scene, rules.OF_ONE_HOST)
    scene.slot()
    come(scene, 2, "laposte.net")
    assert "ne compteront pas" in judge(scene, "Les écarter").words
    assert world.rows(LogLeaf) == []  # at the slot, with others
    assert scene.slot() == 2
    assert world.rows(PendingSignature) == []
    assert len(world.rows(Signature)) == 2
    leaves = sorted(world.rows(LogLeaf), key=lambda leaf: leaf.leaf)
    assert [leaf.kind for leaf in leaves] == ["add"] * 22 + ["revoke"] * 20
    assert {leaf.reason for leaf in leaves[22:]} == {"wave"}
    assert len({leaf.revokes for leaf in leaves[22:]}) == 20
    assert not {leaf.revokes for leaf in leaves[22:]} & {row.leaf for row in world.rows(Signature)}
    assert counted(scene) == (2, 2)
    (head,) = world.rows(LogHead)
    assert (head.count, head.size, head.root) == (2, 42, root([leaf.hash for leaf in leaves]))
    last = leaves[-1]
    assert last.hash == leaf_hash(revocation(scene.code, last.revokes, "wave"))
    assert "20 signatures écartées après vérification" in public(scene)
    text = world.browser().get(f"{scene.url}/journal").text
    assert json.loads(text.splitlines()[0])["signatures"] == 2


def test_a_wave_is_judged_once_and_by_organisers_alone(scene: Scene) -> None:
    world = scene.world
    come(scene, rules.OF_ONE_HOST)
    scene.slot()
    (wave,) = world.rows(Wave)
    base = f"{scene.team}/afflux"
    for who in (None, world.alice, world.charlie, world.maud):
        browser = world.browser(who)
        assert browser.get(base).status in (401, 403, 404)
        for act in ("acceptation", "ecart"):
            assert browser.get(f"{base}/{wave.ref}/{act}").status in (401, 403, 404)
            assert browser.post(f"{base}/{wave.ref}/{act}").status in (401, 403)
    first, second = world.browser(world.olga), world.browser(world.olga)
    first.get(f"{base}/{wave.ref}/ecart")
    second.get(f"{base}/{wave.ref}/acceptation")
    assert [row.state for row in world.rows(Wave)] == ["waiting"]  # looking decides nothing
    assert first.send("Les écarter").status == 200
    page = second.send("Les compter")
    assert page.status == 409
    assert [wave.state for wave in world.rows(Wave)] == ["ended"]
    other = Scene(world)
    mark = {"_csrf": str(first.page.all("input", name="_csrf")[0].get("value"))}
    assert first.post(f"{other.team}/afflux/{wave.ref}/ecart", mark).status == 404
    assert first.get(f"{other.team}/afflux/{wave.ref}/ecart").status == 404
    assert first.get(f"{base}/{wave.ref}/ecart").url == base  # decided already
    assert first.post(f"{base}/inconnu/ecart", mark).status == 404


def test_open_carnets_in_a_mass_are_looked_at_and_few_are_not(scene: Scene) -> None:
    come(scene, rules.OPEN_CARNETS - 1, tier="open")
    assert scene.slot() == rules.OPEN_CARNETS - 1
    come(scene, rules.OPEN_CARNETS, tier="open", first=1000)
    come(scene, 60, tier="carnet")
    assert scene.slot() == 60
    assert "carnets sans attestation" in public(scene)


def test_whoever_is_held_still_takes_back_and_does_not_sign_twice(scene: Scene) -> None:
    world = scene.world
    come(scene, rules.OF_ONE_HOST)
    scene.slot()
    come(scene, rules.OF_ONE_HOST)  # the same again
    assert len(world.rows(PendingSignature)) == rules.OF_ONE_HOST
    publish_signatures(world.house)
    world.clock.forward(30 * 86_400)  # nothing lapses: only a word ends it
    assert scene.slot() == 0
    assert len(world.rows(PendingSignature)) == rules.OF_ONE_HOST


def test_the_mark_of_a_host_is_of_one_day_and_open_mailboxes_have_none(world: World) -> None:
    key, today = bytes(32), world.clock().today
    mark = host_mark(key, "a@chu-exemple.fr", today)
    assert mark == host_mark(key, "B@CHU-exemple.fr", today)
    assert mark != host_mark(key, "a@chu-exemple.fr", today.replace(year=today.year + 1))
    assert mark != host_mark(bytes(31) + b"x", "a@chu-exemple.fr", today)
    assert (len(mark), host_mark(key, "a@gmail.com", today)) == (16, "")


def test_where_thousands_sign_at_once_every_host_has_its_twenty() -> None:
    crowd = [("email", "")] * 1970 + [("email", "small")] * 30
    assert rules.waves(crowd, [], []) == set()
    assert rules.waves([*crowd, *[("email", "fake")] * 250], [], []) == {("email", "fake")}


FLOWS = st.lists(
    st.tuples(st.sampled_from(["email", "open", "carnet", "paper"]), st.sampled_from(["", "a", "b"])),
    max_size=120,
)


@given(
    FLOWS,
    st.sets(st.sampled_from([("email", "a"), ("open", "")])),
    st.sets(st.sampled_from([("email", "a")])),
)
def test_counts_alone_decide(
    flows: list[rules.Flow], joined: set[rules.Flow], passed: set[rules.Flow]
) -> None:
    held = rules.waves(flows, joined, passed)
    assert held == rules.waves(flows[::-1], joined, passed)  # the order of arrival says nothing
    assert held <= set(flows) - passed
    for flow in held:
        assert rules.reason_of(flow) in rules.REASONS
        assert flow in joined or flows.count(flow) >= max(rules.OF_ONE_HOST, len(flows) / rules.SHARE)
    assert not any(tier in ("carnet", "paper") or (tier, host) == ("email", "") for tier, host in held)


def test_the_mark_of_a_host_goes_with_its_day_though_nobody_looks(scene: Scene) -> None:
    come(scene, 20)
    scene.slot()
    assert {row.host for row in scene.world.rows(PendingSignature)} == {""}
    assert [bool(row.host) for row in scene.world.rows(Wave)] == [True]
    maintain(scene.world.house)
    assert [bool(row.host) for row in scene.world.rows(Wave)] == [True]
    scene.world.clock.forward(86_400)
    maintain(scene.world.house)
    assert [(row.host, row.state, row.n) for row in scene.world.rows(Wave)] == [("", "waiting", 20)]
