"""What is sealed to the organisers when somebody signs, and what they take out of it under their passphrase."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from forum.core.crypto import seal
from forum.core.i18n import _
from forum.petitions.keyring.doubles.rules import Signer, doubles, doubles_table
from forum.petitions.models import Signature
from forum.petitions.rules import MANNERS

SEALED_STEP, LONG_STEP = 512, 2048
SPREADSHEET_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
Names = dict[str, str]
_JSON = json.JSONEncoder(ensure_ascii=False)  # `dumps` makes one at each call


def sealed_person(
    public_key: bytes, name: str, email: str = "", *, shown: bool = False, **more: str | bool
) -> bytes:
    """To the organisers only; `more` is what was added (role, commune, message, kept), left out where it says nothing.

    Padded: the length would tell a short name from a long one, or none at all. What does not hold in 512 bytes weighs at
    least 2,048: it tells that there is a long message, and not how long.
    """
    said = {"name": name, "email": email, "shown": shown, **{key: one for key, one in more.items() if one}}
    data = _JSON.encode(said).encode()
    step = SEALED_STEP if len(data) <= SEALED_STEP else LONG_STEP
    return seal(public_key, data.ljust(-(-len(data) // step) * step))


def signatories(tx: Session, petition_id: int) -> Sequence[Any]:
    """(sealed, key_number, tier, college, territory, day) of each signature not erased: for the organisers’ export alone."""
    columns = (
        Signature.sealed,
        Signature.key_number,
        Signature.tier,
        Signature.college,
        Signature.territory,
        Signature.day,
    )
    kept = (Signature.petition_id == petition_id, Signature.sealed != b"")
    return tx.exec(select(*columns).where(*kept)).all()  # type: ignore[call-overload]


def as_csv(people: Sequence[Signer], places: Names, colleges: Names) -> str:
    """Names in the clear, in memory only, sorted by name: no address, no order of arrival, no nullifier.

    Codes become words: whoever receives this list does not know ours. Who stands twice has the same number on each
    line, and then the counts say how many.
    """
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    groups = doubles(people)
    named = [_("nom"), _("qualité"), _("territoire"), _("manière de signer"), _("jour")]
    table.writerow([*named, _("fonction"), _("commune"), _("message"), _("à relire"), _("en double")])
    lines = [
        [
            one.name,
            colleges.get(one.college, one.college),
            places.get(one.territory, ""),
            _(MANNERS.get(one.tier, one.tier)),
            str(one.day),
            one.role,
            one.commune,
            one.message,
            _("peut désigner quelqu’un") if one.kept else "",
            str(groups.get(at, "")),
        ]
        for at, one in enumerate(people)
    ]
    table.writerows([_harmless(cell) for cell in line] for line in sorted(lines, key=_by_name))
    table.writerows(doubles_table(people, groups))
    return out.getvalue()


def _by_name(line: list[str]) -> tuple[bool, str, list[str]]:
    return not line[0], line[0].casefold(), line


def _harmless(cell: str) -> str:
    """A spreadsheet would compute a cell that begins like a formula."""
    return f"'{cell}" if cell.lstrip().startswith(SPREADSHEET_SIGNS) else cell
