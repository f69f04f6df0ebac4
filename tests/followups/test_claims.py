"""« C’est fait » : noted by organisers, contested by those who signed, counted by college, never who."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.models import Pending
from forum.core.crypto import sha256
from forum.followups.claims.models import ClaimContest, DoneClaim
from forum.followups.claims.rules import REASONS, Contested
from forum.followups.models import Commitment
from forum.petitions.models import Petition, Signature
from forum.petitions.withdrawal.actions import mark_of
from tests.browser_lite import Browser
from tests.followups.sample import BOARD, promised
from tests.world import World


def signature(world: World, nul: bytes, college: str, token: str = "") -> None:
    """Counted, as the slot leaves it."""
    (petition,) = world.rows(Petition)
    with world.house.db.write() as tx:
        tx.add(
            Signature(
                petition_id=petition.id, leaf=len(world.rows(Signature)), nul=nul, tier="email", college=college,
                sealed=b"s", salt=b"s", withdrawal=mark_of(token) if token else b"", day=petition.opens,
            )
        )  # fmt: skip


def claimed(world: World, **wrong: str) -> tuple[str, Browser]:
    code = promised(world)
    (row,) = world.rows(Commitment)
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{code}/engagements/{row.ref}/fait")
    said = {"author": "institution", "day": "2026-03-01", "said": "« C’est publié. »", "source": "Courrier"}
    browser.send("Enregistrer", **(said | wrong))
    return code, browser


def contest(world: World, code: str, who: object, reason: str = "partly") -> Browser:
    browser = world.browser(who)  # type: ignore[arg-type]  # a viewer
    browser.get(f"{BOARD}/{code}")
    browser.send("Je conteste", reason=reason)
    return browser


def test_a_claim_is_shown_and_settles_nothing(world: World) -> None:
    code, browser = claimed(world)
    assert "peuvent le contester" in browser.page.words
    page = world.browser().get(f"{BOARD}/{code}")
    assert "L’institution dit que c’est fait, 1er mars 2026" in page.words
    assert "en cours Publier les deux postes" in page.words
    assert "Contesté par des signataires." not in page.words


def test_a_carnet_that_signed_contests_once_at_the_slot(world: World) -> None:
    code, _browser = claimed(world)
    signature(world, world.alice.nul("sign", code), "professional")
    assert contest(world, code, world.alice).page.status == 200
    contest(world, code, world.alice, "nothing")
    assert len(world.rows(Pending)) == 1
    assert world.rows(ClaimContest) == []
    assert world.slot() == 1
    (row,) = world.rows(ClaimContest)
    assert (row.college, row.reason) == ("professional", "nothing")
    assert row.nul != world.rows(Signature)[0].nul
    page = world.browser().get(f"{BOARD}/{code}")
    assert "Contesté par des signataires." in page.words
    assert "Le détail paraît quand chaque nombre atteint 5" in page.words


def test_who_did_not_sign_contests_nothing(world: World) -> None:
    code, _browser = claimed(world)
    assert contest(world, code, world.bob).page.status == 422
    for who in (None, world.olga):
        assert contest(world, code, who).page.status in (401, 403)
    assert world.rows(Pending) == []


def by_link(world: World, code: str, token: str, reason: str = "nothing") -> Browser:
    browser = world.browser()
    browser.get(f"/p/{code}/contestation/{token}")
    (claim,) = world.rows(DoneClaim)
    typed = {"claim": claim.ref, "reason": reason}
    browser.post(f"/p/{code}/contestation/{token}", typed, origin="http://testserver")
    return browser


def test_a_signer_by_mail_contests_by_their_own_link(world: World) -> None:
    code, _browser = claimed(world)
    signature(world, b"n" * 32, "concerned", "jeton")
    for _again in range(2):  # a scanner opens every link
        page = world.browser().get(f"/p/{code}/contestation/jeton")
        assert "Rien n’est fait tant que vous n’appuyez pas" in page.words
    assert (
        world.browser()
        .get(f"/p/{code}/retrait/jeton")
        .link("Sans la retirer")
        .endswith("/contestation/jeton")
    )
    assert world.rows(Pending) == []
    assert "C’est noté" in by_link(world, code, "jeton").page.words
    by_link(world, code, "jeton")
    assert len(world.rows(Pending)) == 1
    world.slot()
    (row,) = world.rows(ClaimContest)
    assert (row.college, row.reason) == ("concerned", "nothing")
    (signed,) = world.rows(Signature)
    assert row.nul not in (signed.nul, signed.withdrawal, sha256("jeton"))
    by_link(world, code, "jeton", "partly")
    by_link(world, code, "jeton", "paper")  # of two before one slot, the last: a batch has no order
    assert len(world.rows(Pending)) == 1
    world.slot()
    assert [row.reason for row in world.rows(ClaimContest)] == ["paper"]


def test_a_link_that_is_over_or_a_claim_of_elsewhere_is_refused(world: World) -> None:
    code, _browser = claimed(world)
    assert world.browser().get(f"/p/{code}/contestation/inconnu").status == 410
    assert by_link(world, code, "inconnu").page.status == 404
    signature(world, b"n" * 32, "concerned", "jeton")
    browser = world.browser()
    where = f"/p/{code}/contestation/jeton"
    (claim,) = world.rows(DoneClaim)
    for typed in ({"claim": claim.ref}, {"claim": claim.ref, "reason": "un nom"}, {"reason": "nothing"}):
        assert browser.post(where, typed, origin="http://testserver").status == 422
    bad = {"claim": "ailleurs", "reason": "nothing"}
    assert browser.post(where, bad, origin="http://testserver").status == 404
    assert world.rows(Pending) == []


def test_from_five_a_college_is_told_and_the_reasons_only_when_none_can_be_reckoned(world: World) -> None:
    code, _browser = claimed(world)
    for n in range(5):
        signature(world, bytes([n]) * 32, "concerned", f"c{n}")
        by_link(world, code, f"c{n}")
    world.slot()
    page = world.browser().get(f"{BOARD}/{code}")
    assert re.search(r"personnes concernées\s*5", page.words)
    assert "Rien n’a changé : 5" in page.words
    signature(world, b"p" * 32, "professional", "p")
    by_link(world, code, "p")
    world.slot()
    page = world.browser().get(f"{BOARD}/{code}")
    assert "Rien n’a changé : " not in page.words
    assert re.search(r"personnes concernées\s*5", page.words)


@given(
    st.dictionaries(st.sampled_from(["professional", "concerned", "ally"]), st.integers(0, 12)),
    st.dictionaries(st.sampled_from(list(REASONS)), st.integers(0, 12)),
)
def test_no_cell_under_five_is_told_nor_reckoned(colleges: dict[str, int], reasons: dict[str, int]) -> None:
    told = Contested(colleges, reasons)
    assert all(n >= 5 for n in told.colleges.values())
    if told.reasons:
        assert all(n == 0 or n >= 5 for n in (*colleges.values(), *reasons.values()))


@pytest.mark.parametrize(
    "wrong", [{"day": "2026-02-01"}, {"day": "2026-03-20"}, {"said": ""}, {"source": ""}, {"day": "x"}]
)
def test_a_claim_that_cannot_be_is_refused(world: World, wrong: dict[str, str]) -> None:
    _code, browser = claimed(world, **wrong)
    assert browser.page.status == 422
    assert world.rows(DoneClaim) == []


def test_only_organisers_note_a_claim(world: World) -> None:
    code = promised(world)
    (row,) = world.rows(Commitment)
    for who in (None, world.alice, world.charlie, world.maud):
        page = world.browser(who).get(f"{BOARD}/{code}/engagements/{row.ref}/fait")
        assert page.status in (401, 403, 404)
