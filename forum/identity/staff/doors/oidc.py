"""By an OpenID provider of an organisation. Never for members: a provider at work would learn who comes.

Everything starts and comes back by GET. The session's cookie is Strict, so a browser that comes back from elsewhere does
not send it: the state has a Lax cookie of its own for ten minutes, and the last page is one of ours, which then moves on.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from functools import partial

from nacl.exceptions import CryptoError
from starlette.responses import Response

from forum.core.crypto import lock, mac, same, unlock
from forum.core.errors import Forbidden, NotFound
from forum.core.i18n import _
from forum.core.ids import new_token
from forum.core.providers import Provider
from forum.http.body import Body
from forum.http.deps import Bare, BareCtx
from forum.http.drafts import waiting
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.doors import corridor, oidc_client
from forum.identity.staff.doors.oidc_actions import arrive
from forum.identity.staff.doors.oidc_client import ProviderError

router = Router(prefix="/equipe/oidc/{name}")
SECONDS = 600
PARKED, EVERYBODY, WINDOW = 10, 200, 600


def _provider(ctx: BareCtx, name: str) -> Provider:
    if ctx.viewer.key:
        raise Forbidden(_("Fermez d’abord votre carnet : cette entrée dit à une organisation qui vient."))
    for provider in ctx.house.settings.providers:
        if provider.name == name:
            return provider
    raise NotFound


def _back(ctx: BareCtx, provider: Provider) -> str:
    return f"{ctx.house.settings.public_url}/equipe/oidc/{provider.name}/retour"


@router.get("")
async def start(ctx: Bare, name: str) -> Response:
    """A page elsewhere may not begin it: a provider that asks nothing again would open a session nobody wanted."""
    provider = _provider(ctx, name)
    if ctx.request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return corridor.show(ctx, {})
    return await _start(ctx, provider, "")


@router.post("")
async def keep_and_start(ctx: Bare, name: str) -> Response:
    """A text waits: it is put aside for ten minutes, in memory, in a box that only this browser's cookie opens.

    A form may lead nowhere but here (`form-action 'self'`, redirections included), so the way on is a link.
    """
    provider, draft = _provider(ctx, name), waiting(ctx)
    if not draft["draft"]:
        return see_other(ctx.path)
    for who, most in ((corridor.address(ctx), PARKED), ("everybody", EVERYBODY)):
        await ctx.house.aside(ctx.house.limits.count, "parked", who, most, WINDOW, ctx.now)
    text = json.dumps({"draft_to": draft["draft_to"], "draft": draft["draft"]})
    return await _start(ctx, provider, await ctx.house.aside(ctx.house.sessions.park, text, ctx.now, SECONDS))


async def _start(ctx: BareCtx, provider: Provider, parked: str) -> Response:
    secrets = {"state": new_token(), "nonce": new_token(), "verifier": new_token() + new_token()}
    try:
        url = await oidc_client.address(provider, _back(ctx, provider), secrets, ctx.now)
    except ProviderError:
        text = _("« {label} » ne répond pas. Réessayez, ou entrez autrement.").format(label=provider.label)
        return corridor.show(ctx, {"": text}, 502)
    response = page(ctx, "identity/away.html", url=url, label=provider.label) if parked else see_other(url)
    kept = {**secrets, "name": provider.name, "until": ctx.now.epoch + SECONDS, "parked": parked}
    box = urlsafe_b64encode(lock(_key(ctx), json.dumps(kept).encode())).decode()
    secure = ctx.house.settings.secure
    response.set_cookie(_cookie(ctx), box, SECONDS, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def _cookie(ctx: BareCtx) -> str:
    return "__Host-o" if ctx.house.settings.secure else "o"


def _key(ctx: BareCtx) -> bytes:
    return mac(ctx.house.keys.staff, "oidc state")


@router.get("/retour")
async def come_back(ctx: Bare, name: str) -> Response:
    provider = _provider(ctx, name)
    kept = _kept(ctx, provider)
    parked = kept.get("parked")
    text = await ctx.house.aside(ctx.house.sessions.unpark, parked, ctx.now) if parked else ""
    ctx.body = Body(tuple(json.loads(text).items())) if text else Body()
    response = await _judge(ctx, provider, kept)
    if kept:  # any site can send a browser here with a state of its own: it must not undo what was begun
        response.delete_cookie(_cookie(ctx), path="/", secure=ctx.house.settings.secure, httponly=True)
    return response


def _kept(ctx: BareCtx, provider: Provider) -> dict[str, str]:
    """What this browser took along, if it is ours, of this provider, and not too old; the state must be the same."""
    try:
        kept = json.loads(unlock(_key(ctx), urlsafe_b64decode(ctx.request.cookies.get(_cookie(ctx), ""))))
    except (CryptoError, ValueError):
        return {}
    fresh = kept["name"] == provider.name and kept["until"] >= ctx.now.epoch
    return kept if fresh and same(kept["state"], ctx.query("state")) else {}


async def _judge(ctx: BareCtx, provider: Provider, kept: dict[str, str]) -> Response:
    if not kept or not ctx.query("code"):
        return corridor.show(ctx, {"": _("Cette entrée n’a pas abouti, ou a trop attendu. Recommencez.")})
    try:
        answer = {name: ctx.query(name) for name in ("code", "iss")}
        said = await oidc_client.claims(provider, _back(ctx, provider), answer, kept, ctx.now)
    except ProviderError:
        return corridor.show(
            ctx, {"": _("La réponse de « {label} » ne va pas.").format(label=provider.label)}
        )
    key = partial(arrive, house=ctx.house, provider=provider, claims=said, now=ctx.now)
    response = await corridor.enter(ctx, f"oidc:{provider.name}", key)
    if response is None:
        return corridor.show(
            ctx, {"": _("Ce compte n’est d’aucune équipe ici. Demandez à qui organise.")}, 403
        )
    return _move_on(ctx, response)


def _move_on(ctx: BareCtx, response: Response) -> Response:
    """A redirection here would still be the other site's doing, and the new cookie would not go along."""
    to = response.headers.get("location", "")
    if not to:
        return response
    here = page(replace(ctx, errors={}), "identity/arrived.html", to=to)
    cookies = [header for header in response.raw_headers if header[0] == b"set-cookie"]
    here.raw_headers.extend([*cookies, (b"refresh", f"0; url={to}".encode())])
    return here
