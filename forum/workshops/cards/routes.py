"""With the card of a statement in hand: read it, change it, take it back, put it in a carnet. No address holds a code.

Each form carries the code, and no session is opened: the person may be on somebody else's machine.
"""

from starlette.responses import Response

from forum.collectives.codes.actions import Unusable
from forum.core.errors import Forbidden, Invalid, SignInNeeded
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.http.deps import Ctx, Peek
from forum.http.limits import client_of
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.identity.codes import CodeError, read_code, shown
from forum.texts import queries as texts
from forum.texts.spoken.rules import holder, mark_of
from forum.workshops.cards import actions, queries
from forum.workshops.cards.forms import fields_of
from forum.workshops.cards.queries import Said

router = Router(prefix="/carte/parole")
TRIES, WINDOW = 60, 600


@router.get("")
def door(ctx: Ctx) -> Response:
    done = {
        "retrait": _("C’est demandé : cette parole s’en va au prochain créneau, ou n’est déjà plus là."),
        "changement": _("C’est noté : le changement sera public au prochain créneau."),
        "carnet": _(
            "C’est dans votre carnet, ou y sera au prochain créneau. La carte n’ouvre alors plus rien."
        ),
        "rien": _("Cette page ne se rouvre pas par son adresse : retapez le code de la carte."),
    }.get(ctx.query("fait"), "")
    response = page(ctx, "workshops/cards/door.html", has_form=True, done=done)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/{ref}")
@router.get("/{ref}/changement")
@router.get("/{ref}/retrait")
@router.get("/{ref}/carnet")
def reopened(ref: str) -> Response:  # noqa: ARG001  # a part of the address
    """No address holds a code: whichever of these is opened again leads to where it is typed."""
    return see_other("/carte/parole?fait=rien")


def again(ctx: Ctx, **_where: str) -> Response:
    """A code that is refused is asked for again, whatever it was for."""
    return door(ctx)


def _card(ctx: Ctx) -> tuple[str, Viewer, list[Said]]:
    """The code as printed, its holder, what was said with it; one answer for every code that holds nothing."""
    if ctx.viewer.staff_id:
        raise Forbidden(_("Une carte est à qui a parlé : sortez d’abord de l’équipe."))
    try:
        code = read_code(ctx.body.get("code"))
    except CodeError as wrong:
        raise Invalid({"code": str(wrong)}) from None
    card = holder(mark_of(code, ctx.house.keys.pepper), ctx.house.keys.pepper)
    said = queries.said_with(ctx.tx, card)
    if not said:
        # Only what fails is counted, so nobody's good card is refused because others, at the same address, mistyped.
        ctx.house.limits.count("code", client_of(ctx.request), TRIES, WINDOW, ctx.now)
        raise Unusable
    return shown(code), card, said


@router.post("")
@refill(door)
def read(ctx: Peek) -> Response:
    code, card, said = _card(ctx)
    messages = texts.messages(ctx.tx, card)
    return page(
        ctx, "workshops/cards/show.html", has_form=True, code=code, statements=said, messages=messages
    )


@router.post("/{ref}")
@refill(again)
def edit(ctx: Peek, ref: str) -> Response:
    code, card, _said = _card(ctx)
    said = queries.one_of(ctx.tx, card, ref)
    return page(ctx, "workshops/cards/edit.html", has_form=True, code=code, said=said)


@router.post("/{ref}/changement")
@refill(edit)
def change(ctx: Ctx, ref: str) -> Response:
    _code, card, _said = _card(ctx)
    said = queries.one_of(ctx.tx, card, ref)
    fields = fields_of(ctx.body, said.kind)
    actions.change(ctx.tx, card, said, fields, ctx.now, relaxed=bool(ctx.body.get("relaxed")))
    return see_other("/carte/parole?fait=changement")


@router.post("/{ref}/retrait")
@refill(again)
def take_back(ctx: Ctx, ref: str) -> Response:
    _code, card, _said = _card(ctx)
    actions.take_back(ctx.tx, card, queries.one_of(ctx.tx, card, ref), ctx.now)
    return see_other("/carte/parole?fait=retrait")


@router.post("/{ref}/carnet")
@refill(again)
def claim(ctx: Ctx, ref: str) -> Response:
    _code, card, _said = _card(ctx)
    if not ctx.viewer.key:
        raise SignInNeeded(_("Ouvrez votre carnet : c’est lui qui recevra cette parole."))
    actions.claim(ctx.tx, card, ctx.viewer, queries.one_of(ctx.tx, card, ref), ctx.now)
    return see_other("/carte/parole?fait=carnet")
