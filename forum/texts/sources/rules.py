"""When two texts cite one thing, what a verdict may say, and what is said of a source beside the text. Pure.

Nothing here fetches an address: asking for it would tell its host what is read here, and let whoever writes an address
make the server knock at any door behind its wall.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from forum.core.crypto import packed
from forum.core.i18n import _, later
from forum.core.letters import normal

VERDICTS = ("confirmed", "disputed")
REASONS = ("dead", "unfound", "outdated", "unsaid", "context")
NOTE = 300
LEAST = 5
LEAST_NAME = 15  # signs under which a label names nothing: two « le rapport » are not one
DECIDING = ("professional", "concerned")
COLLEGES = (*DECIDING, "ally", "open")

KINDS = {
    "link": later("un lien"),
    "figure": later("un chiffre"),
    "text": later("un texte officiel"),
    "image": later("une image"),
}
WHY = {
    "dead": later("le lien est mort"),
    "unfound": later("le chiffre ou le passage est introuvable"),
    "outdated": later("c’est périmé"),
    "unsaid": later("elle ne dit pas cela"),
    "context": later("c’est pris d’un autre contexte"),
}


def kind_names() -> dict[str, str]:
    return {kind: _(name) for kind, name in KINDS.items()}


def why(kind: str) -> dict[str, str]:
    """The reasons that can be given against a source of that kind: an image is here, its link is never dead."""
    return {code: _(said) for code, said in WHY.items() if code != "dead" or kind != "image"}


def key_of(kind: str, label: str, url: str = "", publisher: str = "", dated: str = "") -> str:
    """The same for two citations of one thing; "" where nothing says that they are.

    An address is one thing however it is called; a figure is also what it says, for a report holds many.
    """
    name = _folded(label)
    if kind == "image" or not (url or len(name) >= LEAST_NAME):
        return ""
    parts: tuple[str, ...]
    if kind == "figure":
        parts = ("figure", _place(url), name, _folded(publisher), _folded(dated))
    else:
        parts = ("address", _place(url)) if url else ("name", name, _folded(publisher), _folded(dated))
    return hashlib.sha256(packed(*parts)).hexdigest()


def _folded(text: str) -> str:
    """Without case, accents or punctuation: « L. 222-5 » is « l222-5 »."""
    plain = normal("NFKD", text.casefold().replace("œ", "oe"))
    return re.sub(r"[^\w]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


def _place(url: str) -> str:
    """An address without what does not change where it leads: scheme, case of the host, last slash, anchor."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


@dataclass(frozen=True)
class Tally:
    """How many said it, college by college: exact here, and never shown so under LEAST."""

    by_college: Mapping[str, int]

    @property
    def agreed(self) -> bool:
        """Enough to be told beside the text: somebody of each deciding college, or five people of one."""
        counts = [self.by_college.get(college, 0) for college in DECIDING]
        return all(counts) or any(n >= LEAST for n in counts)

    def weight(self, hidden: int) -> int:
        """Of the deciding colleges, as it may be compared in public: each small number stands for `hidden`."""
        counts = [self.by_college.get(college, 0) for college in DECIDING]
        return sum(n if n >= LEAST else hidden for n in counts if n)


def mark(confirmed: Tally, disputed: Tally, dead: Tally) -> str:
    """What is said of a source where it is cited. Many who found the page say more than a few who did not."""
    if dead.agreed and confirmed.weight(0) <= dead.weight(LEAST - 1):
        return "dead"
    if disputed.agreed:
        return "shared" if confirmed.agreed else "disputed"
    return "confirmed" if confirmed.agreed else ""
