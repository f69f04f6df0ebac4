"""Whom the figures are compared with: a table that an organiser pastes or sends."""

from starlette.responses import Response

from forum.collectives.models import COLLEGES
from forum.collectives.queries import Place, enter, place_choices
from forum.core.errors import Invalid
from forum.core.i18n import _, ngettext
from forum.exports.participation.reference import actions, queries, rules
from forum.http.deps import Ctx, PageCtx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.http.uploads import Load

router = Router(prefix="/c/{slug}/participation/reference")


def _place(ctx: PageCtx, slug: str) -> Place:
    return enter(ctx.tx, slug, ctx.viewer, "organise")


@router.get("")
def show(ctx: Ctx, slug: str) -> Response:
    place = _place(ctx, slug)
    choices = place_choices(ctx.tx, place.collective.id)
    return page(
        ctx,
        "exports/reference.html",
        has_form=True,
        collective=place.collective,
        colleges=COLLEGES,
        places=choices,
        names=dict(choices),
        loaded=queries.loaded(ctx.tx, place.collective.id),
    )


@router.post("")
@refill(show)
def load(ctx: Load, slug: str) -> Response:
    place = _place(ctx, slug)
    lines = _lines(ctx, place)
    actions.replace(ctx.tx, place, lines, ctx.now)
    said = ngettext("{n} ligne est chargée.", "{n} lignes sont chargées.", len(lines))
    ctx.say(said.format(n=len(lines)))
    return see_other(f"/c/{slug}/participation")


def _lines(ctx: Load, place: Place) -> list[rules.Line]:
    """The file, or what was pasted; Invalid names each wrong line."""
    pasted = ctx.body.get("pasted")
    name = "document" if ctx.document else "pasted"
    if ctx.document and pasted.strip():
        raise Invalid({name: _("Vous avez choisi un fichier et collé des lignes : gardez l’un des deux.")})
    if not ctx.document and not pasted.strip():
        raise Invalid({name: _("Choisissez un fichier, ou collez les lignes du tableau.")})
    try:
        text = rules.decoded(ctx.document) if ctx.document else pasted
        return rules.read(text, queries.known(ctx.tx, place.collective))
    except rules.TableError as wrong:
        raise Invalid({name: str(wrong)}) from None


@router.post("/retrait")
def withdraw(ctx: Ctx, slug: str) -> Response:
    actions.withdraw(ctx.tx, _place(ctx, slug), ctx.now)
    ctx.say(_("La référence est retirée : la page ne compare plus."))
    return see_other(f"/c/{slug}/participation")
