"""What is said to an OpenID provider, by Authlib: discovery, the address to go to (PKCE, nonce), and what came back."""

import logging
from typing import Any

from forum.core.clock import Now
from forum.core.providers import Provider

TIMEOUT, KEPT = 10, 3600
LEEWAY = 120
_known: dict[str, tuple[int, dict[str, Any]]] = {}


class ProviderError(Exception):
    """It does not answer, or its answer does not stand; nothing of it is shown or logged."""


def _client(provider: Provider, redirect: str) -> Any:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

    return AsyncOAuth2Client(
        provider.client_id,
        provider.client_secret or None,
        token_endpoint_auth_method="client_secret_basic" if provider.client_secret else "none",
        scope=provider.scope,
        redirect_uri=redirect,
        code_challenge_method="S256",
        timeout=TIMEOUT,
    )


async def discover(provider: Provider, now: Now) -> dict[str, Any]:
    """Its endpoints and keys, asked for once an hour; its own name must be the one we were told."""
    since, metadata = _known.get(provider.issuer, (0, {}))
    if metadata and now.epoch - since < KEPT:
        return metadata
    from authlib.oidc.discovery import get_well_known_url

    try:
        async with _client(provider, "") as client:
            metadata = await _json(client, get_well_known_url(provider.issuer, external=True))
            metadata["keys"] = await _json(client, metadata["jwks_uri"])
    except Exception as error:  # a network has a hundred ways to fail; none is the person's business
        _note(provider, "discovery", error)
        raise ProviderError from None
    if metadata.get("issuer") != provider.issuer:
        raise ProviderError
    _known[provider.issuer] = now.epoch, metadata
    return metadata


def _note(provider: Provider, what: str, error: Exception) -> None:
    """For the host, who set it up: which one, at what, of which kind. The message may hold a token."""
    logging.getLogger("forum").warning("oidc %s: %s: %s", provider.name, what, type(error).__name__)


async def _json(client: Any, url: str, *, as_person: bool = False) -> dict[str, Any]:
    answer = await client.request("GET", url, withhold_token=not as_person)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


async def address(provider: Provider, redirect: str, secrets: dict[str, str], now: Now) -> str:
    """Where the browser goes: `secrets` holds the state, the nonce and PKCE's verifier."""
    metadata = await discover(provider, now)
    url, _state = _client(provider, redirect).create_authorization_url(
        metadata["authorization_endpoint"],
        state=secrets["state"],
        nonce=secrets["nonce"],
        code_verifier=secrets["verifier"],
    )
    return str(url)


async def claims(
    provider: Provider, redirect: str, said: dict[str, str], secrets: dict[str, str], now: Now
) -> dict[str, Any]:
    """What the provider says of the person, once its signature, audience, nonce and hour were checked.

    `said`: the `code` and `iss` of the address by which the browser came back.
    """
    metadata = await discover(provider, now)
    if not _whose(provider, metadata, said["iss"]):
        raise ProviderError
    try:
        async with _client(provider, redirect) as client:
            token = await client.fetch_token(
                metadata["token_endpoint"], code=said["code"], code_verifier=secrets["verifier"]
            )
            found = _checked(provider, metadata, token, secrets["nonce"], now)
            if "userinfo_endpoint" in metadata:
                more = await _json(client, metadata["userinfo_endpoint"], as_person=True)
                found = {**more, **found} if more.get("sub") == found["sub"] else found
    except ProviderError:
        raise
    except Exception as error:  # the answer is anybody's text; the person is told one thing
        _note(provider, "answer", error)
        _known.pop(provider.issuer, None)  # its keys may have turned since
        raise ProviderError from None
    return found


def _whose(provider: Provider, metadata: dict[str, Any], named: str) -> bool:
    """RFC 9207: an answer that names another issuer, or none where one was promised, must not be shown its code."""
    promised = metadata.get("authorization_response_iss_parameter_supported") is True
    return named == provider.issuer if named or promised else True


def _checked(
    provider: Provider, metadata: dict[str, Any], token: dict[str, Any], nonce: str, now: Now
) -> dict[str, Any]:
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet
    from joserfc.jws import JWSRegistry

    allowed = [a for a in metadata.get("id_token_signing_alg_values_supported", ["RS256"]) if a[:2] in SIGNED]
    registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
    read = jwt.decode(token["id_token"], KeySet.import_key_set(metadata["keys"]), registry=registry)
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    params = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
    checked = CodeIDToken(read.claims, read.header, options, params)
    checked.validate(now=now.epoch, leeway=LEEWAY)
    return dict(read.claims)


SIGNED = ("RS", "ES", "PS", "Ed")  # by a key of the provider's; never "none", nor a secret that we hold too


async def way_out(provider: Provider, home: str, now: Now) -> str:
    """Where to leave the provider as well; "" when it does not say, or does not answer.

    What was known an hour ago is good enough. A node that never met the provider asks it: the session came from another.
    """
    _since, metadata = _known.get(provider.issuer, (0, {}))
    try:
        metadata = metadata or await discover(provider, now)
    except ProviderError:
        return ""
    if not metadata.get("end_session_endpoint"):
        return ""
    from authlib.common.urls import add_params_to_uri

    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": home}
    return str(add_params_to_uri(metadata["end_session_endpoint"], asked))
