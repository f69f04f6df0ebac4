"""Typing what was said: a whole session on one page, sent together; or one statement, outside any workshop."""

import secrets
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter, place_choices
from forum.core.errors import Invalid
from forum.core.i18n import _, ngettext
from forum.grievances.stages.rules import HOW_OFTEN
from forum.http.body import Body
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.identity.codes import make_code, shown
from forum.texts.spoken.rules import mark_of, shown_mark
from forum.workshops import queries
from forum.workshops.models import Workshop
from forum.workshops.stages import routes as stages
from forum.workshops.stages.rules import Sitting
from forum.workshops.statements.actions import gather
from forum.workshops.statements.forms import Sheet
from forum.workshops.statements.rules import CONSENTS, PAGE, WHATS, places

router = Router(prefix="/c/{slug}/ateliers")
ACT = "prepare a workshop"


def _place(ctx: Ctx, slug: str) -> Place:
    place = enter(ctx.tx, slug, ctx.viewer, "see the team's pages")
    place.require(ACT)
    return place


@router.get("/parole")
def one(ctx: Ctx, slug: str) -> Response:
    return _sheet(ctx, _place(ctx, slug), None)


@router.post("/parole")
@refill(one)
def take_one(ctx: Ctx, slug: str) -> Response:
    return _taken(ctx, _place(ctx, slug), None)


@router.get("/{ref}/paroles")
def many(ctx: Ctx, slug: str, ref: str) -> Response:
    place = _place(ctx, slug)
    return _sheet(ctx, place, queries.find(ctx.tx, place.collective, ref))


@router.post("/{ref}/paroles")
@refill(many)
def take_many(ctx: Ctx, slug: str, ref: str) -> Response:
    place = _place(ctx, slug)
    return _taken(ctx, place, queries.find(ctx.tx, place.collective, ref))


def _taken(ctx: Ctx, place: Place, workshop: Workshop | None) -> Response:
    if ctx.body.get("do") == "more":
        return _sheet(ctx, place, workshop)
    sheet, relaxed = Sheet.read(ctx.body), bool(ctx.body.get("relaxed"))
    if not sheet.typed:
        raise Invalid({"body-0": _("Écrivez au moins une parole.")})
    territory = ctx.body.get("territory")
    sent = len(sheet.typed)
    found = gather(
        ctx.tx, place, workshop, territory, sheet.typed, ctx.house.keys.pepper, ctx.now, relaxed=relaxed
    )
    held = _sitting(ctx, workshop).and_then(found.named)
    if found.refused:
        return _again(ctx, place, workshop, sheet, found.refused, sent - len(found.refused), held)
    if ctx.body.get("do") == "stages" and held.typed:
        ctx.values = {}
        return stages.begin(ctx, place, held, _said(sent))
    ctx.say(_said(sent))
    return see_other(f"/c/{place.collective.slug}/ateliers" + (f"/{workshop.ref}" if workshop else ""))


def _sitting(ctx: Ctx, workshop: Workshop | None) -> Sitting:
    """What was taken at the sendings before this one, while others came back."""
    known = stages.opened(ctx) if ctx.body.get("sitting") else Sitting("")
    return replace(known, workshop=workshop.ref if workshop else "")


def _again(
    ctx: Ctx, place: Place, workshop: Workshop | None, sheet: Sheet, refused: dict[int, Any], taken: int,
    held: Sitting,
) -> Response:  # fmt: skip
    """What was refused comes back by itself, with what is wrong; what was taken is said, and not to be sent again."""
    sheet.keep(refused)
    going = (("sitting", stages.sealed(ctx, held)),) if held.typed else ()
    ctx.body = Body((("territory", ctx.body.get("territory")), *going, *sheet.values.items()))
    ctx.errors = sheet.errors
    return _sheet(ctx, place, workshop, taken)


def _said(taken: int) -> str:
    said = ngettext(
        "{n} parole prise : elle sera publiée au prochain créneau.",
        "{n} paroles prises : elles seront publiées au prochain créneau.",
        taken,
    )
    return said.format(n=taken)


def _sheet(ctx: Ctx, place: Place, workshop: Workshop | None, taken: int = 0) -> Response:
    """With a card drawn for whoever got none on paper: it is copied by hand, and this page alone shows it."""
    sheet, more = Sheet.read(ctx.body), PAGE if ctx.body.get("do") == "more" else 0
    if ctx.values:
        kept = {name: ctx.body.get(name) for name in ("territory", "sitting")}
        ctx.values = {**kept, **sheet.values}
    code = make_code(secrets.randbelow)
    room = places(len(sheet.typed), len(sheet.typed) + more) if workshop else max(1, len(sheet.typed))
    return page(
        ctx,
        "workshops/statements/sheet.html",
        has_form=True,
        collective=place.collective,
        workshop=workshop,
        room=room,
        taken=_said(taken) if taken else "",
        whats=[(key, _(label)) for key, (_room, _kind, label) in WHATS.items()],
        consents=[(key, _(label)) for key, label in CONSENTS.items()],
        sitting=ctx.body.get("sitting"),
        often=[(_(said), _(said)) for said in HOW_OFTEN],
        colleges=[(c, place.collective.college_name(c)) for c in ("concerned", "professional", "ally")],
        territories=place_choices(ctx.tx, place.collective.id),
        code=shown(code),
        mark=shown_mark(mark_of(code, ctx.house.keys.pepper)),
    )
