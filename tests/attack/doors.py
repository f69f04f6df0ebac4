"""Properties 6, 7, 8, 12 and 13: doors tried by force, on the very instance that was lived in."""

import asyncio
import hashlib
import random
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from httpx2 import ASGITransport, AsyncClient
from pytest import MonkeyPatch
from sqlmodel import SQLModel, func, select
from starlette.testclient import TestClient

from forum.collectives.actions import invite
from forum.collectives.models import Invitation
from forum.collectives.publication import actions as publication
from forum.collectives.queries import enter
from forum.core.crypto import argon2id, packed, sha256, unlock
from forum.core.errors import Forbidden
from forum.core.viewer import Viewer
from forum.deliberation.ballot_actions import submit_vote
from forum.http import house as house_module
from forum.http import sessions
from forum.http.security import csrf_token
from forum.identity import carnets, words
from forum.identity.staff import actions as staff
from forum.identity.staff.models import Staff, StaffLink
from forum.moderation import actions as moderation
from forum.moderation.subjects.queries import find as find_subject
from forum.petitions import nullifiers, signing
from forum.petitions.models import PendingSignature
from forum.texts.models import Document
from tests.attack.dump import Dump
from tests.attack.instance import Attacked
from tests.attack.linking import Question, choose, hints, sorted_out
from tests.attack.referee import Deed
from tests.attack.score import Measure, searched
from tests.petitions.scene import Scene
from tests.world import ORIGIN, SLUG, World

AT_ONCE = 6
TRIALS = 12


@contextmanager
def weakened(attacked: Attacked, weaken: Callable[[MonkeyPatch, World], None]) -> Iterator[None]:
    with MonkeyPatch.context() as patch:
        if attacked.weak:
            weaken(patch, attacked.world)
        yield


def carnet(name: str) -> Viewer:
    return Viewer(key=sha256(f"at the door {name}"))


# -- 6. the same act twice, at the same time


def _forgetful(patch: MonkeyPatch, _world: World) -> None:
    """Nothing of a person comes back the same: everybody is somebody else at each act."""
    from forum.core.crypto import expand

    def nul(self: Viewer, label: str, scope: str) -> bytes:
        return expand(self.key, packed(label, scope, secrets.token_bytes(8)))

    patch.setattr(Viewer, "nul", nul)
    patch.setattr(nullifiers, "email_nul", lambda _key, _email: secrets.token_bytes(32))


def twice(attacked: Attacked) -> Measure:
    with weakened(attacked, _forgetful):
        scene = Scene(attacked.world)
        attacked.world.slot()  # whatever waited from other attacks is not to be counted here
        tries = [_counted(attacked, scene, n, kind) for n in range(3) for kind in _urls(attacked, scene, "")]
    return searched(6, "one act sent six times at once, counted twice", sum(tries), len(tries))


def _urls(attacked: Attacked, scene: Scene, code: str) -> dict[str, tuple[str, dict[str, str], str]]:
    """Of each act: where it is sent, what is typed, and the table in which it must make one row."""
    weeks, base = attacked.weeks, f"/c/{SLUG}"
    typed = {"body": f"Un texte envoyé deux fois {code}.", "territory": "nord", "since": "mai"}
    return {
        "echo": (f"{base}/doleances/{weeks.grievances[0]}/echos", {}, "echo"),
        "refusal": (f"{base}/contestations/{weeks.challenges[0]}/refus", {}, "refusal"),
        "grievance": (f"{base}/doleances", typed, "grievance"),
        "signature": (f"{scene.url}/carnet", {"quality": "ally"}, "pending_signature"),
        "by mail": (
            f"{scene.url}/signatures",
            {"name": "Léa", "email": f"deux{code}@example.org", "quality": "ally"},
            "pending_signature",
        ),
        "invitation": (f"/invitation/{code}", {}, "college_grant"),
    }


def _counted(attacked: Attacked, scene: Scene, n: int, kind: str) -> bool:
    """Whether one act, sent many times at the same moment, became more than one row."""
    world = attacked.world
    with world.house.db.write() as tx:
        code = invite(tx, enter(tx, SLUG, world.olga), "ally", "", 50, 9, world.clock())
    url, typed, table = _urls(attacked, scene, code)[kind]
    viewer = carnet(f"{kind} {n} {attacked.engine}")
    token = world.house.sessions.open(viewer, world.clock())
    typed = {**typed, **({} if kind == "by mail" else {"_csrf": csrf_token(world.house, token)})}
    before = _rows(world, table)
    asyncio.run(_storm(world, url, typed, "" if kind == "by mail" else token))
    if table not in ("pending_signature", "college_grant"):
        world.slot()
    used = world.rows(Invitation, Invitation.code_hash == sha256(code))[0].used
    assert _rows(world, table) > before, f"{kind}: nothing was taken"
    return _rows(world, table) != before + 1 or used > 1


def _rows(world: World, table: str) -> int:
    with world.house.db.read() as tx:
        return int(tx.exec(select(func.count()).select_from(SQLModel.metadata.tables[table])).one())


async def _storm(world: World, url: str, typed: dict[str, str], token: str) -> None:
    world.house._gate = None  # a lock belongs to one loop, and each storm has its own
    headers = {"origin": ORIGIN, **({"cookie": f"s={token}"} if token else {})}
    transport = ASGITransport(app=world.app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=ORIGIN, headers=headers, timeout=60) as client:
        answers = await asyncio.gather(*(client.post(url, data=typed) for _ in range(AT_ONCE)))
    assert all(a.status_code in (200, 303) for a in answers), [a.status_code for a in answers]
    world.house._gate = None


# -- 7. sessions


def _lasting(patch: MonkeyPatch, _world: World) -> None:
    """Signing out only forgets the cookie, and the store keeps its keys in clear."""
    patch.setattr(sessions.Sessions, "close", lambda _self, _token: None)
    patch.setattr(sessions, "lock", lambda _key, data: data)
    patch.setattr(sessions, "unlock", lambda _key, data: data)


def cookies(attacked: Attacked) -> list[Measure]:
    with weakened(attacked, _lasting):
        tries = [_replayed(attacked, n) for n in range(TRIALS)]
        opened = [_opened(attacked.world, carnet(f"cookie {n}")) for n in range(TRIALS)]
    return [
        searched(7, "cookie used after signing out", sum(tries), TRIALS),
        searched(7, "keys from the store alone, or the cookie alone", sum(opened), TRIALS),
    ]


def _replayed(attacked: Attacked, n: int) -> bool:
    """Whether an act is taken from a cookie that signed out; anything but 401 is a success."""
    world, client = attacked.world, TestClient(attacked.world.app, base_url=ORIGIN)
    token = world.house.sessions.open(carnet(f"replay {n}"), world.clock())
    headers = {"origin": ORIGIN, "cookie": f"s={token}"}
    mark = {"_csrf": csrf_token(world.house, token)}
    url = f"/c/{SLUG}/doleances/{attacked.weeks.grievances[1]}/echos"
    assert client.get("/carnet", headers=headers).status_code == 200
    client.post("/carnet/fermeture", data=mark, headers=headers)
    answer = client.post(url, data=mark, headers=headers, follow_redirects=False)
    client.close()
    return answer.status_code != 401


def _opened(world: World, viewer: Viewer) -> bool:
    token = world.house.sessions.open(viewer, world.clock())
    digest = sha256(token)
    entry = world.house.sessions.store.get(digest)
    assert entry is not None
    keys = [
        digest,
        hashlib.blake2b(digest, digest_size=32).digest(),
        world.house.keys.pepper,
        world.house.keys.forms,
    ]
    return viewer.key in entry.box or viewer.key in token.encode() or any(_opens(k, entry.box) for k in keys)


def _opens(key: bytes, box: bytes) -> bool:
    from nacl.exceptions import CryptoError

    try:
        unlock(key, box)
    except CryptoError:
        return False
    return True


# -- 8. Argon2 is not for whoever tries words


def _lenient(patch: MonkeyPatch, _world: World) -> None:
    patch.setattr(carnets, "read", lambda typed, _pepper: (words.Phrase(typed, typed), ""))


def checksum(attacked: Attacked, tries: int = 50) -> Measure:
    world, rng, calls = attacked.world, random.Random(11), list[int]()
    client = TestClient(world.app, base_url=ORIGIN)
    with weakened(attacked, _lenient), MonkeyPatch.context() as patch:

        def counted(*given: Any) -> bytes:
            calls.append(1)
            return argon2id(*given)

        patch.setattr(house_module, "argon2id", counted)
        for _ in range(tries):
            secret = rng.choices(words.all_words(), k=words.drawn_words())
            wrong = next(
                w
                for w in iter(lambda: rng.choice(words.all_words()), None)
                if w != words._checksum(secret, world.house.keys.pepper)
            )
            client.post(
                "/carnet/ouverture", data={"words": " ".join([*secret, wrong])}, follow_redirects=False
            )
            client.cookies.clear()
    client.close()
    return searched(8, "home-made words that reached Argon2", len(calls), tries)


# -- 12. links in mails


def _reusable(patch: MonkeyPatch, world: World) -> None:
    def spend(tx: Any, token: str, _now: Any) -> Viewer:
        link = tx.exec(select(StaffLink).where(StaffLink.token_hash == sha256(token))).one()
        return Viewer(staff_id=link.staff_id, staff_name="x")

    def waits(_tx: Any, petition_id: int, token_hash: bytes, now: Any) -> bool:
        with world.house.db.write() as tx:
            return signing.confirming(petition_id, token_hash, now.epoch, now)(tx)

    patch.setattr(staff, "spend_link", spend)
    patch.setattr(signing, "waits", waits)


def links(attacked: Attacked) -> list[Measure]:
    with weakened(attacked, _reusable):
        client = TestClient(attacked.world.app, base_url=ORIGIN, raise_server_exceptions=False)
        staffed = [_staff_link(attacked.world, client) for _ in range(TRIALS)]
        scene = Scene(attacked.world)
        mailed = [_confirmation(attacked.world, scene, client, n) for n in range(TRIALS)]
        client.close()
    return [
        searched(12, "team's link: spent by a look, twice, or late", sum(staffed), TRIALS),
        searched(12, "signer's link: a look signs", sum(mailed), TRIALS),
    ]


def _staff_link(world: World, client: TestClient) -> bool:
    """Whether any of the three can be done: look it away, use it twice, use it after a quarter of an hour."""
    now = world.clock()
    with world.house.db.write() as tx:
        account = tx.exec(select(Staff).where(Staff.email == "maud@example.org")).one()
        first, second = (staff.make_link(tx, account, now) for _ in range(2))
    for _ in range(3):
        client.get(f"/equipe/lien/{first}")
    used = [_spent(client, first) for _ in range(2)]
    world.clock.forward(staff.LINK_SECONDS + 1)
    return used != [303, 409] or _spent(client, second) != 409


def _spent(client: TestClient, token: str) -> int:
    status = client.post(f"/equipe/lien/{token}", follow_redirects=False).status_code
    client.cookies.clear()
    return status


def _confirmation(world: World, scene: Scene, client: TestClient, n: int) -> bool:
    typed = {"name": "Léa", "email": f"regard{n}@example.org", "quality": "ally"}
    client.post(f"{scene.url}/signatures", data=typed)
    body = next(body for to, _subject, body in scene.mails() if to == typed["email"])
    path = re.findall(r"/p/\S+/confirmation/\S+", body)[0]
    for _ in range(3):
        client.get(path)
    nul = nullifiers.email_nul(world.house.keys.petition(scene.code), typed["email"])
    return bool(world.rows(PendingSignature, PendingSignature.nul == nul)[0].confirmed)


# -- 13. a ban


def _toothless(patch: MonkeyPatch, _world: World) -> None:
    patch.setattr(publication, "check_sanctions", lambda *_all: None)


def ban(attacked: Attacked) -> Measure:
    """Voices are held back in one thread; their carnets then try to vote."""
    world, people = attacked.world, _suspended(attacked)
    passed = 0
    with weakened(attacked, _toothless):
        for viewer in people:
            with world.house.db.write() as tx:
                place = enter(tx, SLUG, viewer, "vote")
                try:
                    ballot = attacked.weeks.ballots[0]
                    submit_vote(tx, place, ballot, ballot.version, "for", "", world.clock())
                    passed += 1
                except Forbidden:
                    tx.rollback()
    return searched(13, "held back in one scope, acts in another", passed, len(people))


def _suspended(attacked: Attacked) -> list[Viewer]:
    weeks, world = attacked.weeks, attacked.world
    by_nul = {d.nul: d for d in weeks.referee.deeds if d.table == "text" and d.who >= 0}
    shown = [d for d in world.rows(Document, Document.kind == "argument") if bytes(d.nul) in by_nul]
    shown = random.Random(17).sample(sorted(shown, key=lambda d: d.ref), min(TRIALS, len(shown)))
    until = world.clock().today.replace(day=28)
    for document in shown:
        with world.house.db.write() as tx:
            subject = find_subject(tx, world.collective, document.ref)
            place = enter(tx, SLUG, world.maud)
            moderation.suspend(tx, place, subject, until, "Article 3", "Insultes.", world.clock())
    people = {by_nul[bytes(d.nul)].who for d in shown}
    attacked.banned = sorted(people)
    return [weeks.referee.people[who].viewer for who in attacked.banned]


def _alike(decoy: Deed, true: Deed) -> bool:
    """Of the same batch and table, or the days would tell them apart, which everybody reads."""
    return (decoy.slot, decoy.table) == (true.slot, true.table)


def ban_link(attacked: Attacked, dump: Dump) -> Measure:
    """Which of two acts of other scopes is by somebody who is held back?"""
    referee, rng = attacked.weeks.referee, random.Random(13)
    stolen, banned = sorted_out(dump), {bytes(row["nul"]): row for row in dump.rows("sanction")}
    questions: list[Question] = []
    for deed in referee.deeds:
        if deed.who not in attacked.banned or deed.nul not in banned:
            continue
        others = [
            d for d in referee.deeds if d.scope != deed.scope and d.college == deed.college and stolen.row(d)
        ]
        mine = [d for d in others if d.who == deed.who]
        for true in mine:
            decoys = [d for d in others if d.who not in attacked.banned and _alike(d, true)]
            a, b = stolen.row(true), stolen.row(rng.choice(decoys)) if decoys else None
            if a is not None and b is not None:
                questions.append((banned[deed.nul], a, b))
    return choose(13, "a ban, linked to acts elsewhere", questions, hints(attacked.world.house.keys.pepper))
