"""Signing for somebody who stands there: they leave with a slip."""

import asyncio

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import place_choices
from forum.core.errors import Invalid
from forum.core.i18n import _, later
from forum.core.ids import new_token
from forum.http.deps import Bare, Ctx
from forum.http.pages import page
from forum.http.routing import Router
from forum.identity.codes import shown
from forum.petitions.paper.actions import Desk
from forum.petitions.paper.queries import places_of
from forum.petitions.paper.routes import desk
from forum.petitions.paper.slips.routes import slips
from forum.petitions.paper.slips.rules import code_of
from forum.petitions.paper.vouched import actions
from forum.petitions.paper.vouched.forms import VouchedForm
from forum.petitions.paper.vouched.rules import CONSENTS
from forum.petitions.towns.queries import find
from forum.petitions.towns.rules import Question, Said, read, settled

router = Router(prefix="/c/{slug}/petitions/{code}/aide")
WHICH = later("Demandez à la personne laquelle, ou gardez ce qui est écrit.")
UNKNOWN = later("Cette commune n’est pas dans la liste officielle : relisez-la, ou gardez ce qui est écrit.")


@router.get("")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, ctx.tx, slug, code)


def _form(ctx: Bare, tx: Session, slug: str, code: str, question: Question | None = None) -> Response:
    at = desk(ctx, tx, slug, code)
    actions.check_open(at)
    return page(
        ctx,
        "petitions/paper/vouched.html",
        has_form=True,
        collective=at.place.collective,
        stage="petitionner",
        petition=at.petition,
        question=question,
        seed=new_token(),
        colleges=[(c, at.place.collective.college_name(c)) for c in ("concerned", "professional", "ally")],
        consents=[(key, _(said)) for key, said in CONSENTS.items()],
        places=[name for _code, name in place_choices(tx, at.petition.collective_id)],
    )


def _again(ctx: Bare, slug: str, code: str, question: Question | None = None) -> Response:
    with ctx.house.db.read() as tx:
        return _form(ctx, tx, slug, code, question)


@router.post("")
async def sign(ctx: Bare, slug: str, code: str) -> Response:
    """The slip stands on the answer alone: it is kept nowhere."""
    try:
        form, said = await asyncio.to_thread(_read, ctx, slug, code)
    except Invalid as refused:
        ctx.errors = refused.errors
        return await asyncio.to_thread(_again, ctx, slug, code)
    if isinstance(said, Question):
        ctx.errors = {"town": _(WHICH if said.found.known else UNKNOWN)}
        return await asyncio.to_thread(_again, ctx, slug, code, said)
    signed = code_of(form.seed, 0)

    def job(tx: Session) -> Desk:
        at = desk(ctx, tx, slug, code)
        actions.sign(tx, at, form, said, signed, ctx.house.settings.vouched_daily)
        return at

    at = await ctx.house.writer.submit(job)
    return slips(ctx, at.place, at.petition, [("", shown(signed))])


def _read(ctx: Bare, slug: str, code: str) -> tuple[VouchedForm, Said | Question]:
    """Nothing is asked about what is a place of the collective: the team knows it, whatever the official list says."""
    with ctx.house.db.read() as tx:
        places = places_of(tx, desk(ctx, tx, slug, code).petition.collective_id)
    form = VouchedForm.read(ctx.body)
    if places.said(form.commune, ""):
        return form, read(find(form.commune), form.commune)
    return form, settled(find, form.commune, form.town, form.asked)
