"""The weekly letter: asked for on a page, confirmed and left by a link. A GET changes nothing, and tells nothing."""

from contextlib import suppress
from typing import Annotated

from pydantic import AfterValidator
from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import HouseError, NotFound, TooMany
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.forms import Form, line
from forum.http.limits import client_of
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.notifications.letter import actions
from forum.notifications.letter.rules import READING
from forum.petitions.forms import email_address

router = Router()
ASKED, WINDOW, TO_ONE, DAY = 20, 900, 3, 86_400


class AddressForm(Form):
    mail_to: Annotated[line(254), AfterValidator(email_address)]  # type: ignore[valid-type]


def _place(ctx: Ctx, slug: str) -> Place:
    """A collective whose words are for its members alone has no letter: it would carry them out."""
    place = enter(ctx.tx, slug, ctx.viewer)
    if place.collective.reading not in READING or not ctx.house.writes_letters:
        raise NotFound
    return place


@router.get("/c/{slug}/lettre")
def show(ctx: Ctx, slug: str) -> Response:
    place = _place(ctx, slug)
    asked = bool(ctx.query("demande"))
    return page(ctx, "notifications/letter.html", has_form=True, collective=place.collective, asked=asked)


@router.post("/c/{slug}/lettre")
@refill(show)
def ask(ctx: Ctx, slug: str) -> Response:
    """The same answer for every address; past three letters a day to one, nothing more is sent there."""
    place, form = _place(ctx, slug), AddressForm.read(ctx.body)
    limits, settings = ctx.house.limits, ctx.house.settings
    limits.count("letter from", client_of(ctx.request), ASKED, WINDOW, ctx.now)
    with suppress(TooMany):
        limits.count("letter to", form.mail_to.casefold(), TO_ONE, DAY, ctx.now)
        if ctx.body.get("do") == "out":
            actions.ask_out(ctx.tx, place.collective, form.mail_to, ctx.house.keys.mail, settings.public_url)
        else:
            actions.ask(
                ctx.tx, place.collective, form.mail_to, ctx.house.keys.mail, settings.public_url, ctx.now
            )
    return see_other(f"/c/{slug}/lettre?demande=oui")


@router.get("/lettre/{token}")
def link(ctx: Ctx, token: str) -> Response:
    """Scanners open every link of a mail: the page is the same whatever the link."""
    return page(ctx, "notifications/letter_link.html", has_form=True, token=token[:60], done="")


@router.post("/lettre/{token}")
def press(ctx: Ctx, token: str) -> Response:
    """Also what a mailbox sends by itself (RFC 8058): no cookie, no mark, `List-Unsubscribe=One-Click`."""
    do = "out" if ctx.body.get("List-Unsubscribe") == "One-Click" else ctx.body.get("do")
    if do not in ("in", "out"):
        raise HouseError(_("Rien n’a été changé : revenez à la page du lien, et appuyez sur un bouton."))
    if do == "in":
        actions.confirm(ctx.tx, token, ctx.now.today)
    else:
        actions.leave(ctx.tx, token)
    return page(ctx, "notifications/letter_link.html", has_form=False, token="", done=do)
