"""Taking a signature back: contact and salt go, the log grows by one line, the count is what it says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import update

from forum.collectives.models import Collective, Pending
from forum.petitions.journal.rules import leaf_hash, revocation, root
from forum.petitions.models import LogHead, LogLeaf, PendingSignature, Petition, Signature, SignatureCount
from forum.petitions.publication import publish_signatures
from forum.petitions.queries import counts, recount
from tests.petitions.scene import Scene
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def mailed(scene: Scene, address: str = "lea@example.org") -> str:
    """Signed, confirmed and counted; the link that takes it back."""
    scene.sign(address)
    ((_to, _subject, body),) = scene.mails()
    confirm, back = (
        str(re.findall(rf"http://[^/]+(/p/\S+/{way}/\S+)", body)[0]) for way in ("confirmation", "retrait")
    )
    browser = scene.world.browser()
    browser.get(confirm)
    browser.send("Je confirme")
    assert scene.slot() == 1
    return back


def take_back(world: World, link: str) -> None:
    browser = world.browser()
    assert browser.get(link).status == 200
    assert browser.send("Je retire ma signature").url.endswith("/retrait")


def test_the_link_looks_first_and_takes_back_at_the_slot(scene: Scene) -> None:
    world = scene.world
    link = mailed(scene)
    sealed, salt = (getattr(world.rows(Signature)[0], name) for name in ("sealed", "salt"))
    for _ in range(2):
        assert "Rien n’est fait tant que vous n’appuyez pas" in world.browser().get(link).words
    assert world.rows(Pending) == []
    take_back(world, link)
    take_back(world, link)
    assert len(world.rows(Signature)) == len(world.rows(Pending)) == 1
    assert world.slot() == 1
    assert world.rows(Signature) == []
    assert world.browser().get(link).status == 410
    with world.house.db.read() as tx:
        assert recount(tx, scene.petition.id) == (0, 0)
        assert counts(tx, scene.petition.id).total == 0
    if world.house.db.sqlite:
        world.house.db.close()
        files = b"".join(f.read_bytes() for f in world.settings.data_dir.glob("forum.sqlite3*"))
        assert sealed not in files
        assert salt not in files


def test_the_log_keeps_its_leaf_and_says_that_it_no_longer_counts(scene: Scene) -> None:
    world = scene.world
    link = mailed(scene)
    mailed(scene, "sam@example.org")
    before = [(leaf.leaf, leaf.hash) for leaf in sorted(world.rows(LogLeaf), key=lambda leaf: leaf.leaf)]
    take_back(world, link)
    world.slot()
    leaves = sorted(world.rows(LogLeaf), key=lambda leaf: leaf.leaf)
    assert [(leaf.leaf, leaf.hash) for leaf in leaves[:2]] == before
    last = leaves[2]
    assert (last.kind, last.reason) == ("revoke", "signer")
    assert last.hash == leaf_hash(revocation(scene.code, last.revokes, "signer"))
    head = world.rows(LogHead)[0]
    assert (head.size, head.count, head.root) == (3, 1, root([leaf.hash for leaf in leaves]))
    assert "1 signature" in world.browser().get(scene.url).words
    publish_signatures(world.house)  # the worker's next step signs what the slot changed
    assert '"revokes": ' in world.browser().client.get(f"{scene.url}/journal").text


def test_what_nobody_counted_yet_is_erased_at_once(scene: Scene) -> None:
    world = scene.world
    scene.sign()
    ((_to, _subject, body),) = scene.mails()
    take_back(world, str(re.findall(r"http://[^/]+(/p/\S+/retrait/\S+)", body)[0]))
    assert world.rows(PendingSignature) == world.rows(Pending) == []


def test_after_the_closing_the_link_still_works_and_one_may_not_sign_again(scene: Scene) -> None:
    world = scene.world
    link = mailed(scene)
    world.clock.forward(80 * 24 * 3600)
    publish_signatures(world.house)
    take_back(world, link)
    world.slot()
    assert world.rows(Signature) == []
    assert [leaf.kind for leaf in sorted(world.rows(LogLeaf), key=lambda leaf: leaf.leaf)] == [
        "add",
        "revoke",
    ]


def test_moderation_hides_a_petition_and_keeps_nobody_in_it(scene: Scene) -> None:
    link = mailed(scene)
    with scene.world.house.db.write() as tx:
        tx.exec(update(Petition).values(hidden=True))
    take_back(scene.world, link)
    scene.world.slot()
    assert scene.world.rows(Signature) == []


def test_whoever_took_theirs_back_may_sign_again_and_counts_once(scene: Scene) -> None:
    take_back(scene.world, mailed(scene))
    scene.world.slot()
    mailed(scene)
    with scene.world.house.db.read() as tx:
        assert recount(tx, scene.petition.id) == (1, 1)


@pytest.mark.parametrize("token", ["inconnu", "x" * 300, "%00"])
def test_a_link_that_is_not_one_takes_nothing(scene: Scene, token: str) -> None:
    mailed(scene)
    client = scene.world.browser().client
    assert client.get(f"{scene.url}/retrait/{token}").status_code in (404, 410)
    assert client.post(f"{scene.url}/retrait/{token}").status_code == 404
    assert scene.world.rows(Pending) == []


def test_a_link_of_another_petition_takes_nothing(world: World) -> None:
    scene = Scene(world)
    link = mailed(scene)
    other = Scene(world)
    moved = link.replace(scene.code, other.code)
    assert world.browser().client.post(moved).status_code == 404
    assert world.browser(world.charlie).client.get(f"{other.url}/retrait").status_code == 200


def test_the_count_is_additions_less_revocations_whatever_the_days(scene: Scene) -> None:
    links = [mailed(scene, f"p{n}@example.org") for n in range(3)]
    scene.world.clock.forward(3 * 24 * 3600)
    for link in links[:2]:
        take_back(scene.world, link)
    scene.world.slot()
    with scene.world.house.db.read() as tx:
        assert recount(tx, scene.petition.id) == (1, 1)
        assert [n for _day, n in counts(tx, scene.petition.id).points][-1] == 1
    assert sum(row.n for row in scene.world.rows(SignatureCount)) == 1


@given(
    st.text(max_size=12),
    st.integers(0, 2**40),
    st.text(max_size=20),
    st.text(max_size=12),
    st.integers(0, 2**40),
)
def test_two_revocations_never_share_a_hash(
    code: str, leaf: int, reason: str, other: str, place: int
) -> None:
    same = (code, leaf, reason) == (other, place, reason)
    assert (revocation(code, leaf, reason) == revocation(other, place, reason)) is same


def test_whoever_holds_the_link_takes_it_back_where_they_may_no_longer_read(scene: Scene) -> None:
    """A slip, or another phone, in a collective that members alone read: the link is enough, and shows nothing without."""
    world, back = scene.world, mailed(scene)
    with world.house.db.write() as tx:
        tx.exec(update(Collective).values(reading="members"))
    stranger = world.browser()
    assert stranger.get(scene.url).status == stranger.get(f"{scene.url}/retrait/{'x' * 26}").status == 404
    assert stranger.get(f"{scene.url}/retrait").status == 404
    assert "Je retire ma signature" in stranger.get(back).text
    page = stranger.send("Je retire ma signature")
    assert page.status == 200 and page.title == "Retirer une signature"
    world.slot()
    assert world.rows(Signature) == []
    assert stranger.get(back).status == stranger.get(back.replace("retrait", "pas-moi")).status == 404
