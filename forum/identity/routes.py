"""Making a carnet, opening it, closing it. One writes first: whatever was being sent travels through these pages."""

from starlette.responses import Response

from forum.core.errors import Busy, Invalid, StoreAway, TooMany
from forum.core.i18n import _, choose
from forum.core.viewer import Viewer
from forum.http import left
from forum.http.cookies import end_session, set_cookie
from forum.http.deps import Bare, language_cookie
from forum.http.drafts import nothing, waiting
from forum.http.limits import client_of
from forum.http.once import first_time
from forum.http.pages import page, see_other
from forum.http.replay import own_path, replay
from forum.http.routing import Router
from forum.identity import tries
from forum.identity.carnets import WITH_CARD, Arrival, new_phrase, open_carnet, recognise
from forum.identity.codes import CodeError, read_code, shown, split
from forum.identity.words import Phrase, alone

router = Router()
LONGEST = 400
ELSEWHERE = "https://www.meteofrance.com/"


@router.get("/carnet/ouverture")
def show_open(ctx: Bare) -> Response:
    """`masque`: the words on one masked line, which a password manager fills, where no script can make that line."""
    masked = ctx.query("masque") == "1"
    return _unkept(page(ctx, "identity/carnet.html", has_form=True, **nothing(), message="", masked=masked))


def _unkept(response: Response) -> Response:
    """A page where words are typed: no browser may keep it, filled in, for whoever comes next."""
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/carnet/nouveau")
def make(ctx: Bare) -> Response:
    words = new_phrase(ctx.house).split()
    return page(ctx, "identity/words.html", has_form=False, words=words, code="", **waiting(ctx))


@router.post("/carnet/saisie")
def type_back(ctx: Bare) -> Response:
    return page(ctx, "identity/type.html", has_form=True, code=_card(ctx), **waiting(ctx))


def _card(ctx: Bare) -> str:
    """The code of the card that is becoming a carnet, as printed; "" when there is none."""
    try:
        return shown(read_code(ctx.body.get("code")))
    except CodeError:
        return ""


@router.post("/carnet/ouverture")
async def open_(ctx: Bare) -> Response:
    typed, who = ctx.body.get("words")[:LONGEST], client_of(ctx.request)
    try:
        phrase, card = recognise(ctx.house, _with_code(_card(ctx), typed))
        _check_ending(ctx, phrase)
        await ctx.house.aside(tries.note, ctx.house.limits, phrase, who, ctx.now)
        viewer = await open_carnet(ctx.house, phrase, who)
    except Invalid as refused:
        return await _ask_again(ctx, typed, refused.errors)
    except StoreAway:
        raise
    except (TooMany, Busy) as held:
        return await _ask_again(ctx, typed, {"words": _(held.message)}, held.status)
    return await _arrive(ctx, viewer, card)


def _check_ending(ctx: Bare, phrase: Phrase) -> None:
    """A slip in a word that stands on no paper makes a carnet that nobody opens again: it is typed twice, once."""
    again = alone(ctx.body.get("again"))
    if not ctx.body.get("first") or again == phrase.ending:
        return
    if not phrase.ending:
        said = _("Le mot retenu se tape aussi ici, après les autres. Ou videz sa case, plus bas.")
        raise Invalid({"words": said})
    if not again:
        said = _(
            "Après les mots donnés, il y en a un de plus. C’est votre mot retenu ? Retapez-le ici, seul : une faute, "
            "et ce carnet ne se rouvrirait pas. Sinon, enlevez-le."
        )
        raise Invalid({"again": said})
    raise Invalid(
        {"again": _("Ce n’est pas le même mot qu’à la fin de votre phrase. Regardez l’un et l’autre.")}
    )


async def _ask_again(ctx: Bare, typed: str, errors: dict[str, str], status: int = 200) -> Response:
    ctx.errors = errors
    ctx.values = await ctx.house.aside(_given_back, ctx, typed)
    template = "identity/type.html" if ctx.body.get("first") else "identity/carnet.html"
    asked = {"code": _card(ctx), "masked": ctx.body.get("masque") == "1", **waiting(ctx)}
    response = page(ctx, template, status, has_form=True, message="", **asked)
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def _given_back(ctx: Bare, typed: str) -> dict[str, str]:
    """Eight words with one to mend are not to be typed afresh; nor shown when "back" sends the same form again."""
    again = "" if "again" in ctx.errors else ctx.body.get("again")[:LONGEST]
    return {"words": typed, "again": again} if first_time(ctx.house, ctx.body.get("_once"), ctx.now) else {}


def _with_code(code: str, typed: str) -> str:
    """On the page where a card's words are typed back, its code need not be typed, and may be."""
    return typed if not code or split(typed)[0] else f"{code} {typed}"


async def _arrive(ctx: Bare, viewer: Viewer, card: str) -> Response:
    """Into the carnet, then on to what was being sent, if anything was."""
    token = await ctx.house.aside(_open, ctx, viewer)
    given = await _given(ctx, viewer, card)
    draft = waiting(ctx)
    if draft["draft"] and draft["draft_to"]:
        response = await replay(ctx, draft["draft_to"], draft["draft"], token)
    else:
        response = see_other(draft["draft_to"] or given.to)
    if said := given.said or _shared(ctx):
        await ctx.house.aside(_say_too, ctx, token, said)
    set_cookie(ctx, response, token)
    return response


def _say_too(ctx: Bare, token: str, said: str) -> None:
    """After what became of the text that was waiting: of two sentences for one page, neither replaces the other."""
    heard = ctx.house.sessions.hear(token)
    ctx.house.sessions.say(token, " ".join(filter(None, [heard, said])))


def _open(ctx: Bare, viewer: Viewer) -> str:
    ctx.house.sessions.close(ctx.token)
    return ctx.house.sessions.open(viewer, ctx.now, own_device=bool(ctx.body.get("own_device")))


async def _given(ctx: Bare, viewer: Viewer, card: str) -> Arrival:
    """What the card gives the carnet that it opens; the same card at its hundredth opening gives nothing more."""
    for give in WITH_CARD if card else ():
        return await give(ctx.house, viewer, card, bool(ctx.body.get("first")))
    return Arrival("", "/carnet")


def _shared(ctx: Bare) -> str:
    if ctx.body.get("own_device"):
        return ""
    return _(
        "Si d’autres se servent de cet appareil : fermez le carnet avant de partir, ou pressez « Quitter vite »."
    )


@router.post("/carnet/fermeture")
def close(ctx: Bare) -> Response:
    response = see_other("/carnet/fermeture")
    end_session(ctx, response)
    return response


@router.get("/carnet/fermeture")
def closed(ctx: Bare) -> Response:
    """What is left, and where: the person may be on somebody else's machine."""
    return page(ctx, "identity/closed.html")


@router.post("/quitter")
def leave(ctx: Bare) -> Response:
    """Leaving fast: the carnet is closed, the browser told to forget, and the screen elsewhere.

    Not a redirection: `form-action` would stop it on its way to another site.
    """
    left.leave(ctx.house, ctx.body, ctx.now)
    response = page(ctx, "identity/left.html", elsewhere=ELSEWHERE)
    end_session(ctx, response)
    response.headers["Refresh"] = f"0; url={ELSEWHERE}"
    return response


@router.post("/langue")
def language(ctx: Bare) -> Response:
    back = ctx.request.headers.get("referer", "")
    origin = f"{ctx.request.url.scheme}://{ctx.request.headers.get('host', '')}"
    path = back.removeprefix(origin) if back.startswith(origin + "/") else "/"
    response = see_other(path if own_path(path) else "/")
    secure, chosen = ctx.house.settings.secure, choose(ctx.body.get("lang"))
    response.set_cookie(
        language_cookie(secure), chosen, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response
