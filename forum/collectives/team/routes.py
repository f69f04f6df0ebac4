"""A collective's team: who is of it, who did what. All the team reads; those who organise name and dismiss."""

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.collectives.team import actions, queries
from forum.collectives.team.forms import NamingForm
from forum.collectives.team.rules import sentence
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router

router = Router(prefix="/c/{slug}/equipe")
READS, MAKES = "see the team's pages", "make the team"


@router.get("")
def show(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, READS)
    return page(
        ctx,
        "team/show.html",
        has_form=place.may(MAKES),
        collective=place.collective,
        names=actions.role_names(),
        members=queries.members(ctx.tx, place.collective.id),
        makes=place.may(MAKES),
    )


@router.post("")
@refill(show)
def name(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, MAKES)
    form = NamingForm.read(ctx.body)
    door = f"{ctx.house.settings.public_url}/equipe"
    actions.name(ctx.tx, ctx.house.keys, place, form.email, form.name, form.role, door, ctx.now)
    ctx.say(_("C’est noté. La personne est prévenue à son adresse, avec de quoi entrer."))
    return see_other(f"/c/{slug}/equipe")


@router.post("/{person}/{role}/retrait")
def dismiss(ctx: Ctx, slug: str, person: str, role: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, MAKES)
    member = queries.member(ctx.tx, place.collective.id, person)
    actions.dismiss(ctx.tx, place, member, role, ctx.now)
    ctx.say(_("Ce rôle est retiré."))
    return see_other("/equipe" if member.id == ctx.viewer.staff_id else f"/c/{slug}/equipe")


@router.get("/journal")
def journal(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, READS)
    asked = ctx.query("apres")
    skip = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0
    rows, more = queries.done(ctx.tx, place.collective.id, skip)
    return page(
        ctx,
        "team/log.html",
        collective=place.collective,
        rows=[(row, sentence(row.action)) for row in rows],
        next_url=ctx.with_query(apres=str(skip + queries.PAGE)) if more else "",
    )
