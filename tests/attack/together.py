"""What is decided together: the papers of a vote, the last one of a map, the seed of a draw, who gets the weekly letter."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from nacl.secret import SecretBox
from pytest import MonkeyPatch
from sqlalchemy import event
from sqlmodel import Session, col, select, update

from bench import newcomer
from forum.collectives.queries import enter
from forum.core.errors import HouseError
from forum.deliberation import ballot_actions
from forum.deliberation.draws import actions as draws
from forum.deliberation.draws.models import Lot
from forum.deliberation.models import Ballot, BallotPaper
from forum.notifications.letter import actions as letter
from forum.notifications.letter.models import LetterAddress
from tests.attack.doors import TRIALS, weakened
from tests.attack.dump import Dump
from tests.attack.instance import Attacked
from tests.attack.score import Measure, guessed, searched
from tests.world import SLUG, World

MAPS = 40
ADDRESSES = 40  # a dozen right guesses would be too few to be judged among thirty
AMONG_SHORT = "the camp of the newcomer, among papers too short to be placed"
BASE = "http://forum.example"


# -- 11. two maps in a row, for whoever knows all papers but one


def last_paper(attacked: Attacked) -> Measure:
    """k − 1 short papers enter with one whole one; it stands alone among the groups, unless it waits for others."""
    with MonkeyPatch.context() as patch:
        patch.setattr(newcomer, "TIMES", 2)
        patch.setattr(newcomer, "AGAIN", 2)
        if attacked.weak:
            with newcomer.unmended():
                right = _right()
        else:
            right = _right()
    return guessed(11, "camp of a map's last paper, all others known", right, MAPS)


def _right() -> float:
    with newcomer.cheap():
        return sum(newcomer.played(AMONG_SHORT, trial)["all"] for trial in range(MAPS))


# -- 1. the papers of a vote, once counted, for whoever is made to give their words


def _kept_papers(patch: MonkeyPatch, _world: World) -> None:
    """A paper stays with its vote, as an archive."""
    patch.setattr(ballot_actions, "burn_papers", lambda *_all: None)


def counted_papers(attacked: Attacked) -> Measure:
    """Words and pepper in hand, the nullifier of a person's paper is made again: is there still a row under it?"""
    with weakened(attacked, _kept_papers), attacked.world.house.db.write() as tx:
        for ballot in tx.exec(select(Ballot).where(Ballot.state == "open")).all():
            ballot_actions.close(tx, ballot, attacked.world.clock())
    left = {bytes(paper.nul) for paper in attacked.world.rows(BallotPaper)}
    cast = {deed.nul for deed in attacked.weeks.referee.deeds if deed.table == "ballot_paper"}
    return searched(
        1, "papers of votes that were counted, by their carnet's words", len(cast & left), len(cast)
    )


# -- 6. a seed is written once, from its day on


def _lenient(patch: MonkeyPatch, _world: World) -> None:
    """The last seed typed is the one that counts, whenever it is."""

    def draw(tx: Session, _place: Any, lot: Lot, typed: str, _now: Any) -> None:
        tx.connection().execute(update(Lot).where(col(Lot.id) == lot.id).values(seed=typed))

    patch.setattr(draws, "draw", draw)


def chosen_seeds(attacked: Attacked) -> Measure:
    """An organiser who tries seeds: before the day, then another one after the first."""
    with weakened(attacked, _lenient):
        found = sum(_chosen(attacked.world, n) for n in range(TRIALS))
    return searched(6, "a seed typed before its day, or again", found, TRIALS)


def _chosen(world: World, n: int) -> bool:
    now = world.clock()
    with world.house.db.write() as tx:
        place = enter(tx, SLUG, world.olga)
        due = now.today + timedelta(1)
        ref = draws.freeze(tx, place, f"Qui ouvre {n}", ["Nord", "Sud", "Halte"], "le Loto", due, now).ref
    early = _typed(world, ref, "1-2-3")
    world.clock.forward(86_400)
    first, again = _typed(world, ref, "4-5-6"), _typed(world, ref, "7-8-9")
    return early != "" or first != again


def _typed(world: World, ref: str, seed: str) -> str:
    """The seed that is there after somebody typed this one."""
    try:
        with world.house.db.write() as tx:
            lot = tx.exec(select(Lot).where(Lot.ref == ref)).one()
            draws.draw(tx, enter(tx, SLUG, world.olga), lot, seed, world.clock())
    except HouseError:
        pass
    return str(world.rows(Lot, Lot.ref == ref)[0].seed)


# -- 1 and 12. the list of the letter


def readers(attacked: Attacked, dump: Dump) -> Measure:
    """Joining two tables: of those who asked for the letter, who signed the petition?"""
    signed = {bytes(row["nul"]) for row in dump.rows("signature")}
    asked = [bytes(row["nul"]) for row in dump.rows("letter_address")]
    return searched(
        1, "readers of the letter found among the signers", sum(n in signed for n in asked), len(asked)
    )


def _sparing(patch: MonkeyPatch, _world: World) -> None:
    """Nothing is done that need not be: an address that is there costs a look."""
    ask = letter.ask

    def sparing(tx: Session, collective: Any, email: str, mail_key: bytes, *rest: Any) -> None:
        nul = letter.nul_of(mail_key, collective.id, email)
        known = tx.exec(select(LetterAddress).where(LetterAddress.nul == nul)).first()
        if known is None or known.until is not None:
            ask(tx, collective, email, mail_key, *rest)

    patch.setattr(letter, "ask", sparing)


@dataclass
class _Work:
    statements: int = 0
    seals: int = 0


def known_addresses(attacked: Attacked) -> Measure:
    """Of two addresses, which gets the letter already? The one whose request asks for less work, if one does."""
    right = 0.0
    with weakened(attacked, _sparing):
        for n in range(ADDRESSES):
            known, new = f"lit{n}@example.org", f"nouvelle{n}@example.org"
            _ask(attacked.world, known)
            with attacked.world.house.db.write() as tx:
                nul = letter.nul_of(attacked.world.house.keys.mail, attacked.world.collective.id, known)
                tx.connection().execute(
                    update(LetterAddress).where(col(LetterAddress.nul) == nul).values(until=None)
                )
            a, b = _ask(attacked.world, known), _ask(attacked.world, new)
            right += 0.5 if a == b else float((a.statements, a.seals) < (b.statements, b.seals))
    return guessed(12, "which address gets the letter, by the work it makes", right, ADDRESSES)


def _ask(world: World, address: str) -> _Work:
    work = _Work()
    encrypt = SecretBox.encrypt

    def sealing(*given: Any) -> Any:
        work.seals += 1
        return encrypt(*given)

    def note(*_all: Any) -> None:
        work.statements += 1

    engine = world.house.db.engine
    with MonkeyPatch.context() as patch, world.house.db.write() as tx:
        place = enter(tx, SLUG, world.olga)
        patch.setattr(SecretBox, "encrypt", sealing)
        event.listen(engine, "before_cursor_execute", note)
        try:
            letter.ask(tx, place.collective, address, world.house.keys.mail, BASE, world.clock())
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return work
