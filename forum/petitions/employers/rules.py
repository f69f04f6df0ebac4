"""Mail domains of employers: how one is written, and whether an address is under it. No database, no clock."""

import re

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
MOST = 253
# Anybody may have a box there: their host is nobody's employer.
# The last line is nobody's at all (RFC 2606): words like these, and tests.
_OPEN = """
    gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr hotmail.be live.fr live.com msn.com aol.com
    yahoo.com yahoo.fr icloud.com me.com gmx.com gmx.fr gmx.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr
    bbox.fr numericable.fr club-internet.fr aliceadsl.fr proton.me protonmail.com tutanota.com mailo.com posteo.net
    riseup.net framasoft.org
    example.com example.net example.org
"""
OPEN_TO_ALL = frozenset(_OPEN.split())


def ascii_domain(typed: str) -> str:
    """A domain as machines write it (RFC 5890's A-labels), from what one copies: « @CHU-Été.fr », « https://www.chu.fr/ ».

    "" for what is no domain.
    """
    text = typed.strip().casefold().rpartition("@")[2].rpartition("://")[2]
    text = re.split(r"[/?#:]", text, maxsplit=1)[0].removeprefix("www.").strip(".")
    try:
        text = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return text if len(text) <= MOST and DOMAIN.fullmatch(text) else ""


def employer_of(email: str, employers: frozenset[str]) -> str:
    """The domain of the list that the address is of, or of a domain under it; "" for none."""
    if not employers:
        return ""
    domain = ascii_domain(email)
    while domain:
        if domain in employers:
            return domain
        domain = domain.partition(".")[2]
    return ""
