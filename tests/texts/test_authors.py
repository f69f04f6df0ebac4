"""Several voices write one text: a link, what it shows, who comes by it, who steps back, who takes over."""

import pytest
from sqlmodel import delete

from forum.collectives.models import Pending, Sanction
from forum.core.crypto import sha256
from forum.core.viewer import Viewer
from forum.texts import queries as texts
from forum.texts.authors import rules
from forum.texts.authors.models import AuthorAnswer, AuthorInvitation, AuthorOffer, TextAuthor
from forum.texts.authors.together.jobs import close_authors
from forum.texts.models import Amendment, Document, Message
from tests.leaving.sample import at_once, erase
from tests.texts.authoring import (
    DAY,
    answer,
    authors_url,
    come,
    inside,
    link,
    proposal,
    proposed,
    text,
    together,
)  # fmt: skip
from tests.texts.test_amendments import publish
from tests.world import World


def told(world: World, who: Viewer) -> str:
    with world.house.db.read() as tx:
        return " ".join(said["text"] for _message, said in texts.messages(tx, who))


# -- the link ------------------------------------------------------------------


def test_an_author_gives_a_link_and_somebody_comes_by_it(world: World) -> None:
    ref = publish(world)
    page = inside(world, world.alice, ref).send("Faire un lien")
    assert "cette page ne pourra pas le remontrer" in page.words and "Il sert une fois" in page.words
    address = link(world, world.alice, ref)
    world.slot()
    assert len(world.rows(AuthorInvitation)) == 2
    bob = world.browser(world.bob)
    page = bob.get(address)
    assert "Visites supprimées" in page.words and text(world, ref).voice in page.words
    assert "votre collège, parmi les auteur·rices de ce texte" in page.words
    assert world.rows(TextAuthor) == [] and not world.rows(Pending)  # looking changed nothing
    assert bob.send("Devenir auteur·rice").url == "/carnet"
    assert world.rows(TextAuthor) == []
    world.slot()
    (row,) = world.rows(TextAuthor)
    assert (row.college, row.text_id) == ("concerned", text(world, ref).id)
    assert len(world.rows(AuthorInvitation)) == 1
    page = world.browser().get(f"/c/lorne/doleances/{ref}")
    assert "Écrit à plusieurs" in page.words and row.voice in page.words
    assert row.voice in told(world, world.alice)
    assert "doléance, à plusieurs" in world.browser(world.bob).get("/carnet").words


def test_the_code_is_in_no_table_and_says_nothing_of_who_made_it(world: World) -> None:
    address = link(world, world.alice, publish(world))
    world.slot()
    code = address.rpartition("/")[2]
    (row,) = world.rows(AuthorInvitation)
    assert row.code_hash == sha256(code)
    assert {c.name for c in AuthorInvitation.__table__.columns} == {"id", "text_id", "code_hash", "until"}  # type: ignore[attr-defined]


def test_a_link_serves_once(world: World) -> None:
    ref = publish(world)
    address = link(world, world.alice, ref)
    world.slot()
    assert come(world, world.bob, address).status == 200
    assert (
        come(world, world.charlie, address).status == 200
    )  # nobody learns that somebody came before the slot
    world.slot()
    assert len(world.rows(TextAuthor)) == 1
    (late,) = world.rows(Pending)
    assert late.state == "failed" and "il a servi" in late.message
    assert late.nul == world.charlie.nul("voice", ref)
    page = world.browser(world.charlie).get(address)
    assert page.status == 409 and "il a servi, il a été retiré" in page.words


@pytest.mark.parametrize("n", range(4))
def test_of_two_who_come_by_one_link_the_first_is_the_one(world: World, n: int) -> None:
    ref = publish(world)
    address = link(world, world.alice, ref)
    if n % 2:
        world.slot()
    for who in (world.bob, world.charlie, world.bob, world.charlie):
        assert come(world, who, address).status == 200
    world.slot()
    (row,) = world.rows(TextAuthor)
    assert row.nul == world.bob.nul("voice", ref)
    (late,) = world.rows(Pending)
    assert (late.nul, late.state) == (world.charlie.nul("voice", ref), "failed")


def test_who_came_second_comes_in_once_the_first_thinks_again(world: World) -> None:
    ref = publish(world)
    address = link(world, world.alice, ref)
    world.slot()
    for who in (world.bob, world.charlie):
        come(world, who, address)
    with world.house.db.write() as tx:
        tx.exec(delete(Pending).where(Pending.nul == world.bob.nul("voice", ref)))  # type: ignore[arg-type]
    world.slot()
    assert [row.nul for row in world.rows(TextAuthor)] == [world.charlie.nul("voice", ref)]


def test_eight_links_wait_at_the_most_however_fast_they_are_made(world: World) -> None:
    ref = together(world)
    for who in (world.alice, world.bob):
        made = [world.act(who, f"/c/lorne/auteurs/{world.alias(who, ref)}/liens") for _n in range(10)]
        assert made == [200] * rules.LINKS + [409] * 2
    world.slot()
    assert len(world.rows(AuthorInvitation)) == rules.LINKS
    refused = world.rows(Pending)
    assert len(refused) == rules.LINKS
    assert all(row.state == "failed" and "celui-ci n’ouvre rien" in row.message for row in refused)
    assert "Huit liens attendent déjà" in inside(world, world.alice, ref).send("Faire un lien").words


def test_a_link_serves_at_once_and_both_are_published_together(world: World) -> None:
    ref = publish(world)
    for who in (world.bob, world.charlie):
        assert come(world, who, link(world, world.alice, ref)).status == 200
    assert world.rows(AuthorInvitation) == []
    world.slot()
    assert {row.college for row in world.rows(TextAuthor)} == {"concerned", "open"}
    assert world.rows(AuthorInvitation) == [] and world.rows(Pending) == []


def test_a_link_can_be_withdrawn_and_nobody_comes_by_it_any_more(world: World) -> None:
    ref = publish(world)
    address = link(world, world.alice, ref)
    world.slot()
    alice = inside(world, world.alice, ref)
    (mark,) = [str(b.get("id"))[9:] for b in alice.page.all("button") if "withdraw-" in str(b.get("id"))]
    assert "n’ouvre plus rien" in alice.send(f"Retirer {mark}").words
    page = world.browser(world.bob).get(address)
    assert page.status == 409 and "retiré" in page.words
    world.slot()
    assert world.rows(AuthorInvitation) == []


def test_a_link_ends_after_fourteen_days(world: World) -> None:
    address = link(world, world.alice, publish(world))
    world.slot()
    world.clock.forward(rules.LINK_DAYS * DAY)
    assert world.browser(world.bob).get(address).status == 200
    world.clock.forward(DAY)
    page = world.browser(world.bob).get(address)
    assert page.status == 409 and "Ce lien a valu jusqu’au 16 mars 2026" in page.words


def test_an_author_s_own_link_is_for_somebody_else(world: World) -> None:
    address = link(world, world.alice, publish(world))
    world.slot()
    page = world.browser(world.alice).get(address)
    assert "Vous écrivez déjà ce texte" in page.words and "Devenir auteur·rice" not in page.words
    assert world.act(world.alice, address) == 409
    assert world.rows(Pending) == [] and len(world.rows(AuthorInvitation)) == 1


def test_eight_authors_at_the_most(world: World) -> None:
    ref = publish(world)
    for n in range(rules.MOST - 1):
        assert come(world, world.carnet(f"n{n}", ""), link(world, world.alice, ref)).status == 200
    spare = link(world, world.alice, ref)
    world.slot()
    assert len(world.rows(TextAuthor)) == rules.MOST - 1
    page = world.browser(world.bob).get(spare)
    assert "Ce texte a déjà huit auteur·rices" in page.words and "Devenir auteur·rice" not in page.words
    assert world.act(world.bob, spare) == 409
    assert "Ce texte a déjà huit auteur·rices" in inside(world, world.alice, ref).page.words


def test_a_hidden_text_takes_no_author(world: World) -> None:
    ref = publish(world)
    address = link(world, world.alice, ref)
    world.slot()
    assert come(world, world.bob, address).status == 200
    with world.house.db.write() as tx:
        document = texts.find(tx, world.collective.id, ref)
        document.hidden = True
        tx.add(document)
    page = world.browser(world.charlie).get(address)
    assert page.status == 410 and "Texte masqué" in page.words
    world.slot()
    assert world.rows(TextAuthor) == []


def test_a_voice_held_back_does_not_come_in(world: World) -> None:
    ref = publish(world)
    address = link(world, world.alice, ref)
    with world.house.db.write() as tx:
        nul = world.bob.nul("voice", "ailleurs")
        until = world.clock().today.replace(year=2027)
        tx.add(
            Sanction(
                collective_id=world.collective.id, label="voice", scope="ailleurs", nul=nul,
                reason="Insultes.", all_scopes=True, until=until,
            )
        )  # fmt: skip
    assert world.act(world.bob, address) == 403
    assert come(world, world.bob, address).status == 403


def test_nothing_is_lost_by_whoever_has_no_carnet_yet(world: World) -> None:
    ref = publish(world)
    address = link(world, world.alice, ref)
    visitor = world.browser()
    visitor.get(address)
    page = visitor.send("Devenir auteur·rice")
    assert page.status == 401
    hidden = [field.get("name") for field in page.all("input", type="hidden")]
    assert "draft" in hidden and "draft_to" in hidden


def test_a_stranger_sees_who_writes_and_no_way_in(world: World) -> None:
    ref = publish(world)
    for who in (None, world.bob, world.maud, world.olga):
        page = world.browser(who).get(authors_url(ref))
        assert page.status == 200 and text(world, ref).voice in page.words
        assert "Inviter quelqu’un, ou se retirer" not in page.words
    forged = f"/c/lorne/auteurs/{world.alias(world.bob, ref)}"
    assert world.browser(world.bob).get(forged).status == 403
    assert world.act(world.bob, f"{forged}/liens") == 403
    assert world.act(world.bob, f"{forged}/retrait") == 403
    assert world.rows(Pending) == []


def test_the_team_invites_into_its_own_texts_and_not_into_others(world: World) -> None:
    theirs = publish(world)
    assert world.act(world.olga, f"/c/lorne/auteurs/{world.alias(world.olga, theirs)}/liens") == 403
    with world.house.db.write() as tx:
        document = texts.find(tx, world.collective.id, theirs)
        document.college, document.nul, document.box = "staff", b"", b""
        tx.add(document)
    address = link(world, world.olga, theirs)
    assert come(world, world.bob, address).status == 200
    world.slot()
    change = proposed(world, theirs)
    assert answer(world, world.olga, theirs, change, "accepted").status == 200
    assert proposal(world, change).state == "open"
    assert answer(world, world.bob, theirs, change, "accepted").status == 200
    world.slot()
    assert proposal(world, change).state == "accepted"


# -- stepping back -------------------------------------------------------------


def test_an_author_steps_back_at_the_slot_and_the_others_are_told(world: World) -> None:
    ref = together(world)
    voice = world.rows(TextAuthor)[0].voice
    assert inside(world, world.bob, ref).send("Ne plus écrire ce texte").url == "/carnet"
    assert len(world.rows(TextAuthor)) == 1
    world.slot()
    assert world.rows(TextAuthor) == []
    assert f"{voice} n’écrit plus ce texte" in told(world, world.alice)
    assert voice not in world.browser().get(authors_url(ref)).words


def test_the_first_author_steps_back_keeps_their_text_and_may_come_again(world: World) -> None:
    ref = together(world)
    inside(world, world.alice, ref).send("Ne plus écrire ce texte")
    world.slot()
    assert text(world, ref).nul  # theirs to erase
    change = proposed(world, ref)
    page = world.browser(world.alice).get(f"/c/lorne/textes/{ref}/amendements/{change}")
    assert "Votre réponse" not in page.words
    answer(world, world.bob, ref, change, "refused")
    world.slot()
    assert proposal(world, change).state == "refused"
    assert come(world, world.alice, link(world, world.bob, ref)).status == 200
    world.slot()
    assert [row.stepped_back for row in world.rows(TextAuthor)] == [False]
    assert len(world.rows(TextAuthor)) == 1


# -- orphans -------------------------------------------------------------------


@pytest.fixture
def waiting(world: World) -> World:
    """A proposal on Alice's grievance, and thirty days without a word."""
    proposed(world, publish(world))
    world.clock.forward(rules.ORPHAN_DAYS * DAY)
    return world


def first(world: World) -> str:
    return str(world.rows(Document)[0].ref)


def take(world: World, who: Viewer) -> int:
    return world.act(who, f"{authors_url(first(world))}/reprise")


def test_a_text_waits_after_thirty_days_and_says_so(waiting: World) -> None:
    for address in (f"/c/lorne/doleances/{first(waiting)}", authors_url(first(waiting))):
        assert "Ce texte attend un·e auteur·rice" in waiting.browser().get(address).words
    assert "Reprendre un texte qui attend" in waiting.browser(waiting.bob).get("/quart-d-heure").words


def test_before_thirty_days_nobody_takes_it(world: World) -> None:
    proposed(world, publish(world))
    world.clock.forward((rules.ORPHAN_DAYS - 1) * DAY)
    page = world.browser(world.bob).get(authors_url(first(world)))
    assert "attend un·e auteur·rice" not in page.words
    assert take(world, world.bob) == 409


def test_who_decides_nothing_here_takes_nothing_over(waiting: World) -> None:
    assert take(waiting, waiting.charlie) == 403
    assert take(waiting, waiting.olga) == 403
    assert take(waiting, waiting.alice) == 409  # it is hers: she answers
    assert waiting.rows(Pending) == []


def test_an_offer_becomes_authorship_a_week_later_and_the_author_stays(waiting: World) -> None:
    browser = waiting.browser(waiting.bob)
    browser.get(authors_url(first(waiting)))
    assert browser.send("Proposer de le reprendre").status == 200
    waiting.slot()
    assert len(waiting.rows(AuthorOffer)) == 1
    assert "On propose de reprendre ce texte avec vous" in told(waiting, waiting.alice)
    assert "a proposé de le reprendre" in waiting.browser().get(authors_url(first(waiting))).words
    waiting.clock.forward(rules.TAKEN_DAYS * DAY)
    close_authors(waiting.house)
    assert waiting.rows(TextAuthor) == []
    waiting.clock.forward(2 * DAY)
    close_authors(waiting.house)
    (row,) = waiting.rows(TextAuthor)
    assert row.college == "concerned" and waiting.rows(AuthorOffer) == []
    assert "Vous écrivez maintenant ce texte" in told(waiting, waiting.bob)
    page = waiting.browser().get(authors_url(first(waiting)))
    assert text(waiting, first(waiting)).voice in page.words and row.voice in page.words


def test_an_answer_ends_the_offers(waiting: World) -> None:
    take(waiting, waiting.bob)
    waiting.slot()
    assert len(waiting.rows(AuthorOffer)) == 1
    answer(waiting, waiting.alice, first(waiting), waiting.rows(Amendment)[0].ref, "refused")
    waiting.slot()
    assert waiting.rows(AuthorOffer) == []
    assert "s’arrête là" in told(waiting, waiting.bob)


def test_a_text_that_all_left_is_taken_over_and_answers_again(world: World) -> None:
    ref = publish(world)
    inside(world, world.alice, ref).send("Ne plus écrire ce texte")
    world.slot()
    page = world.browser(world.bob).get(f"/c/lorne/doleances/{ref}")
    assert "Ce texte attend un·e auteur·rice" in page.words
    assert (
        "On peut proposer de le reprendre"
        in world.browser(world.bob).get(f"/c/lorne/textes/{ref}/amendements/nouveau").words
    )
    take(world, world.bob)
    world.slot()
    world.clock.forward((rules.TAKEN_DAYS + 2) * DAY)
    close_authors(world.house)
    change = proposed(world, ref)
    answer(world, world.bob, ref, change, "accepted")
    world.slot()
    assert text(world, ref).number == 2


# -- leaving -------------------------------------------------------------------


def test_erasing_takes_the_place_and_the_answers_away(world: World) -> None:
    ref = together(world)
    change = proposed(world, ref)
    answer(world, world.bob, ref, change, "accepted", "Ce sont mes mots.")
    world.slot()
    voice = world.rows(TextAuthor)[0].voice
    assert erase(world, world.charlie, "author", ref).status == 404
    assert erase(world, world.bob, "author", ref).url == "/carnet"
    world.slot()
    assert world.rows(TextAuthor) == [] and world.rows(AuthorAnswer) == []
    assert "Une voix qui écrivait ce texte avec vous s’est retirée" in told(world, world.alice)
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{change}")
    assert voice not in page.words and "Ce sont mes mots" not in page.words


def test_a_carnet_that_leaves_leaves_no_place_behind(world: World) -> None:
    together(world)
    at_once(world, world.bob)
    world.slot()
    assert world.rows(TextAuthor) == []


def test_the_first_author_who_leaves_takes_only_their_name(world: World) -> None:
    ref = together(world)
    before = text(world, ref).title
    assert erase(world, world.alice, "text", ref).url == "/carnet"
    world.slot()
    found = text(world, ref)
    assert (found.title, found.voice, found.nul) == (before, "voix retirée", b"")
    assert "La voix qui avait commencé ce texte s’est retirée et a effacé son nom" in told(world, world.bob)
    change = proposed(world, ref)
    answer(world, world.bob, ref, change, "accepted")
    world.slot()
    assert text(world, ref).number == 2


def test_messages_go_to_every_author(world: World) -> None:
    ref = together(world)
    before = {bytes(m.box) for m in world.rows(Message)}
    proposed(world, ref)
    for who in (world.alice, world.bob):
        assert "Quelqu’un propose un changement à votre texte" in told(world, who)
    assert len({bytes(m.box) for m in world.rows(Message)} - before) <= 2
