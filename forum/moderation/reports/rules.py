"""Whether a passage stands in what is shown, and the eight words that open an answer. Pure."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256

from forum.core.crypto import hkdf
from forum.core.letters import normal
from forum.identity.words import PhraseError, canonical, check, given_words, listed_words

PASSAGE, LEAST_PASSAGE, EXPLANATION, ALL_SAID, BOXES, WORDS = 600, 3, 1000, 4000, 200, 8
TYPED_MOST = 400
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_SIGNS = {ord(a): b for a, b in zip("’‘ʼ‑–—…", "'''---", strict=False)} | {ord("…"): "..."}
_UNHEARD = re.compile(r"[\s*_`#>«»\"“”\u200b\u00ad]+")


def folded(text: str) -> str:
    """As it is compared: no blanks, no marks of layout, one kind of apostrophe, no capitals. What a page sets a text in, and
    what a phone makes of a quotation, is not what somebody wrote."""
    plain = _LINK.sub(r"\1", normal("NFKC", text))
    return _UNHEARD.sub("", plain.translate(_SIGNS)).casefold()


def stands_in(passage: str, texts: Iterable[str]) -> bool:
    """Whether these words stand, in this order, in one of the texts."""
    wanted = folded(passage)
    return len(wanted) >= LEAST_PASSAGE and any(wanted in folded(text) for text in texts)


def mark(passage: str) -> str:
    """The same for the same words, however they were pasted."""
    return sha256(folded(passage).encode()).hexdigest()


def said_too(before: str, new: str) -> str:
    """What is explained, after what others explained already: nothing twice, and no more than one reads."""
    known = before.split("\n\n") if before else []
    new = re.sub(r"\n{2,}", "\n", new)
    if not new or new in known or len(before) + len(new) + 2 > ALL_SAID:
        return before
    return "\n\n".join([*known, new])


# -- the words that open an answer ------------------------------------------------


def draw(choose: Callable[[int], int], pepper: bytes) -> str:
    """Eight words, 100 bits: guessed by nobody, so that no slow key is asked of a visitor. Never a carnet's."""
    words = given_words()
    while True:
        phrase = " ".join(words[choose(len(words))] for _n in range(WORDS))
        try:
            check(phrase, pepper)
        except PhraseError:
            return phrase


def seed(typed: str, pepper: bytes) -> bytes | None:
    """32 bytes from the words, forgiven for capitals and accents; None where they are not eight of the list."""
    try:
        words = listed_words(typed[:TYPED_MOST], WORDS)
    except PhraseError:
        return None
    return hkdf(canonical(words).encode(), pepper, b"report|answer|v1")
