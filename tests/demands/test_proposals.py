"""Proposals of another consultation: whole with their arguments or not at all, marked with where they come from."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from forum.core.errors import Invalid
from forum.deliberation.models import Argument
from forum.demands.models import Demand
from forum.demands.proposals.actions import Into, Tally, check_place, take
from forum.demands.proposals.rules import read, tidy
from forum.grievances.models import Grievance
from forum.texts.models import Amendment, Document, Evidence, Version
from forum.texts.search import rebuild, search
from forum.texts.similar.queries import closest
from tests.texts.amending import amend
from tests.texts.authoring import answer
from tests.world import World

ROOT = Path(__file__).parents[2]
REAL = (
    Path(os.environ.get("FORUM_REAL_DATA", ROOT.parent / "shared" / "real"))
    / "texts/republique-numerique.jsonl"
)
SOURCE = "Consultation d’essai, 2015"


def row(mark: int = 1, **changes: Any) -> dict[str, Any]:
    said = {
        "id": f"a{mark}",
        "for": True,
        "body": "Ce serait juste.",
        "created_at": "2015-10-17T18:15:29+0200",
    }
    against = {"id": f"b{mark}", "for": False, "body": "Cela coûte trop cher."}
    link = {"title": "Un rapport", "link": "https://exemple.fr/rapport"}
    return {
        "id": mark,
        "title": f"Proposition {mark}",
        "body": "Une visite à domicile.\r\n    Pour chaque naissance.",
        "section": "Naissances",
        "created_at": "2015-09-26T14:05:04+0200",
        "sources": [link, {"title": "Sans adresse", "link": "javascript:alert(1)"}],
        "arguments": [said, against],
        "votes": {"ok": 25},
        **changes,
    }


DEEP = {"id": 2, "body": "y", "rebuttals": [{"id": 3, "body": "z"}]}


def lines(*rows: Any) -> list[str]:
    return [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows]


def imported(world: World, *rows: Any, **options: Any) -> Tally:
    good, bad = read(lines(*rows))
    assert bad == []
    with world.house.db.write() as tx:
        into = Into(world.collective, options.pop("kind", "demand"), SOURCE, **options)
        return take(tx, into, good, world.clock())


def test_a_proposal_is_a_draft_of_the_team_with_its_source_and_its_arguments(world: World) -> None:
    tally = imported(world, row())
    assert (tally.proposals, tally.arguments) == (1, 2)
    demand = world.rows(Document, Document.kind == "demand")[0]
    assert (demand.college, demand.nul, demand.thread) == ("staff", b"", demand.ref)
    page = world.browser().get(f"/c/lorne/revendications/{demand.ref}")
    for said in (
        "L’équipe du collectif",
        f"{SOURCE}, proposition n° 1",
        "rubrique « Naissances »",
        "Un rapport",
    ):
        assert said in page.words, said
    for said in (
        "Ce serait juste.",
        "Cela coûte trop cher.",
        f"{SOURCE}, argument n° a1",
        "Pour (1)",
        "Contre (1)",
    ):
        assert said in page.words, said
    assert not page.all("code")
    assert not [a for a in page.all("a") if a.get("href", "").startswith("javascript")]
    assert {a.side for a in world.rows(Argument)} == {"for", "against"}


def test_proposals_become_grievances_without_arguments(world: World) -> None:
    tally = imported(world, row(), kind="grievance", place="sud")
    assert (tally.proposals, tally.arguments) == (1, 0)
    assert len(world.rows(Grievance)) == 1
    ref = world.rows(Document)[0].ref
    page = world.browser().get(f"/c/lorne/doleances/{ref}")
    assert "Lorne Sud" in page.words
    assert "26 septembre 2015" in page.words
    with world.house.db.read() as tx, pytest.raises(Invalid) as refused:
        check_place(tx, world.collective, "lune")
    assert "nord, sud" in str(refused.value.errors)


def test_a_second_import_takes_what_is_not_there_yet(world: World) -> None:
    imported(world, row(1))
    longer = row(1, arguments=[*row(1)["arguments"], {"id": "c1", "for": True, "body": "Et c’est possible."}])
    tally = imported(world, longer, row(2))
    assert (tally.known, tally.proposals, tally.arguments) == (1, 1, 3)
    assert len(world.rows(Demand)) == 2
    assert len(world.rows(Argument)) == 5


def test_what_the_guard_sees_is_left_until_somebody_has_read_it(world: World) -> None:
    held = row(1, body="Écrivez à camille.durand@exemple.fr")
    other = row(2, arguments=[{"id": "x", "for": True, "body": "Écrivez à dominique@exemple.fr"}])
    tally = imported(world, held, other)
    assert (tally.proposals, tally.arguments) == (1, 0)
    assert [line for line, _seen in tally.held] == [1, 2]
    again = imported(world, held, other, read=True)
    assert (again.known, again.proposals, again.arguments) == (1, 1, 3)


def test_a_long_title_is_whole_in_the_text(world: World) -> None:
    title = "Donner à chaque famille " + "et à chaque enfant " * 12
    imported(world, row(title=title))
    version = world.rows(Version, Version.number == 1)
    body = next(v.fields["body"] for v in version if "title" in v.fields)
    assert body.startswith(" ".join(title.split()))


def test_a_text_longer_than_a_form_takes_still_changes(world: World) -> None:
    """Another field, and the long one as long as it does not grow."""
    long = "\n\n".join(["Une visite à domicile pour chaque naissance, partout."] * 400)[:19_655]
    imported(world, row(body=long, arguments=[]))
    (demand,) = world.rows(Document, Document.kind == "demand")
    for typed in ({"title-replace-0": "Des visites, partout"}, {"body-remove-3": "1"}):
        page = amend(world.browser(world.bob), demand.ref, typed)
        assert page.status == 200, page.words
        world.slot()
        (waits,) = world.rows(Amendment, Amendment.state == "open")
        assert answer(world, world.olga, demand.ref, waits.ref, "accepted").status == 200
        world.slot()
    last = world.rows(Version, Version.number == 3)[0]
    assert last.fields["title"] == "Des visites, partout"
    assert 6_000 < len(last.fields["body"]) < 19_655
    page = amend(world.browser(world.bob), demand.ref, {"body-insert-0": "Encore plus long."})
    assert page.status == 422
    assert "C’est trop long" in page.error("body-insert-0")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[1]", "objet"),
        (row(title=" "), "« title » manque"),
        (row(body=None), "« body » manque"),
        (row(body="x" * 40_001), "trop long"),
        (row(body="\u202eretourné"), "sens d’écriture"),
        (row(id=""), "« id » manque"),
        (row(id=True), "« id » manque"),
        (row(arguments=[{"id": 1, "body": "x"}]), "pour"),
        (row(arguments=[{"id": 1, "for": True, "body": ""}]), "un argument"),
        (row(arguments="non"), "liste"),
        (row(arguments=[{"id": 1, "for": True, "body": "x", "rebuttals": [{"id": 2}]}]), "« body » manque"),
        (row(arguments=[{"id": 1, "for": True, "body": "x", "rebuttals": [DEEP]}]), "s’arrête à la première"),
    ],
)
def test_a_bad_line_is_told_with_its_number(line: Any, why: str) -> None:
    good, bad = read(lines(row(1), "", line if isinstance(line, str) else {**line}))
    if isinstance(line, dict) and line.get("id") == 1:
        good, bad = read(lines(row(7, arguments=[]), "", line))
    assert len(good) == 1
    assert [wrong.line for wrong in bad] == [3]
    assert why in bad[0].why


def test_the_same_number_twice_is_a_bad_line() -> None:
    good, bad = read(lines(row(1), row(1)))
    assert (len(good), [wrong.line for wrong in bad]) == (1, [2])


def test_html_goes_and_breaks_stay() -> None:
    assert tidy("<p>Un &amp; deux</p><p>trois<br>quatre</p>") == "Un & deux\n\ntrois\n\nquatre"
    assert tidy("a < b et b > c") == "a < b et b > c"
    assert tidy("co\u00adopé\u200bration e\u0301") == "coopération é"


def test_rebuttals_come_with_their_argument_and_are_in_no_total(world: World) -> None:
    said = {
        "id": "a1",
        "for": True,
        "body": "Ce serait juste.",
        "rebuttals": [{"id": "r1", "body": "Pour qui ?"}],
    }
    for expected in (2, 0):
        tally = imported(world, row(arguments=[said]))
        assert tally.arguments == expected
    first, rebuttal = sorted(world.rows(Argument), key=lambda a: a.answers)
    assert (rebuttal.side, rebuttal.thread) == ("against", first.thread)
    demand = world.rows(Document, Document.kind == "demand")[0].ref
    page = world.browser().get(f"/c/lorne/revendications/{demand}")
    assert "Pour (1)" in page.words
    assert "Contre (1)" not in page.words
    assert "Pour qui ?" in page.words
    later = {**said, "rebuttals": [*said["rebuttals"], {"id": "r2", "body": "Et quand ?"}]}  # type: ignore[misc]
    assert imported(world, row(arguments=[later])).arguments == 1
    answered = {a.answers for a in world.rows(Argument, Argument.answers != "")}
    assert len(world.rows(Argument)) == 3
    assert len(answered) == 1


@pytest.mark.slow
def test_the_real_consultation_is_taken_searched_listed_and_compared(world: World) -> None:
    if not REAL.exists():
        pytest.skip(f"real data absent: {REAL}")
    with REAL.open(encoding="utf-8", newline="\n") as file:
        good, bad = read(file)
    assert bad == []
    assert (len(good), sum(len(p.arguments) for p in good)) == (696, 3994)
    with world.house.db.write() as tx:
        tally = take(tx, Into(world.collective, "demand", SOURCE, read=True), good, world.clock())
        rebuild(tx)
        assert (tally.proposals, tally.arguments) == (696, 3994)
        assert search(tx, world.collective.id, "langues patrimoniales")
        near = closest(tx, world.collective, "Traduire les sites publics dans les langues régionales")
        assert any("langues" in close.title.lower() for close in near)
    marks = [e.label for e in world.rows(Evidence) if ", proposition n°" in e.label]
    assert len(set(marks)) == 696
    browser = world.browser()
    longest = sorted(good, key=lambda p: len(p.body))
    odd = {p.mark for p in (*longest[:3], *longest[-4:])} | {max(good, key=lambda p: len(p.arguments)).mark}
    wanted = {f"{SOURCE}, proposition n° {mark}" for mark in odd}
    ids = {e.text_id for e in world.rows(Evidence) if e.label in wanted}
    for document in world.rows(Document, Document.kind == "demand"):
        if document.id in ids:
            assert browser.get(f"/c/lorne/revendications/{document.ref}?arguments=tous").status == 200
    assert browser.get("/c/lorne/revendications?q=fibre").status == 200
