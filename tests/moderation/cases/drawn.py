"""`python -m tests.moderation.cases.drawn`: write `docs/cases.md` anew, from the table of the machine."""

from pathlib import Path

from forum.moderation.cases.rules import ARROWS, AT_ONCE, ENDED, MONTHS, STATES
from forum.moderation.rules import REASONS

PLACE = Path(__file__).parents[3] / "docs" / "cases.md"
HEAD = """# The life of a case of moderation

Made from `forum/moderation/cases/rules.py` by `python -m tests.moderation.cases.drawn`; a test fails when they differ.
Why it is so: [decision 0018](decisions/0018-moderation.md).

"""


def written() -> str:
    return HEAD + "\n".join([*_drawing(), "", *_passages(), "", *_delays(), ""])


def _drawing() -> list[str]:
    arrows = [f"    {source} --> {arrow.target}: {arrow.act}" for arrow in ARROWS for source in arrow.sources]
    names = [f"    {name}: {name} ({state.label})" for name, state in STATES.items()]
    ends = [f"    {name} --> [*]" for name in ENDED]
    return ["```mermaid", "stateDiagram-v2", *names, "    [*] --> received", *arrows, *ends, "```"]


def _passages() -> list[str]:
    rows = [
        f"| {a.act} | {', '.join(a.sources)} | {a.target} | {a.who} | {a.needs} | {a.does} |" for a in ARROWS
    ]
    return ["| passage | from | to | who | needs | does |", "|---|---|---|---|---|---|", *rows]


def _delays() -> list[str]:
    at_once = " and ".join(f"`{code}` ({REASONS[code]})" for code in AT_ONCE)
    return [
        f"A decision can be contested for {MONTHS} months. What is to be destroyed is destroyed when they are over; at once "
        f"for {at_once}."
    ]


if __name__ == "__main__":
    PLACE.write_text(written(), encoding="utf-8")
