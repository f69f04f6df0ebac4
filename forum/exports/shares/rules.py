"""What is on the picture that other sites show beside a link: no more than the page says. Pure."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from forum.core.i18n import _, thousands

DESIGN = 1  # another number, and every picture is drawn anew
FIRST = 10


@dataclass(frozen=True, slots=True)
class Share:
    """`count` is in words, rounded down: the picture is drawn again a few times a decade, not at each signature."""

    title: str
    organiser: str
    addressee: str
    count: str
    call: str
    site: str

    @property
    def mark(self) -> str:
        """Names the picture by all that is on it."""
        content = json.dumps([DESIGN, asdict(self)], sort_keys=True)
        return sha256(content.encode()).hexdigest()[:16]


def rounded(count: int) -> int:
    """Down to two figures: 47 → 40, 1 234 → 1 200; under ten, nothing."""
    if count < 100:
        return count - count % FIRST
    step: int = 10 ** (len(str(count)) - 2)
    return count - count % step


def share(title: str, organiser: str, addressee: str, count: int, *, open_: bool, site: str) -> Share:
    least = rounded(count)
    said = _("{n} signatures et plus").format(n=thousands(least)) if least else ""
    call = _("Lire et signer") if open_ else _("Lire la pétition")
    to = _("Adressée à : {addressee}").format(addressee=addressee)
    return Share(" ".join(title.split()), organiser, to, said, call, site)
