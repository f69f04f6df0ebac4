"""What Polis published of real conversations, found again; and our own groups against the published ones."""

import numpy as np
import pytest

from forum.opinion_map.opinions import axes, groups, landscape, meaning, polis
from forum.opinion_map.opinions.votes import NOBODY, Counts, counted, included, without
from tests.opinion_map.conversations import CONVERSATIONS, GOLDEN, Golden, conversation, files, golden

EXACT = 1e-6  # Polis writes some tests on 32 bits


def published_counts(talk: Golden) -> Counts:
    return counted(talk.votes, talk.labels, int(talk.labels.max()) + 1)


@pytest.mark.parametrize("name", GOLDEN)
def test_counts_by_group_are_those_published(name: str) -> None:
    talk = golden(name)
    found = published_counts(talk)
    for group, said in talk.maths["group-votes"].items():
        told = [said["votes"][str(mark)] for mark in talk.marks]
        line = int(group)
        mine = zip(found.agree[line], found.disagree[line], found.seen[line], strict=True)
        assert list(mine) == [(one["A"], one["D"], one["S"]) for one in told]


@pytest.mark.parametrize("name", GOLDEN)
def test_axes_are_those_published(name: str) -> None:
    """The smaller one was computed a few votes earlier, as its own counts of votes say."""
    talk = golden(name)
    mine, _places = axes.mapped(without(talk.votes, talk.out))
    theirs = np.asarray(talk.maths["pca"]["comps"])
    assert (np.abs((mine.components * theirs).sum(axis=1)) > 0.999).all()


@pytest.mark.parametrize("name", GOLDEN)
def test_places_on_the_published_axes_are_those_published(name: str) -> None:
    """Its axes are those of votes whose signs are turned round: both turns cancel out."""
    talk = golden(name)
    pca = talk.maths["pca"]
    known = axes.Axes(-np.asarray(pca["center"]), -np.asarray(pca["comps"]), np.zeros(2))
    places = axes.placed(without(talk.votes, talk.out), known, int(talk.out.sum()))
    mine = np.asarray([places[members].mean(axis=0) for members in talk.bases])
    theirs = np.stack([talk.maths["base-clusters"]["x"], talk.maths["base-clusters"]["y"]], axis=1)
    assert np.abs(mine - theirs).max() < EXACT
    assert np.abs(axes.extremity(known) - np.asarray(pca["comment-extremity"])).max() < EXACT


def test_priorities_are_those_published() -> None:
    """In the smaller conversation Polis gave the same one to all: it says nothing."""
    talk = golden("above-100-ptpts")
    counts, pca = published_counts(talk).together, talk.maths["pca"]
    known = axes.Axes(-np.asarray(pca["center"]), np.asarray(pca["comps"]), np.zeros(2))
    passes = counts.seen[0] - counts.agree[0] - counts.disagree[0]
    meta = np.isin(talk.marks, talk.maths["meta-tids"])
    mine = axes.priority(counts.agree[0], passes, counts.seen[0], axes.extremity(known), meta)
    assert np.abs(mine - np.asarray(talk.by_mark("comment-priorities"))).max() < EXACT


@pytest.mark.parametrize("name", GOLDEN)
def test_group_aware_consensus_is_that_published(name: str) -> None:
    talk = golden(name)
    mine = meaning.common_ground(published_counts(talk))
    assert np.abs(mine - np.asarray(talk.by_mark("group-aware-consensus"))).max() < EXACT


@pytest.mark.parametrize("name", GOLDEN)
def test_representative_statements_are_those_published(name: str) -> None:
    talk = golden(name)
    found = meaning.representatives(published_counts(talk), talk.out)
    for group, told in talk.maths["repness"].items():
        mine = found[int(group)]
        assert [(talk.marks[one.statement], one.agree, one.best) for one in mine] == [
            (one["tid"], one["repful-for"] == "agree", one.get("best-agree", False)) for one in told
        ]
        assert [(one.successes, one.trials) for one in mine] == [
            (one["n-success"], one["n-trials"]) for one in told
        ]
        for one, other in zip(mine, told, strict=True):
            assert one.probability == pytest.approx(other["p-success"], abs=EXACT)
            assert one.test == pytest.approx(other["p-test"], abs=EXACT)
            assert one.ratio == pytest.approx(other["repness"], abs=EXACT)
            assert one.ratio_test == pytest.approx(other["repness-test"], abs=EXACT)


@pytest.mark.parametrize("name", GOLDEN)
def test_majority_consensus_is_that_published(name: str) -> None:
    talk = golden(name)
    everybody = counted(talk.votes, np.zeros(talk.votes.people, dtype=np.int64), 1)
    agree, disagree = meaning.majority(everybody, talk.out)
    for mine, told in (
        (agree, talk.maths["consensus"]["agree"]),
        (disagree, talk.maths["consensus"]["disagree"]),
    ):
        assert [(talk.marks[one.statement], one.successes, one.trials) for one in mine] == [
            (one["tid"], one["n-success"], one["n-trials"]) for one in told
        ]
        for one, other in zip(mine, told, strict=True):
            assert one.probability == pytest.approx(other["p-success"], abs=EXACT)
            assert one.test == pytest.approx(other["p-test"], abs=EXACT)


@pytest.mark.parametrize("name", GOLDEN)
def test_who_is_included_was_included(name: str) -> None:
    """Polis keeps whoever entered while there were fewer statements: it has a few more, never fewer."""
    talk = golden(name)
    mine = {person for person, held in zip(talk.people, included(talk.votes), strict=True) if held}
    assert mine <= set(talk.maths["in-conv"])


@pytest.mark.parametrize("name", [pytest.param(CONVERSATIONS[0], marks=pytest.mark.slow), *CONVERSATIONS[1:]])
def test_counts_of_votes_are_those_published(name: str) -> None:
    talk = conversation(name)
    lines = [line.split(b",")[:6] for line in files(name)[polis.TABLE].splitlines()[1:]]
    told = np.asarray([[int(cell) for cell in line[3:]] for line in lines])
    votes = talk.votes
    for column, value in ((1, 1), (2, -1)):
        mine = np.bincount(votes.rows[votes.values == value], minlength=votes.people)
        assert (mine == told[:, column]).all()
    assert (np.bincount(votes.rows, minlength=votes.people) == told[:, 0]).all()


@pytest.mark.slow  # a hundred milliseconds each: the whole map of a real conversation
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_our_groups_hold_together_as_well_as_the_published_ones(name: str) -> None:
    talk = conversation(name)
    drawn = landscape.landscape(talk.votes, talk.out)
    held = (talk.groups != NOBODY) & (drawn.labels != NOBODY)
    places, theirs = drawn.places[held], talk.groups[held]
    mine = groups.partition(places, int(theirs.max()) + 1)
    assert groups.inertia(places, mine) <= 1.02 * groups.inertia(places, theirs)
    if drawn.k == int(theirs.max()) + 1:
        assert groups.inertia(places, drawn.labels[held]) <= 1.02 * groups.inertia(places, theirs)
    alike = groups.agreement_of(mine, theirs)
    print(f"{name}: k = {drawn.k}, adjusted Rand index to the published groups {alike:.3f}")


@pytest.mark.slow  # the same, and the real ones are as light as these
@pytest.mark.parametrize("name", GOLDEN)
def test_on_published_places_too(name: str) -> None:
    talk = golden(name)
    labels = talk.labels
    held = labels != NOBODY
    drawn = landscape.landscape(talk.votes, talk.out)
    mine = groups.partition(drawn.places[held], int(labels.max()) + 1)
    theirs = groups.inertia(drawn.places[held], labels[held])
    assert groups.inertia(drawn.places[held], mine) <= 1.02 * theirs


@pytest.mark.slow  # dozens of bootstraps of a real conversation
@pytest.mark.parametrize("name", ["canadian-electoral-reform", "scoop-hivemind.biodiversity"])
def test_stability_of_a_real_conversation(name: str) -> None:
    talk = conversation(name)
    drawn = landscape.landscape(talk.votes, talk.out)
    found = landscape.stability(talk.votes, drawn, talk.out, times=30)
    assert found is not None
    assert 0.8 < found <= 1
    print(f"{name}: stability {found:.3f}")
