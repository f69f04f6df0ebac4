"""Nothing in the demo answers before it is asked: amendments, ballots, replies, judgements come in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from forum.demo.claims import Demand
from forum.demo.content import Content, load
from forum.demo.shapes import Amendment, Grievance


@pytest.fixture(scope="module")
def content() -> Content:
    return load(date(2031, 3, 1))


def demand(content: Content, key: str) -> Demand:
    return next(item for item in content.demands if item.key == key)


def test_nothing_happened_tomorrow_or_before_the_collective(content: Content) -> None:
    made = [
        item.day for room in (content.mechanisms, content.grievances, content.challenges) for item in room
    ]
    made += [d.day for d in content.demands] + [p.day for p in content.platforms]
    made += [b.day for p in content.petitions for b in p.signatures] + [d.day for d in content.decisions]
    assert content.collective.created < min(made)
    assert max(made) <= 0


def test_answers_come_after_what_they_answer(content: Content) -> None:
    for grievance in content.grievances:
        assert all(grievance.day < t.day <= 0 for t in grievance.testimonies), grievance.key
    for challenge in content.challenges:
        assert all(challenge.day < a.day <= 0 for a in challenge.arguments), challenge.key
        first = {g.key: g.day for g in content.grievances}
        assert all(first[key] < challenge.day for key in challenge.grievances), challenge.key


def test_demands_come_after_what_they_lean_on_and_before_their_ballot(content: Content) -> None:
    named = {g.key: g.day for g in content.grievances} | {m.key: m.day for m in content.mechanisms}
    for item in content.demands:
        assert all(named[key] < item.day for key in item.grievances + item.mechanisms), item.key
        assert item.deadline > 0, item.key
        if item.ballot:
            assert item.day < item.ballot.opened < item.ballot.closes, item.key
            assert item.ballot.opened < 0, item.key


def amended(content: Content) -> Iterator[tuple[str, int, int, tuple[Amendment, ...]]]:
    for grievance in content.grievances:
        yield grievance.key, grievance.day, 0, grievance.amendments
    for item in content.demands:
        yield item.key, item.day, item.ballot.opened if item.ballot else 0, item.amendments


def test_amendments_are_decided_in_order_and_before_the_vote(content: Content) -> None:
    for key, written, frozen, amendments in amended(content):
        for amendment in amendments:
            assert amendment.title or amendment.body, key
            assert written < amendment.day < frozen, key
            settled = amendment.state != "open"
            assert settled is bool(amendment.decision_reason) is (amendment.decided is not None), key
            assert amendment.decided is None or amendment.day < amendment.decided < frozen, key


def test_an_accepted_amendment_changes_something(content: Content) -> None:
    items: list[Grievance | Demand] = [*content.grievances, *content.demands]
    for item in items:
        for amendment in item.amendments:
            assert amendment.title != item.title
            assert amendment.body != item.body


def closing(content: Content, keys: tuple[str, ...]) -> list[int]:
    return [ballot.closes for key in keys if (ballot := demand(content, key).ballot)]


def test_the_platform_and_petitions_follow_the_ballots(content: Content) -> None:
    for platform in content.platforms:
        assert platform.day > max(closing(content, platform.demands))
    for petition in content.petitions:
        assert petition.opened < petition.closes
        assert all(petition.opened > day for day in closing(content, petition.demands))
        assert all(petition.opened <= b.day <= petition.closes for b in petition.signatures)
        assert all(petition.opened <= e.day <= 0 and e.printed in petition.body for e in petition.errata)


def test_replies_follow_deliveries_and_commitments_follow_replies(content: Content) -> None:
    closed = {p.key: p.closes for p in content.petitions} | {p.key: p.day for p in content.platforms}
    for followup in content.followups:
        days = [followup.delivery.day, *(reply.day for reply in followup.replies)]
        assert days == sorted(set(days)), followup.key
        assert followup.delivery.day > closed.get(followup.subject_key, -10_000), followup.key
        promised = {reply.day for reply in followup.replies if reply.label == "commitment"}
        for commitment in followup.commitments:
            assert commitment.made in promised, commitment.key
            assert commitment.made < commitment.due, commitment.key


def test_commitments_are_judged_as_they_say(content: Content) -> None:
    for commitment in (c for f in content.followups for c in f.commitments):
        judged = {a.college: a.verdict for a in commitment.assessments}
        if commitment.expected_state in ("kept", "broken"):
            verdict = "kept" if commitment.expected_state == "kept" else "not_kept"
            assert judged == {"professional": verdict, "concerned": verdict}
            assert all(commitment.due < a.day <= 0 for a in commitment.assessments)
        else:
            assert not judged
            assert (commitment.due < 0) is (commitment.expected_state == "overdue")


def test_moderation_comes_after_what_it_decides_on(content: Content) -> None:
    said = {t.key: t.day for g in content.grievances for t in g.testimonies if t.key}
    said |= {a.key: a.day for c in content.challenges for a in c.arguments if a.key}
    days = {decision.key: decision.day for decision in content.decisions}
    for decision in content.decisions:
        assert decision.day > days.get(decision.after, said[decision.target_key])
        assert bool(decision.after) is (decision.act == "restore")


def test_the_deep_path_goes_from_a_grievance_to_an_overdue_commitment(content: Content) -> None:
    first = next(g for g in content.grievances if g.key == "visites-supprimees")
    challenge = next(c for c in content.challenges if c.key == "actes")
    claimed = demand(content, "visite-pour-chaque-naissance")
    petition = next(p for p in content.petitions if p.adopted)
    followup = next(f for f in content.followups if f.subject_key == petition.key)
    overdue = next(c for c in followup.commitments if c.expected_state == "overdue")
    assert claimed.ballot is not None
    path = [first.day, challenge.day, claimed.day, claimed.ballot.closes, content.platforms[0].day]
    path += [petition.opened, petition.closes, followup.delivery.day]
    path += [reply.day for reply in followup.replies] + [overdue.due]
    assert path == sorted(path)
    assert [reply.label for reply in followup.replies] == ["silence", "stalling", "commitment"]
    assert first.key in claimed.grievances
    assert challenge.mechanism in claimed.mechanisms
    assert claimed.key in content.platforms[0].demands
    assert claimed.key in petition.demands
    assert overdue.demand == claimed.key


def test_the_figures_of_the_deep_path_agree(content: Content) -> None:
    told = [content.grievances[0].body, content.petitions[0].body]
    assert all(figure in text for text in told for figure in ("214", "61", "244"))
    assert "61" in demand(content, "visite-pour-chaque-naissance").criteria[2]
