"""French spacing, put in at output: people type an ordinary space, or none, and the right one is shown.

Only spaces change, never a letter: a text keeps its words, and its hash is taken before. Applying it twice
changes nothing, so a filter may meet a text that was typed with care.
"""

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_SPACES = f"[ \t{NO_BREAK}{NARROW}]"

# What must come out as it came in: links and images, inline code, entities, addresses.
_KEEP = (
    r"!?\[[^\]\n]*\]\([^)\n]*\)"
    r"|`[^`\n]*`"
    r"|&\#?\w{1,31};"
    r"|<?(?:https?|ftp)://[^\s<>]+|www\.[^\s<>]+|mailto:[^\s<>]+"
)
# A mark typed without its space is completed only where it plainly ends a word: never in 10:30, a;b or x!=y.
_WORD_END = r"(?<=[\w»”’)%…])"
_ENDS_HERE = r"(?=[\s»”)\]*_]|$)"
_SPACED = rf"(?:(?<=\S)|^){_SPACES}+"
_RULES = re.compile(
    rf"(?P<keep>{_KEEP})"
    rf"|(?:{_SPACED}|{_WORD_END}(?=[;!?]+{_ENDS_HERE}))(?P<high>(?!!\[)[;!?]+)"
    rf"|(?:{_SPACED}(?=:(?![-:]))|{_WORD_END}(?=:{_ENDS_HERE}))(?P<colon>:)"
    rf"|(?P<open>«){_SPACES}*(?=\S)"
    rf"|{_SPACED}(?P<close>»)|(?<=\S)(?<!«)(?P<tight>»)"
    rf"|(?<=[\d}}]){_SPACES}(?P<unit>[%€])",  # a brace is where our own sentences get their number
    re.MULTILINE,
)


def french(text: str) -> str:
    return _RULES.sub(_spaced, text)


def _spaced(found: re.Match[str]) -> str:
    kind, mark = str(found.lastgroup), found[str(found.lastgroup)]
    if kind == "keep":
        return mark
    if kind == "open":
        return mark + NO_BREAK
    return (NARROW if kind in ("high", "unit") else NO_BREAK) + mark
