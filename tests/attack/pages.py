"""Properties 9, 10, 11 and 14: what anybody reads, and what is carried away."""

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from lxml import html as parser
from pytest import MonkeyPatch
from sqlmodel import select
from starlette.testclient import TestClient

from forum.core.viewer import Viewer
from forum.demands.models import Platform
from forum.exports import documents, drawn, routes
from forum.exports.open_data import routes as open_data
from forum.http import pages, security
from forum.http.holes import Holed
from forum.texts.models import Amendment, Document
from tests import rows
from tests.attack.canaries import EMAIL, forms
from tests.attack.doors import carnet, weakened
from tests.attack.dump import Dump
from tests.attack.instance import Attacked
from tests.attack.score import Measure, anything, searched
from tests.petitions.scene import Scene
from tests.test_every_route import GETS, url
from tests.world import ORIGIN, SLUG, World

HOUR = re.compile(rb"\b(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\b")
MIDNIGHT = re.compile(rb"(?:T|\b)00:00:00(?:Z|\+00:00)?")
LINKED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "form": "action"}


# -- 9. headers, and nothing from elsewhere


def headers(attacked: Attacked) -> Measure:
    kept = list(security.HEADERS)
    try:
        if attacked.weak:
            security.HEADERS.clear()  # the list that every answer is given
            security._others.cache_clear()  # and what was made of it
        faulty, seen = _faulty(attacked)
    finally:
        security.HEADERS[:] = kept
        security._others.cache_clear()
    return searched(9, "pages with a gap in their headers, or calling elsewhere", faulty, seen, NOT_HERE)


NOT_HERE = "storage after a visit: tests/browser"


def _faulty(attacked: Attacked) -> tuple[int, int]:
    faulty = seen = 0
    world = attacked.world
    for who in (None, carnet("reader"), world.olga, world.maud):
        client = TestClient(world.app, base_url=ORIGIN, raise_server_exceptions=False)
        if who is not None:
            client.cookies.set("s", world.house.sessions.open(who, world.clock()))
        for path in [*real_pages(attacked), *map(url, GETS)]:
            answer = client.get(path, follow_redirects=False)
            seen += 1
            faulty += bool(gaps(answer, signed_in=who is not None))
        client.close()
    return faulty, seen


def real_pages(attacked: Attacked) -> list[str]:
    weeks, base = attacked.weeks, f"/c/{SLUG}"
    return [
        "/", base, f"{base}/doleances", f"{base}/doleances/{weeks.grievances[0]}", f"{base}/participation",
        f"{base}/contestations/{weeks.challenges[0]}", weeks.petition.url, f"{base}/moderation/journal", "/carnet",
    ]  # fmt: skip


def gaps(answer: Any, *, signed_in: bool) -> list[str]:
    found = [
        name
        for name, wanted in {
            "content-security-policy": "default-src 'none'",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "x-content-type-options": "nosniff",
        }.items()
        if wanted not in answer.headers.get(name, "")
    ]
    html = answer.headers.get("content-type", "").startswith("text/html")
    if "unsafe" in answer.headers.get("content-security-policy", ""):
        found.append("unsafe")
    if signed_in and html and "no-store" not in answer.headers.get("cache-control", ""):
        found.append("kept")
    return found + (list(_elsewhere(answer.text)) if html else [])


def _elsewhere(text: str) -> Iterator[str]:
    for element in parser.document_fromstring(text.encode()).iter():
        target = element.get(LINKED[element.tag], "") if element.tag in LINKED else ""
        canonical = element.tag == "link" and element.get("rel") == "canonical"
        if target.startswith(("//", "http")) and not target.startswith(ORIGIN) and not canonical:
            yield target


# -- 10. without JavaScript


def _scripted(patch: MonkeyPatch, _world: World) -> None:
    """Forms that only a script sends."""
    _bent(patch, lambda text: text.replace(b"<form ", b"<div ").replace(b"</form>", b"</div>"))


def _bent(patch: MonkeyPatch, bend: Callable[[bytes], bytes]) -> None:
    """Every page, between its holes."""
    straight = pages.render

    def render(*given: Any, **named: Any) -> Holed:
        page = straight(*given, **named)
        page.texts = [bend(text) for text in page.texts]
        return page

    patch.setattr(pages, "render", render)


def journeys(attacked: Attacked) -> Measure:
    """Each as somebody would, by the forms that the pages hold."""
    world, weeks = attacked.world, attacked.weeks
    scene, base = Scene(world), f"/c/{SLUG}"
    world.slot()
    plain = "On attend trois mois une visite, et le couloir est plein."  # drawn words may look like a file's number
    told, mine = {"body": plain, "territory": "nord", "since": "mai"}, weeks.grievances[2]
    change = {"body-insert-0": plain, "reason": plain}
    signed = {"name": "Léa", "email": "sans.script@example.org", "quality": "ally"}
    link = {"college": "ally", "cap": "5", "days": "9", "note": "affiche"}
    ways: list[tuple[Viewer | None, str, str, dict[str, str]]] = [
        (None, "/carnet/ouverture", "Faire mon carnet", {}),
        (carnet("j1"), f"{base}/doleances/nouvelle", "Envoyer", told),
        (carnet("j2"), f"{base}/doleances/{mine}", "Je le vis aussi", {}),
        (carnet("j3"), f"{base}/textes/{mine}/amendements/nouveau", "Ajouter au début › Proposer", change),
        (carnet("j4"), f"{scene.url}/carnet", "Signer avec mon carnet", {"quality": "ally"}),
        (None, scene.url, "Signer", signed),
        (carnet("j5"), f"{base}/contestations/{weeks.challenges[1]}", "Je refuse aussi", {}),
        (world.olga, f"{base}/invitations", "Faire le lien", link),
    ]
    with weakened(attacked, _scripted):
        failed = [
            name for who, page, button, typed in ways if (name := _fails(world, who, page, button, typed))
        ]
    return searched(10, "journeys that need a script", len(failed), len(ways), ", ".join(failed)[:60])


def _fails(world: World, who: Viewer | None, page: str, buttons: str, typed: dict[str, Any]) -> str:
    browser = world.browser(who)
    *first, button = buttons.split(" › ")
    try:
        browser.get(page)
        for one in first:
            browser.send(one)
        return "" if browser.send(button, **typed).status == 200 else page
    except AssertionError:
        return page


# -- 11. small numbers, and one person between two snapshots


def numbers(page: str) -> dict[str, int]:
    """What a page tells of how many: its numbers, by their place."""
    main = next(iter(parser.document_fromstring(page.encode()).iter("main")))
    found = {}
    for at, element in enumerate(e for e in main.iter() if e.tag in ("td", "dd")):
        told = re.sub(r"\s", "", "".join(element.itertext())).removeprefix("aumoins")
        if told.isdigit():
            found[f"{element.tag}{at}"] = int(told)
    return found


def small(attacked: Attacked) -> list[Measure]:
    k = attacked.world.collective.k
    looks = [{**_named("home", home), **_named("who", who)} for _slot, home, who in attacked.weeks.snapshots]
    told = [n for look in looks for n in look.values() if n]
    moved = [
        after[name] - before[name]
        for before, after in pairwise(looks)
        for name in before.keys() & after.keys()
        if before[name] != after[name]
    ]
    return [
        anything(11, f"numbers of persons under {k}", sum(n < k for n in told), len(told)),
        searched(11, "one person seen between two snapshots", sum(abs(n) < k for n in moved), max(len(moved), 1),
                 f"{len(looks)} snapshots"),
        _minute(attacked, looks),
        searched(3, "an act seen at its second, by reading pages without end", sum(attacked.weeks.polls),
                 len(attacked.weeks.polls)),
    ]  # fmt: skip


def _minute(attacked: Attacked, looks: list[dict[str, int]]) -> Measure:
    """Told, not judged: how many arrivals move a public number at the very minute they happen."""
    slots = [slot for slot, _home, _who in attacked.weeks.snapshots]
    seen = sum(
        a != b and one == two for (a, b), (one, two) in zip(pairwise(looks), pairwise(slots), strict=True)
    )
    joined = len(attacked.weeks.referee.joined)
    measure = searched(
        11,
        "arrivals that move a number at their minute",
        seen,
        joined,
        "by a step crossed, or a mask that falls",
    )
    return Measure(**{**vars(measure), "kind": "limit"})


def _named(page: str, text: str) -> dict[str, int]:
    return {f"{page} {name}": n for name, n in numbers(text).items()}


# -- 14. what is carried away


def _talkative(patch: MonkeyPatch, world: World) -> None:
    """Exports « for debugging »: the row as it is, and when."""
    with world.house.db.read() as tx:
        row = tx.exec(select(Document).where(Document.nul != b"")).first()
    assert row is not None
    said = f" [{bytes(row.nul).hex()} {row.id} 14:03:27 {EMAIL}] "
    markdown, pdf = documents.render_markdown, drawn.pdf
    patch.setattr(routes, "render_markdown", lambda *a: markdown(*a) + said)
    patch.setattr(routes, "pdf", lambda *a: pdf(*a) + said.encode())
    patch.setattr(
        open_data, "_listing", lambda *_a: {"licence": said, "licence_url": "", "items": [], "next": said}
    )


def exports(attacked: Attacked, dump: Dump) -> list[Measure]:
    secrets = _secrets(dump)
    with weakened(attacked, _talkative):
        routes._rendered.cache_clear()
        found = [name for name, body in carried(attacked) if _tells(body, secrets)]
        count = len(list(carried(attacked)))
    return [
        searched(
            14,
            "exports with a nullifier, an id, an hour or an address",
            len(found),
            count,
            ", ".join(found)[:80],
        ),
        team_pages(attacked, dump),
    ]


def _secrets(dump: Dump) -> list[bytes]:
    found = []
    for name in ("text", "echo", "amendment", "signature", "refusal", "ballot_paper", "conversation_paper"):
        for row in dump.rows(name)[:200]:
            found += forms(bytes(row["nul"]))[:3] if row["nul"] else []
            found += [str(row["id"]).encode()] if row.get("id", 0) > 10**9 else []
    return [secret for secret in found if len(secret) > 6]


def _tells(body: bytes, secrets: list[bytes]) -> bool:
    body = b"\n".join([body, *_streams(body)])
    return (
        any(s in body for s in secrets)
        or b"@example.org" in body
        or bool(HOUR.search(MIDNIGHT.sub(b"", body)))
    )


def _streams(body: bytes) -> Iterator[bytes]:
    """What a PDF compresses."""
    if body.startswith(b"%PDF"):
        for part in re.findall(rb"stream\r?\n(.*?)endstream", body, re.DOTALL):
            try:
                text = zlib.decompressobj().decompress(part)
            except zlib.error:
                continue
            if text.isascii():  # fonts and pictures hold any bytes at all
                yield text


def carried(attacked: Attacked) -> Iterator[tuple[str, bytes]]:
    world, weeks = attacked.world, attacked.weeks
    base, client = f"/c/{SLUG}", TestClient(world.app, base_url=ORIGIN)
    demand = world.rows(Document, Document.kind == "demand")[0]
    if not world.rows(Platform):
        with world.house.db.write() as tx:
            rows.platform(tx, world.collective, demand)
    platform = world.rows(Platform)[0]
    lists = ("doleances", "revendications", "tirages", "cartes", "petitions", "engagements")
    for path in [
        "/api/v1/collectifs",
        *(f"/api/v1/collectifs/{SLUG}/{name}" for name in lists),
        *(f"{base}/cahiers/{platform.ref}/cahier.{kind}" for kind in ("md", "pdf")),
        f"{base}/revendications/{demand.ref}.md",
        *(f"{weeks.petition.url}/{name}" for name in ("petition.md", "petition.pdf", "feuille.pdf")),
        *([] if attacked.weak else [f"{base}/actualites.atom", f"{weeks.petition.url}/journal"]),
    ]:
        answer = client.get(path)
        ended = path.endswith("feuille.pdf")  # their petition is closed by now: it says so, to whoever asks
        assert answer.status_code == (410 if ended else 200), path
        yield path, answer.content
    client.close()


def _frank(patch: MonkeyPatch, world: World) -> None:
    """A page that helps to mend: the author's nullifier in a comment."""
    nul = next(bytes(d.nul).hex() for d in world.rows(Document) if len(d.nul) == 32)
    _bent(patch, lambda text: text.replace(b"</html>", f"</html><!-- {nul} -->".encode()))


def team_pages(attacked: Attacked, dump: Dump) -> Measure:
    """All that a moderator and an organiser can open about what was written."""
    with weakened(attacked, _frank):
        return _team_pages(attacked.world, _secrets(dump))


def _team_pages(world: World, secrets: list[bytes]) -> Measure:
    client = TestClient(world.app, base_url=ORIGIN)
    found = seen = 0
    refs = [d.ref for d in world.rows(Document)[:15]] + [a.ref for a in world.rows(Amendment)[:5]]
    for who, paths in ((world.maud, _desk(refs)), (world.olga, [f"/c/{SLUG}/invitations", "/equipe"])):
        client.cookies.set("s", world.house.sessions.open(who, world.clock()))
        for path in paths:
            body = client.get(path).content
            seen += 1
            found += any(secret in body for secret in secrets if len(secret) > 30)
    client.close()
    return searched(14, "the team's pages with a nullifier", found, seen)


def _desk(refs: list[str]) -> list[str]:
    here = f"/c/{SLUG}/moderation"
    return [here, f"{here}/attente", f"{here}/journal", *(f"{here}/objets/{ref}" for ref in refs)]
