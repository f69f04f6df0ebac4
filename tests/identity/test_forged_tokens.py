"""What says who somebody is must be signed by their provider, for us, for this entry and for now. No network."""

import hmac
import time
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from forum.core.clock import Now
from forum.core.providers import Provider
from forum.identity.staff.doors import oidc_client

ISSUER, CLIENT, NONCE = "https://connexion.union.example", "porte-voix", "un-nonce"
PROVIDER = Provider(name="union", label="l’Union", issuer=ISSUER, client_id=CLIENT, client_secret="s" * 40)
NOW = Now(int(time.time()))
RIGHT: dict[str, Any] = {
    "iss": ISSUER, "aud": CLIENT, "sub": "u-olga", "nonce": NONCE, "iat": NOW.epoch, "exp": NOW.epoch + 600,
}  # fmt: skip
HEADER = {"alg": "RS256", "kid": "1"}


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "1"})


def signed(header: dict[str, Any], claims: dict[str, Any], key: Any) -> str:
    return jwt.encode(header, claims, key, registry=JWSRegistry(algorithms=[header["alg"]]))


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def read(token: str, key: RSAKey, *algorithms: str) -> dict[str, Any]:
    metadata = {
        "keys": KeySet([key]).as_dict(private=False),
        "id_token_signing_alg_values_supported": list(algorithms or ("RS256",)),
    }
    return oidc_client._checked(PROVIDER, metadata, {"id_token": token}, NONCE, NOW)


def test_a_right_one_is_read(key: RSAKey) -> None:
    assert read(signed(HEADER, RIGHT, key), key)["sub"] == "u-olga"


@pytest.mark.parametrize(
    "changed",
    [{"iss": "https://autre.example"}, {"aud": "un autre"}, {"nonce": "celui d’un autre"}, {"exp": NOW.epoch - 600},
     {"nonce": None}, {"aud": None}, {"exp": None}],
    ids=str,
)  # fmt: skip
def test_one_for_elsewhere_for_another_entry_or_past_is_refused(key: RSAKey, changed: dict[str, Any]) -> None:
    claims = {name: value for name, value in {**RIGHT, **changed}.items() if value is not None}
    token = signed(HEADER, claims, key)
    with pytest.raises(Exception, match=r"."):
        read(token, key)


@pytest.mark.parametrize("algorithms", [("RS256",), ("RS256", "HS256", "none")], ids=["promised", "lax"])
def test_one_that_the_provider_did_not_sign_is_refused(key: RSAKey, algorithms: tuple[str, ...]) -> None:
    """By a key of somebody else, by the secret that we hold too, by the public key taken for a secret, by nobody."""
    good = signed(HEADER, RIGHT, key)
    head, body, _signature = good.split(".")
    secret = OctKey.import_key(PROVIDER.client_secret)
    mistaken = _b64(b'{"alg":"HS256","kid":"1"}') + "." + body
    forged = [
        signed(HEADER, RIGHT, RSAKey.generate_key(2048, {"kid": "1"})),
        signed({"alg": "HS256", "kid": "1"}, RIGHT, secret),
        f"{mistaken}.{_b64(hmac.digest(key.as_pem(private=False), mistaken.encode(), 'sha256'))}",
        f"{head}.{body}.",
        f"eyJhbGciOiJub25lIn0.{body}.",
    ]
    for token in forged:
        with pytest.raises(Exception, match=r"."):
            read(token, key, *algorithms)


def test_a_secret_that_both_hold_signs_nothing_even_where_the_provider_lists_it() -> None:
    secret = OctKey.import_key(PROVIDER.client_secret, {"kid": "2"})
    token = signed({"alg": "HS256", "kid": "2"}, RIGHT, secret)
    listed = {"kty": "oct", "kid": "2", "k": _b64(PROVIDER.client_secret.encode())}
    metadata = {"keys": {"keys": [listed]}, "id_token_signing_alg_values_supported": ["RS256", "HS256"]}
    with pytest.raises(Exception, match=r"."):
        oidc_client._checked(PROVIDER, metadata, {"id_token": token}, NONCE, NOW)


def test_an_address_that_sends_elsewhere_is_not_followed() -> None:
    assert oidc_client._client(PROVIDER, "").follow_redirects is False
