"""Importing on screen: bring a text, keep, correct or drop what it claims, make the drafts."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import ngettext
from forum.demands.imports import queries
from forum.demands.imports.actions import Made, make_drafts
from forum.demands.imports.forms import Sheet, judged, read_brought
from forum.demands.imports.rules import at_once, found
from forum.demands.queries import institutions
from forum.http.deps import Ctx, PageCtx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.http.uploads import Bring
from forum.registers.rules import UNSET

router = Router(prefix="/c/{slug}/revendications/importation")
MOST = 60  # drafts that an address names


def _place(ctx: PageCtx, slug: str) -> Place:
    return enter(ctx.tx, slug, ctx.viewer, "organise")


@router.get("")
def start(ctx: Ctx, slug: str) -> Response:
    place = _place(ctx, slug)
    return page(
        ctx, "demands/imports/start.html", has_form=True, collective=place.collective, stage="revendiquer"
    )


@router.get("/lecture")
def again(ctx: Ctx, slug: str) -> Response:
    """Where the address of what was read is opened again: nothing of it was kept."""
    return start(ctx, slug)


@router.post("/lecture")
@refill(start)
def read(ctx: Bring, slug: str) -> Response:
    place = _place(ctx, slug)
    brought = read_brought(ctx)
    return _sheet(ctx, place, Sheet(brought.text, "1" if brought.lined else ""), brought.guess)


def _sheet(ctx: PageCtx, place: Place, sheet: Sheet, guess: str = "") -> Response:
    """The claims that can be kept, what is there already, and what was left with its reason."""
    whole = found(sheet.text)
    there = queries.known(ctx.tx, place.collective, whole.claims)
    fresh = [one for one in whole.claims if one.key not in there]
    shown, following = at_once(fresh, sheet.start)
    if not ctx.errors and not sheet.typed:
        sheet.take(shown)
    ctx.values = sheet.body.values
    register = institutions(ctx.tx, place.collective)
    return page(
        ctx,
        "demands/imports/sheet.html",
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        sheet=sheet,
        guess=guess,
        claims=[(one, sheet.typed[one.key]) for one in whole.by_key.values() if one.key in sheet.typed],
        there=[(one, there[one.key]) for one in whole.claims if one.key in there],
        left=[one for one in whole.left if one.key not in sheet.typed],
        total=len(fresh),
        following=following,
        institutions=[(i.ref, i.name) for i in register if i.name != UNSET],
    )


@router.post("")
def send(ctx: Ctx, slug: str) -> Response:
    """What was left and ticked takes its place among the claims first, so that a refused form shows it."""
    place = _place(ctx, slug)
    sheet = Sheet.read(ctx.body)
    by_key = found(sheet.text).by_key
    sheet.take(by_key[key] for key in sheet.more if key in by_key)
    asked = ctx.body.get("do")
    if asked:
        return _sheet(ctx, place, sheet.further(int(asked)) if asked.isdecimal() else sheet)
    ctx.body, ctx.unsent = sheet.over(ctx.body), sheet.unsent
    return _make(ctx=ctx, slug=slug)


def _shown(ctx: Ctx, slug: str) -> Response:
    return _sheet(ctx, _place(ctx, slug), Sheet.read(ctx.body))


@refill(_shown)
def _make(ctx: Ctx, slug: str) -> Response:
    place, sheet = _place(ctx, slug), Sheet.read(ctx.body)
    register = [one.ref for one in institutions(ctx.tx, place.collective)]
    drafts = judged(sheet, found(sheet.text).by_key, register)
    relaxed = bool(ctx.body.get("relaxed"))
    made = make_drafts(ctx.tx, place, drafts, sheet.institution, ctx.now, relaxed=relaxed)
    ctx.say(_told(made))
    return see_other(f"{ctx.path}/brouillons?faits={'.'.join(made.refs)}&deja={'.'.join(made.there)}")


def _told(made: Made) -> str:
    said = ngettext("{n} brouillon est fait.", "{n} brouillons sont faits.", len(made.refs))
    there = ngettext(
        "{n} était déjà là, et n’a pas été refait.",
        "{n} étaient déjà là, et n’ont pas été refaits.",
        len(made.there),
    )
    told = [(said, len(made.refs)), (there, len(made.there))]
    return " ".join(text.format(n=n) for text, n in told if n)


@router.get("/brouillons")
def drafts(ctx: Ctx, slug: str) -> Response:
    """What was just made: its references stand in the address, so that the page can be opened again."""
    place = _place(ctx, slug)
    refs = {name: ctx.query(name).split(".")[:MOST] for name in ("faits", "deja")}
    return page(
        ctx,
        "demands/imports/made.html",
        collective=place.collective,
        stage="revendiquer",
        made=queries.named(ctx.tx, place.collective, refs["faits"]),
        there=queries.named(ctx.tx, place.collective, refs["deja"]),
    )
