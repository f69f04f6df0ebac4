"""The demo's texts hold together: enough of each, days in order, votes that count, nobody's particulars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date

import phonenumbers
import pytest

from forum.demo.claims import Ballot, Demand
from forum.demo.content import FOLDER, Content, load
from forum.demo.shapes import COLLEGES, Argument, College, Grievance

TODAY = date(2031, 3, 1)
LONGEST = {"title": 125, "body": 2200, "text": 1200, "reason": 500, "key": 40, "refusal": 200, "equity": 500}


@pytest.fixture(scope="module")
def content() -> Content:
    return load(TODAY)


def words(thing: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text of the content, with the name of its field."""
    if isinstance(thing, str):
        yield name, thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from words(item, name)
    elif is_dataclass(thing):
        for spec in fields(thing):
            yield from words(getattr(thing, spec.name), spec.name)


def demand(content: Content, key: str) -> Demand:
    return next(item for item in content.demands if item.key == key)


# -- enough of each, in every state -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "least"),
    [
        ("territories", 8),
        ("institutions", 6),
        ("objectives", 8),
        ("mechanisms", 6),
        ("grievances", 14),
        ("challenges", 6),
        ("demands", 9),
        ("platforms", 1),
        ("petitions", 2),
        ("followups", 2),
        ("decisions", 2),
        ("reports", 1),
    ],
)
def test_every_list_looks_alive(content: Content, room: str, least: int) -> None:
    assert len(getattr(content, room)) >= least


def test_both_colleges_write_in_every_room(content: Content) -> None:
    for written in (content.mechanisms, content.grievances, content.challenges, content.demands):
        assert {item.college for item in written} >= {"professional", "concerned"}


def test_every_territory_has_something_to_say(content: Content) -> None:
    assert {t.code for t in content.territories} == {g.territory for g in content.grievances}


def test_amendments_of_each_state_and_on_grievances_too(content: Content) -> None:
    on_grievances = [a for g in content.grievances for a in g.amendments]
    on_demands = [a for d in content.demands for a in d.amendments]
    assert (
        {a.state for a in on_grievances} == {a.state for a in on_demands} == {"accepted", "refused", "open"}
    )
    assert sum(bool(g.amendments) for g in content.grievances) >= 3


def test_the_main_challenge_is_argued_on_both_sides_of_the_three_questions(content: Content) -> None:
    main = next(c for c in content.challenges if c.key == "actes")
    for question in ("usefulness", "help", "sustainability"):
        sides = [a.side for a in main.arguments if a.question == question]
        assert len(sides) >= 2
        assert set(sides) == {"for", "against"}


def test_every_refusal_says_we_refuse(content: Content) -> None:
    assert all(c.refusal.startswith("Nous refusons") for c in content.challenges)


def test_petitions_gather_three_hundred_signatures_over_many_days(content: Content) -> None:
    signatures = [batch for petition in content.petitions for batch in petition.signatures]
    assert sum(batch.count for batch in signatures) >= 300
    assert {(b.tier, b.college) for b in signatures} == {
        (t, c) for t in ("email", "carnet") for c in COLLEGES
    }
    assert len({batch.day for batch in signatures}) >= 20
    assert {petition.adopted for petition in content.petitions} == {True, False}
    assert any(petition.errata for petition in content.petitions)


def test_replies_and_commitments_of_each_kind(content: Content) -> None:
    replies = {reply.label for f in content.followups for reply in f.replies}
    states = {c.expected_state for f in content.followups for c in f.commitments}
    assert replies == {"commitment", "refusal", "stalling", "silence"}
    assert states == {"open", "overdue", "kept", "broken"}


def test_moderation_hides_and_restores(content: Content) -> None:
    assert {decision.act for decision in content.decisions} == {"hide", "restore"}


# -- ballots say what the demand says -----------------------------------------------------------------------


def adopts(content: Content, ballot: Ballot, college: College) -> bool:
    votes = ballot.votes.of(college)
    quorum = content.collective.grants.of(college) * ballot.quorum_percent / 100
    return votes.cast >= quorum and votes.for_ > 2 * votes.against


def state(content: Content, item: Demand) -> str:
    if item.ballot is None:
        return "draft"
    if item.ballot.closes > 0:
        return "ballot"
    adopted = sum(adopts(content, item.ballot, college) for college in ("professional", "concerned"))
    return ("not_adopted", "single_college", "shared")[adopted]


def test_the_votes_lead_to_the_expected_states(content: Content) -> None:
    """Quorum and majority are wide enough that no reading of the rules changes the outcome."""
    assert {d.key: state(content, d) for d in content.demands} == {
        d.key: d.expected_state for d in content.demands
    }
    assert {d.expected_state for d in content.demands} == {
        "draft",
        "ballot",
        "shared",
        "single_college",
        "not_adopted",
    }


def test_each_college_alone_carries_one(content: Content) -> None:
    alone = [d.ballot for d in content.demands if d.expected_state == "single_college" and d.ballot]
    carried = {c for b in alone for c in ("professional", "concerned") if adopts(content, b, c)}
    assert carried == {"professional", "concerned"}


# -- what is said -------------------------------------------------------------------------------------------


def test_nobody_can_be_reached_or_counted_from_the_texts(content: Content) -> None:
    for name, text in words(content):
        assert not re.search(r"[\w.+-]+@[\w-]+\.\w", text), text
        assert not re.search(r"\b[12][ .]?\d{2}[ .]?\d{2}[ .]?\d[\dAB][ .]?\d{3}[ .]?\d{3}", text), text
        assert not re.search(r"\b0\d([ .-]?\d\d){4}\b", text), text
        assert not list(phonenumbers.PhoneNumberMatcher(text, "FR")), text
        assert name in {"source_url", "url"} or not re.search(r"\d{7}", text), text


def test_texts_fit_their_forms(content: Content) -> None:
    for name, text in words(content):
        assert len(text) <= LONGEST.get(name, 2600), f"{name}, {len(text)}: {text}"
        assert "{" not in text, text
        assert not re.search(r"[\u00a0\u202f]", text), f"ordinary spaces: {text}"


def test_no_sentence_is_said_twice(content: Content) -> None:
    """A template sentence would show; accepted versions repeat their own text, so they are left out."""
    items: list[Grievance | Demand] = [*content.grievances, *content.demands]
    amended = [amendment.body for item in items for amendment in item.amendments]
    seen: set[str] = set()
    for name, text in words((content.grievances, content.challenges, content.demands, content.followups)):
        if name not in {"body", "text", "comment", "equity", "answer"}:
            continue
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            again = len(sentence) > 25 and sentence in seen
            assert not again or any(sentence in version for version in amended), sentence
            seen.add(sentence)


def test_sources_that_have_an_address_are_secure(content: Content) -> None:
    addresses = [text for name, text in words(content) if name in {"url", "source_url"} and text]
    assert len(addresses) >= 8
    assert all(address.startswith("https://") for address in addresses)


def test_arguments_come_from_all_three_colleges(content: Content) -> None:
    arguments: list[Argument] = [a for c in content.challenges for a in c.arguments]
    assert {a.college for a in arguments} == set(COLLEGES)


def test_files_stay_short() -> None:
    assert all(len(path.read_text("utf-8").splitlines()) < 400 for path in FOLDER.glob("*.toml"))


def test_the_texts_are_typeset_as_french_is(content: Content) -> None:
    """Apostrophes are letters: the house changes none at output, so these are written right."""
    wrong = [text for _name, text in words(content) if re.search(r"'|\.\.\.|\"", text)]
    assert wrong == []
