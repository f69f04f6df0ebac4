"""Paper, for the team: print numbered sheets, type them one by one, key some again, settle, make void.

Whoever types waits for the one writer: the addresses of the *suivi* are written after, in another transaction.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place, enter, place_choices
from forum.core.errors import Closed, Invalid, NotFound
from forum.core.i18n import _
from forum.core.ids import new_token
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions import signing
from forum.petitions.paper import actions, queries, rules
from forum.petitions.paper.actions import Desk, Papers
from forum.petitions.paper.forms import PrintForm, VoidForm, read_lines, read_sheet, sure
from forum.petitions.paper.models import PaperSheet
from forum.petitions.paper.slips.routes import codes_of, once_more, slips
from forum.petitions.queries import of_collective
from forum.petitions.told import actions as told

router = Router(prefix="/c/{slug}/petitions/{code}/papier")
TEAM, TYPE = "see the team's pages", "enter paper"
NEXT = {"printed": "saisie", "entered": "ressaisie", "settle": "accord"}
Again = Callable[..., Response]


def desk(ctx: Bare, tx: Session, slug: str, code: str, act: str = TYPE) -> Desk:
    place = enter(tx, slug, ctx.viewer, TEAM)
    place.require(act)
    petition = of_collective(tx, place, code)
    if petition.state == "draft" and not place.may("organise"):
        raise NotFound
    slot = signing.slot_at(ctx.now, ctx.house.settings.signature_slot_seconds)
    return Desk(place, petition, ctx.house.keys, slot, ctx.now)


def _page(ctx: Bare, at: Desk, template: str, **data: Any) -> Response:
    return page(
        ctx,
        f"petitions/paper/{template}.html",
        has_form=True,
        collective=at.place.collective,
        stage="petitionner",
        petition=at.petition,
        shown=at.titled,
        base=_base(at.place, at.petition.code),
        **data,
    )


def _base(place: Place, code: str) -> str:
    return f"/c/{place.collective.slug}/petitions/{code}/papier"


# -- the table --------------------------------------------------------------


@router.get("")
def index(ctx: Ctx, slug: str, code: str) -> Response:
    at = desk(ctx, ctx.tx, slug, code)
    typed = ctx.query("numero")[:40]
    if typed:
        try:
            sheet = queries.typed_number(ctx.tx, at.place, at.petition, typed)
        except Invalid as refused:
            ctx.errors, ctx.values = refused.errors, {"numero": typed}
        else:
            way = NEXT.get(sheet.state, "")
            return see_other(f"{_base(at.place, code)}/{sheet.number}" + (f"/{way}" if way else ""))
    return _index(ctx, at)


def _index(ctx: Ctx, at: Desk) -> Response:
    last = queries.last_number(ctx.tx, at.petition)
    return _page(
        ctx,
        at,
        "index",
        again=queries.listed(ctx.tx, at.petition, "entered"),
        unsettled=queries.listed(ctx.tx, at.petition, "settle"),
        states=queries.by_state(ctx.tx, at.petition),
        figures=queries.figures(ctx.tx, at.petition.id, ctx.now.today),
        last=last,
        first=ctx.query("de")[:8] or max(1, last - rules.MOST_PRINTED + 1),
        most=rules.MOST_PRINTED,
        line_choices=[(n, str(n)) for n in rules.LINES],
        usual=rules.USUAL,
        takes=queries.takes_paper(at.petition),
        organiser=at.place.may("organise"),
    )


def _index_again(ctx: Ctx, slug: str, code: str) -> Response:
    return _index(ctx, desk(ctx, ctx.tx, slug, code))


@router.post("/feuilles")
@refill(_index_again)
def print_sheets(ctx: Ctx, slug: str, code: str) -> Response:
    at = desk(ctx, ctx.tx, slug, code, "organise")
    form = PrintForm.read(ctx.body)
    first, last = actions.print_sheets(ctx.tx, at, form.sheets, form.lines)
    ctx.say(
        _("Les feuilles {first} à {last} sont prêtes à imprimer.").format(
            first=at.titled(first), last=at.titled(last)
        )
    )
    return see_other(f"{_base(at.place, code)}?de={first}#imprimer")


@router.get("/{number}")
def show(ctx: Ctx, slug: str, code: str, number: str) -> Response:
    return _sheet(ctx, ctx.tx, slug, code, number)


def _sheet(ctx: Bare, tx: Session, slug: str, code: str, number: str) -> Response:
    at = desk(ctx, tx, slug, code)
    sheet = queries.sheet(tx, at.petition, number)
    leaving = queries.leaves(tx, at.petition, sheet)
    return _page(
        ctx,
        at,
        "sheet",
        sheet=sheet,
        said=_(queries.TOLD["leaving" if leaving else sheet.state]),
        voidable=at.place.may("organise") and not leaving and sheet.state != "void",
        leads=NEXT.get(sheet.state, ""),
        where=_(rules.COLLECTED[sheet.collected]) if sheet.collected else "",
        reasons=[(key, _(said)) for key, said in rules.VOIDED.items()],
    )


@router.post("/{number}/annulation")
@refill(lambda ctx, **where: _sheet(ctx, ctx.tx, **where))
def void(ctx: Ctx, slug: str, code: str, number: str) -> Response:
    at = desk(ctx, ctx.tx, slug, code, "organise")
    sheet = actions.void(ctx.tx, at, number, sure(VoidForm.read(ctx.body)).reason)
    ctx.say(_("La feuille {number} est annulée.").format(number=at.titled(sheet.number)))
    return see_other(f"{_base(at.place, code)}/{sheet.number}")


# -- typing -----------------------------------------------------------------


def _typing(ctx: Bare, tx: Session, slug: str, code: str, number: str, state: str) -> Response:
    """The form of a sheet; whoever comes late is told where it is by now."""
    at = desk(ctx, tx, slug, code)
    queries.check_takes_paper(at.petition)
    sheet = queries.sheet(tx, at.petition, number)
    if sheet.state != state:
        raise Closed(_(queries.TOLD[sheet.state]))
    if state == "entered":
        queries.check_second(sheet, at.keys.pepper, ctx.viewer, ctx.now.today)
    rows = {row.n: row.differs.split() for row in queries.lines_of(tx, sheet) if row.differs}
    return _page(
        ctx,
        at,
        "type",
        sheet=sheet,
        step=state,
        seed=new_token(),
        leads=NEXT[state],
        numbers=sorted(rows) if state == "settle" else list(range(1, sheet.lines + 1)),
        differs={n: [_(rules.SAID[name]) for name in names] for n, names in rows.items()},
        collected=[("", _("Choisissez")), *((key, _(said)) for key, said in rules.COLLECTED.items())],
        colleges=[(c, at.place.collective.college_name(c)) for c in ("professional", "concerned", "ally")],
        places=[name for _code, name in place_choices(tx, at.petition.collective_id)],
    )


def _refilled(state: str) -> Callable[[Callable[..., Awaitable[Response]]], Any]:
    """A refused form comes back as it was typed."""

    def decorate(route: Callable[..., Awaitable[Response]]) -> Any:
        @wraps(route)
        async def wrapped(ctx: Bare, **where: str) -> Response:
            try:
                return await route(ctx=ctx, **where)
            except Invalid as refused:
                ctx.errors = refused.errors
                return await asyncio.to_thread(_typing_again, ctx, where, state)

        return wrapped

    return decorate


def _typing_again(ctx: Bare, where: dict[str, str], state: str) -> Response:
    with ctx.house.db.read() as tx:
        return _typing(ctx, tx, **where, state=state)


Job = Callable[[Session, Desk], tuple[PaperSheet, Papers]]


async def _typed(
    ctx: Bare, slug: str, code: str, job: Job, codes: Sequence[tuple[str, str]] = ()
) -> Response:
    """`codes`: the slips that were asked for, which the answer alone shows."""

    def written(tx: Session) -> tuple[Desk, PaperSheet, Papers]:
        at = desk(ctx, tx, slug, code)
        sheet, papers = job(tx, at)
        tx.flush()
        tx.refresh(sheet)
        tx.expunge(sheet)
        return at, sheet, papers

    at, sheet, papers = await ctx.house.writer.submit(written)
    for one in papers:
        await ctx.house.writer.add(told.write, one)
    said = queries.done(sheet, at.titled(sheet.number))
    if codes:
        return slips(ctx, at.place, at.petition, list(codes), said)
    await ctx.house.aside(ctx.say, said)
    return see_other(f"/c/{slug}/petitions/{code}/papier")


def _numbers(ctx: Bare, slug: str, code: str, number: str, state: str) -> list[int]:
    """The lines that the form has: read before it is judged, and again by whoever writes."""
    with ctx.house.db.read() as tx:
        at = desk(ctx, tx, slug, code)
        sheet = queries.sheet(tx, at.petition, number)
        if sheet.state != state:
            raise Closed(_(queries.TOLD[sheet.state]))
        if state == "settle":
            return [row.n for row in queries.lines_of(tx, sheet) if row.differs]
        return list(range(1, sheet.lines + 1))


@router.get("/{number}/saisie")
def first(ctx: Ctx, slug: str, code: str, number: str) -> Response:
    return _typing(ctx, ctx.tx, slug, code, number, "printed")


@router.post("/{number}/saisie")
@_refilled("printed")
async def enter_first(ctx: Bare, slug: str, code: str, number: str) -> Response:
    try:
        return await _enter_first(ctx, slug, code, number)
    except Closed:  # pressed twice: the browser dropped the answer that alone showed the codes
        again = await asyncio.to_thread(_slips_again, ctx, slug, code, number)
        if again is None:
            raise
        return again


def _slips_again(ctx: Bare, slug: str, code: str, number: str) -> Response | None:
    with ctx.house.db.read() as tx:
        at = desk(ctx, tx, slug, code)
        sheet = queries.sheet(tx, at.petition, number)
        lines = read_lines(ctx.body, range(1, sheet.lines + 1))
        return once_more(ctx, tx, at, lines, queries.done(sheet, at.titled(sheet.number)))


async def _enter_first(ctx: Bare, slug: str, code: str, number: str) -> Response:
    numbers = await asyncio.to_thread(_numbers, ctx, slug, code, number, "printed")
    collected, lines = await asyncio.to_thread(read_sheet, ctx.body, numbers)

    def job(tx: Session, at: Desk) -> tuple[PaperSheet, Papers]:
        return actions.enter(tx, at, number, collected, lines, secrets.randbelow)

    return await _typed(ctx, slug, code, job, codes_of(lines))


@router.get("/{number}/ressaisie")
def second(ctx: Ctx, slug: str, code: str, number: str) -> Response:
    return _typing(ctx, ctx.tx, slug, code, number, "entered")


@router.post("/{number}/ressaisie")
@_refilled("entered")
async def enter_second(ctx: Bare, slug: str, code: str, number: str) -> Response:
    numbers = await asyncio.to_thread(_numbers, ctx, slug, code, number, "entered")
    lines = await asyncio.to_thread(read_lines, ctx.body, numbers)
    return await _typed(ctx, slug, code, lambda tx, at: actions.enter_again(tx, at, number, lines))


@router.get("/{number}/accord")
def settling(ctx: Ctx, slug: str, code: str, number: str) -> Response:
    return _typing(ctx, ctx.tx, slug, code, number, "settle")


@router.post("/{number}/accord")
@_refilled("settle")
async def settle(ctx: Bare, slug: str, code: str, number: str) -> Response:
    numbers = await asyncio.to_thread(_numbers, ctx, slug, code, number, "settle")
    empty = [n for n in numbers if ctx.body.get(f"empty-{n}")]
    lines = await asyncio.to_thread(read_lines, ctx.body, [n for n in numbers if n not in empty])
    return await _typed(ctx, slug, code, lambda tx, at: actions.settle(tx, at, number, lines, empty))
