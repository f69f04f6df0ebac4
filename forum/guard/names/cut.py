"""A text cut into words, and what can be said of one by its shape and its place."""

import re
from itertools import pairwise
from unicodedata import combining

from forum.guard.names import lists as w
from forum.guard.names.common import everyday
from forum.guard.names.given import FIRST

# An elision stands apart from its word (l’éducatrice), but not in a name (N’Diaye).
WORD = re.compile(r"(?:[ldjmnstcLJC]|[Qq]u|[DMNST](?=[’'][a-zà-ÿœ]))[’'](?=\w)|[^\W\d_]+(?:[’'‑-][^\W\d_]+)*")
BLANK = frozenset(" \u00a0\u202f")
INITIAL = re.compile(r"[A-ZÉ](?:\.(?!\w)|(?![\w.’']))")
PARTICLES = w.words("de du d' des da dos la le el al ben bel ait abd abou ould van von di bint")
SMALL_PARTICLES = w.words("de du des d' la le")
ARTICLES = w.words("de du des d' la le les l' au aux a")
NEVER = w.STOP | w.JOBS | w.OFFICES | w.NAMESAKES | w.TITLES | w.CHILD | w.RELATIVE | w.FAMILY | w.COLLEAGUE
CUTS = frozenset("@_/'’#+0123456789")
STARTS = frozenset('.!?…\n:;«"-–—•*')
ACCENTS = str.maketrans("àâäáãåçéèêëíîïìñóôöòõúûüùýÿ’‑", "aaaaaaceeeeiiiinooooouuuuyy'-")


def fold(text: str) -> str:
    """Lower case without accents, and exactly as long, so that places in one are places in the other."""
    low = text.lower()
    if len(low) != len(text):  # İ becomes two signs
        low = "".join(sign if len(sign.lower()) > 1 else sign.lower() for sign in text)
    return low.translate(ACCENTS)


def _listed(low: str) -> bool:
    """A first name of the list, or one that begins as « Jean-Eudes » does."""
    if low in FIRST:
        return True
    head, dash, tail = low.partition("-")
    return (
        bool(dash)
        and head in w.COMPOUND
        and len(tail) > 2
        and tail not in w.PUBLIC
        and f"{head} {tail}" not in w.FIGURES
    )


class Words:
    """A text cut into words: what is written, folded, and what stands between. Word numbers past the end are allowed."""

    def __init__(self, text: str) -> None:
        self.text, self.plain = text, fold(text)
        self.spans = [match.span() for match in WORD.finditer(text)]
        self.low = [self.plain[start:end] for start, end in self.spans]

    def __len__(self) -> int:
        return len(self.spans)

    def at(self, i: int) -> str:
        """The folded word, "" outside the text."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def written(self, i: int) -> str:
        start, end = self.spans[i] if 0 <= i < len(self.spans) else (0, 0)
        return self.text[start:end]

    def gap(self, i: int) -> str:
        """What stands before word i, after the word before it."""
        if not 0 <= i < len(self.spans):
            return "\n"
        return self.text[self.spans[i - 1][1] if i else 0 : self.spans[i][0]]

    def capital(self, i: int) -> bool:
        return i < len(self.spans) and self.text[self.spans[i][0]].isupper()

    def joined(self, i: int) -> bool:
        """Whether one space alone parts it from the word before."""
        return i > 0 and self.gap(i) in BLANK

    def starts(self, i: int) -> bool:
        """Whether a sentence, a line or a quotation begins with it: any word has its capital there."""
        return i == 0 or not STARTS.isdisjoint(self.gap(i))

    def name_like(self, i: int) -> bool:
        """By its shape: a capital and letters; neither a common word, an acronym nor a trade."""
        if not self.capital(i):
            return False
        low = self.low[i]
        if _listed(low):
            return True
        if len(low) < 2 or low in NEVER or low in w.ACRONYMS:
            return False
        return len(low) >= 4 or not self.written(i).isupper()

    def first_name(self, i: int, *, small: bool = False) -> bool:
        """In the list; `small`: beside a word that announces a name, it may lack its capital."""
        if not _listed(self.at(i)):
            return False
        return self.capital(i) or (small and self.low[i] not in w.ALSO_WORDS)

    def strange(self, i: int, *, forgiving: bool = True) -> bool:
        """Three letters or more that are no French word, capital or not: beside what announces somebody, a name."""
        low = self.at(i)
        if len(low) < 3 or low in NEVER or low in w.ACRONYMS or low in w.REGIONS or low in w.SLIPPED:
            return False
        return not self.cut_short(i) and not everyday(low, forgiving=forgiving)

    def cut_short(self, i: int) -> bool:
        """Whether the word goes on by what is no letter: an address, a tag, an accent typed apart."""
        follows = self.text[self.spans[i][1] : self.spans[i][1] + 1]
        return follows in CUTS or combining(follows or " ") > 0

    def name_end(self, i: int) -> int:
        """The word after the name that begins with word i: « Ben Amar », « de La Tour », of four words at most."""
        j = i + 1
        while self.joined(j) and j - i < 4:
            if self.name_like(j):
                j += 1
            elif self._particle(j):
                j += 2
            else:
                break
        return j

    def _particle(self, j: int) -> bool:
        if self.low[j] not in PARTICLES or self.gap(j + 1) not in ("", " ") or not self.name_like(j + 1):
            return False
        return self.capital(j) or self.low[j] not in SMALL_PARTICLES or self.low[j + 1] not in FIRST

    def reach(self, j: int) -> int:
        """Where the name that ends before word j ends in the text, its initial included (« Léa M. »)."""
        end = self.spans[j - 1][1]
        initial = INITIAL.match(self.text, end + 1) if self.text[end : end + 1] in BLANK else None
        if initial and (initial[0] != "A" or self.text[initial.end() : initial.end() + 1] == "."):
            return initial.end()
        return end

    def public(self, start: int) -> bool:
        """Somebody who answers in public, by their last name, or by both where the last one is common."""
        names = self.low[start : self.name_end(start)]
        if names[0] in FIRST and " ".join(names[:2]) not in w.FIGURES:
            names = names[1:]  # Hugo may be anybody; Victor Hugo is not
        return any(name in w.PUBLIC for name in names) or any(
            f"{a} {b}" in w.FIGURES for a, b in pairwise(names)
        )

    def namesake(self, i: int) -> bool:
        """A street, a school, a law, an office: what is named after somebody, or somebody who answers in public."""
        for k in range(i - 1, max(-1, i - 5), -1):
            if self.starts(k + 1):
                return False
            low = self.low[k]
            if (
                low in w.NAMESAKES
                or low in w.OFFICES
                or low in w.BEFORE_PLACE
                or (i - k < 4 and low in w.WORKS)
            ):
                return True
            if low not in ARTICLES and not self.name_like(k) and low not in w.BESIDE_OFFICE:
                return False
        return False
