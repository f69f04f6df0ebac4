"""Asking for a vote on a proposal of change, and voting: on the proposal's own page."""

from typing import Literal

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.core.i18n import _
from forum.deliberation.amendments.routes import at, show
from forum.deliberation.settling import actions
from forum.http.deps import Ctx
from forum.http.forms import Form
from forum.http.pages import refill, see_other
from forum.http.routing import Router
from forum.texts.forms import say_taken

router = Router(prefix="/c/{slug}/textes/{ref}/amendements/{amendment}/vote")


class SettlingForm(Form):
    choice: Literal["for", "against", "abstain"]


@router.post("")
@refill(show)
def ask(ctx: Ctx, slug: str, ref: str, amendment: str) -> Response:
    place, document, standing = at(ctx, slug, ref, amendment)
    actions.ask(ctx.tx, place, document, standing.amendment, standing.state, ctx.now)
    say_taken(ctx, _("C’est noté. Le vote s’ouvre au prochain créneau, pour sept jours."))
    return see_other(f"/c/{slug}/textes/{ref}/amendements/{amendment}#vote")


@router.post("/bulletins")
@refill(show)
def vote(ctx: Ctx, slug: str, ref: str, amendment: str) -> Response:
    _place, document, standing = at(ctx, slug, ref, amendment)
    form = SettlingForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "vote")
    actions.vote(ctx.tx, place, document, standing.amendment, form.choice, ctx.now)
    ctx.say(
        _("Votre bulletin est noté. Vous pouvez le changer jusqu’à la fin du vote : seul le dernier compte.")
    )
    return see_other(f"/c/{slug}/textes/{ref}/amendements/{amendment}#vote")
