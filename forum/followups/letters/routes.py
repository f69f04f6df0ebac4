"""Reminder letters on a page of their own: for organisers, who send them in the collective's name."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.core.markdown import render
from forum.followups.letters import queries
from forum.followups.letters.actions import Reminder, remind
from forum.followups.letters.forms import ReminderForm
from forum.followups.letters.rules import KINDS, Facts, suggested
from forum.followups.subjects.queries import followed
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers.deadlines.queries import laws

router = Router(prefix="/c/{slug}/suites/{code}/relances")


def known(ctx: Ctx, slug: str, code: str) -> tuple[Place, Facts]:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    head = followed(ctx.tx, place.collective, code)
    url = f"{ctx.house.settings.public_url}/c/{slug}/suites/{head.ref}"
    table = laws(ctx.house.settings.data_dir)
    return place, queries.facts(ctx.tx, place.collective, head, url, ctx.now.today, table)


@router.get("")
def index(ctx: Ctx, slug: str, code: str) -> Response:
    place, facts = known(ctx, slug, code)
    return page(
        ctx,
        "followups/letters.html",
        has_form=True,
        today=ctx.now.today,
        collective=place.collective,
        stage="suivre",
        code=code,
        facts=facts,
        kinds=KINDS,
        next=suggested(facts),
    )


@router.post("")
@refill(index)
def note(ctx: Ctx, slug: str, code: str) -> Response:
    """One that left: it is written in the suites, and is no handing over."""
    place, facts = known(ctx, slug, code)
    head = followed(ctx.tx, place.collective, code)
    form = ReminderForm.read(ctx.body)
    left = Reminder(form.day, form.recipient, form.how)
    remind(ctx.tx, place, head, facts.delivered, left, ctx.now, relaxed=form.relaxed)
    ctx.say(_("La relance est notée. Le compte des jours continue."))
    return see_other(f"/c/{slug}/suites/{code}")


@router.get("/{kind}")
def show(ctx: Ctx, slug: str, code: str, kind: str) -> Response:
    place, facts = known(ctx, slug, code)
    letter = queries.one(kind, facts)
    data: dict[str, Any] = {"collective": place.collective, "stage": "suivre", "code": code, "letter": letter}
    return page(ctx, "followups/letter.html", body=render(letter.body), **data)
