"""« Partir »: erase one thing or everything, told first what stays; say that a message was read."""

from secrets import randbelow
from typing import Any

from starlette.responses import Response

from forum.core.errors import Forbidden, SignInNeeded
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.http.aliases import meant
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.leaving import actions, queries
from forum.leaving.forms import EverythingForm
from forum.leaving.queries import Thing
from forum.leaving.rules import KINDS, SAID, SPREAD_DAYS

router = Router(prefix="/carnet")


def _carnet(ctx: Ctx) -> Viewer:
    if ctx.viewer.staff_id:
        raise Forbidden(_("L’équipe efface son compte depuis sa propre page."))
    if not ctx.viewer.key:
        raise SignInNeeded(
            _("Pour effacer, ouvrez le carnet qui a écrit : lui seul retrouve ce qui est à vous.")
        )
    return ctx.viewer


def _page(ctx: Ctx, template: str, **data: Any) -> Response:
    return page(ctx, template, has_form=True, kinds=KINDS, fates=SAID, days=SPREAD_DAYS, **data)


@router.get("/effacement")
def everything(ctx: Ctx) -> Response:
    return _page(ctx, "leaving/everything.html", things=queries.mine(ctx.tx, _carnet(ctx)))


@router.post("/effacement")
@refill(everything)
def erase_everything(ctx: Ctx) -> Response:
    viewer = _carnet(ctx)
    form = EverythingForm.read(ctx.body)
    actions.ask(ctx.tx, queries.mine(ctx.tx, viewer), form.days, ctx.now, randbelow)
    actions.drop(ctx.tx, viewer, ctx.now)
    ctx.say(
        _("C’est demandé. Chaque chose part à un créneau ; jusque-là, vous pouvez encore y renoncer ici.")
    )
    return see_other("/carnet")


@router.get("/effacement/{word}")
def one(ctx: Ctx, word: str) -> Response:
    return _page(ctx, "leaving/one.html", thing=_meant(ctx, word))


def _meant(ctx: Ctx, word: str) -> Thing:
    viewer = _carnet(ctx)
    what, key = meant(ctx, word)
    return queries.one_of_mine(ctx.tx, viewer, what, key)


@router.post("/effacement/{word}")
def erase(ctx: Ctx, word: str) -> Response:
    actions.ask(ctx.tx, [_meant(ctx, word)], 0, ctx.now, randbelow)
    ctx.say(_("C’est demandé : cela part au prochain créneau. Jusque-là, vous pouvez y renoncer ici."))
    return see_other("/carnet")


@router.post("/messages/{ident}/lu")
def read(ctx: Ctx, ident: str) -> Response:
    viewer = _carnet(ctx)
    actions.mark_read(ctx.tx, viewer, queries.unread(ctx.tx, viewer, ident), ctx.now)
    ctx.say(_("Ce message est lu : il ne vous sera plus montré, et s’efface au prochain créneau."))
    return see_other("/carnet")
