"""What is said to a passkey, by py_webauthn (https://www.w3.org/TR/webauthn-3/): questions for it, and what it answered.

The library is imported when somebody first comes to this door: it takes a tenth of a second that no reader should wait.
"""

import json
import logging
from base64 import urlsafe_b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from forum.core.errors import HouseError
from forum.core.i18n import _
from forum.core.settings import LOOPBACK, Settings

T = TypeVar("T")
SECONDS = 300
PORTS = {"http": 80, "https": 443}
LONGEST_ID = 1023


class KeyRefused(HouseError):
    """In plain words; nothing of what the key said is shown or logged."""

    status = 422


@dataclass(frozen=True)
class Place:
    """Where keys are good: the name they are made for, and the one address whose pages may ask them."""

    name: str
    rp_id: str
    origin: str


@dataclass(frozen=True)
class Made:
    """A new key, as it is kept."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def place(settings: Settings) -> Place | None:
    """From the public address; None where browsers make no key, since it has a number for a name.

    On this machine the name is `localhost`: browsers refuse 127.0.0.1, and take that without https.
    """
    address = urlsplit(settings.public_url)
    host = (address.hostname or "").encode("idna").decode()
    host = "localhost" if host in LOOPBACK else host
    port = "" if address.port in (None, PORTS.get(address.scheme)) else f":{address.port}"
    if _numeric(host):
        return None
    return Place(settings.instance_name, host, f"{address.scheme}://{host}{port}")


def _numeric(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def handle_of(staff_id: int) -> bytes:
    """How a key names its account: our random number, which says nothing to whoever reads the key."""
    return staff_id.to_bytes(8, "big")


def to_make(
    here: Place, staff_id: int, email: str, name: str, challenge: bytes, known: Sequence[bytes]
) -> str:
    """JSON for `navigator.credentials.create`: a key that can be found again, and that knows its person."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=here.rp_id,
        rp_name=here.name,
        user_id=handle_of(staff_id),
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        timeout=SECONDS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def to_show(here: Place, challenge: bytes) -> str:
    """JSON for `navigator.credentials.get`: any key for this place, so that no address need be typed."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=here.rp_id,
        challenge=challenge,
        timeout=SECONDS * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def made(here: Place, challenge: bytes, answer: str) -> Made:
    """A new key, if the answer stands; KeyRefused otherwise."""
    from webauthn import verify_registration_response

    found = _judged(
        here,
        lambda: verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=here.rp_id,
            expected_origin=here.origin,
            require_user_verification=True,
        ),
    )
    if len(found.credential_id) > LONGEST_ID:
        raise KeyRefused(not_standing(here))
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def shown(here: Place, challenge: bytes, answer: str, public_key: bytes) -> int:
    """How often the key says it was used, if its signature stands; KeyRefused otherwise. The caller compares."""
    from webauthn import verify_authentication_response

    found = _judged(
        here,
        lambda: verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=here.rp_id,
            expected_origin=here.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        ),
    )
    return found.new_sign_count


def named(here: Place, answer: str) -> tuple[bytes, bytes]:
    """(which key, whose it says it is), to be believed once its signature stands."""

    def read() -> tuple[bytes, bytes]:
        told: dict[str, Any] = json.loads(answer)
        return _bytes(told["rawId"]), _bytes(told["response"]["userHandle"])

    return _judged(here, read)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _judged(here: Place, judge: Callable[[], T]) -> T:
    try:
        return judge()
    except Exception as error:  # an answer comes from anybody, and has a hundred ways to be wrong
        logging.getLogger("forum").warning("passkey: %s", type(error).__name__)
        raise KeyRefused(not_standing(here)) from None


def not_standing(here: Place) -> str:
    return _(
        "La réponse de cette clé ne vaut pas pour cette demande, ou pas pour ce site : rien n’a été fait. "
        "Vérifiez que vous êtes bien à l’adresse {origin}, puis recommencez."
    ).format(origin=here.origin)
