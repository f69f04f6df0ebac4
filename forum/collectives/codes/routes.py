"""Paper codes: the organiser's page, and the public one where a card is redeemed. A GET changes, tells and asks nothing."""

from starlette.responses import Response

from forum.collectives import queries as collectives
from forum.collectives.codes import actions, jobs, queries, rules
from forum.core.errors import Forbidden, Invalid, SignInNeeded
from forum.core.i18n import _
from forum.http.deps import Bare, Ctx
from forum.http.drafts import waiting
from forum.http.limits import client_of
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.identity.carnets import words_for
from forum.identity.codes import CodeError, read_code, shown

router = Router()
TRIES, WINDOW = 60, 600


@router.get("/c/{slug}/cartes")
def batches(ctx: Ctx, slug: str) -> Response:
    place = collectives.enter(ctx.tx, slug, ctx.viewer, "organise")
    rows = queries.batches(ctx.tx, place.collective.id)
    left = queries.by_college(rows)
    url = ctx.house.settings.public_url
    return page(
        ctx,
        "collectives/codes/batches.html",
        has_form=True,
        collective=place.collective,
        rows=rows,
        left=left,
        url=url,
    )


@router.post("/c/{slug}/cartes")
@refill(batches)
def load(ctx: Ctx, slug: str) -> Response:
    place = collectives.enter(ctx.tx, slug, ctx.viewer, "organise")
    try:
        batch = rules.read(ctx.body.get("file"))
    except rules.FileError as wrong:
        raise Invalid({"file": str(wrong)}) from None
    made = actions.load(ctx.tx, place.collective, ctx.viewer, batch, ctx.now)
    ctx.say(_("Cartes prêtes à servir : {n}.").format(n=made.made))
    return see_other(f"/c/{slug}/cartes")


@router.post("/c/{slug}/cartes/{ref}/retrait")
def withdraw(ctx: Ctx, slug: str, ref: str) -> Response:
    place = collectives.enter(ctx.tx, slug, ctx.viewer, "organise")
    actions.withdraw(ctx.tx, place, ref, ctx.now)
    ctx.say(_("Ces cartes n’ouvrent plus rien."))
    return see_other(f"/c/{slug}/cartes")


@router.get("/carte")
def card(ctx: Bare) -> Response:
    return _card(ctx, "")


@router.get("/carte/{code}")
def scanned(ctx: Bare, code: str) -> Response:
    """The address in the square. The same page whatever the code: only the button looks it up."""
    return _card(ctx, code[:60])


def _card(ctx: Bare, code: str) -> Response:
    response = page(ctx, "collectives/codes/card.html", has_form=True, code=code, **waiting(ctx))
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/carte")
async def redeem(ctx: Bare) -> Response:
    """Into the carnet that is open, or that one will open; or, with `how=card`, the card becomes the carnet."""
    try:
        code = read_code(ctx.body.get("code"))
    except CodeError as wrong:
        return _refused(ctx, {"code": str(wrong)})
    if ctx.viewer.staff_id:
        raise Forbidden(_("Une carte va dans un carnet : sortez d’abord de l’équipe."))
    try:
        return await _redeemed(ctx, code)
    except actions.Unusable as unusable:
        # Only what fails is counted, so nobody's good card is refused because others, at the same address, mistyped.
        await ctx.house.aside(ctx.house.limits.count, "code", client_of(ctx.request), TRIES, WINDOW, ctx.now)
        return _refused(ctx, unusable.errors)


async def _redeemed(ctx: Bare, code: str) -> Response:
    if ctx.viewer.key:
        found = await jobs.redeem(ctx.house, code, ctx.viewer)
        await ctx.house.aside(ctx.say, jobs.said(found))
        return see_other(f"/c/{found.collective.slug}")
    if ctx.body.get("how") != "card":
        raise SignInNeeded(_("Ouvrez votre carnet : c’est lui qui recevra l’attestation de la carte."))
    await jobs.check_free(ctx.house, code)
    words = words_for(ctx.house, code)
    return page(ctx, "identity/words.html", has_form=False, words=words, code=shown(code), **waiting(ctx))


def _refused(ctx: Bare, errors: dict[str, str]) -> Response:
    ctx.errors, ctx.values = errors, {"code": ctx.body.get("code")[:60]}
    return _card(ctx, "")
