"""`python -m tests.petitions.lifecycle.drawn`: write `docs/lifecycle.md` anew, from the table of the machine."""

from pathlib import Path

from forum.petitions.lifecycle.rules import ARROWS, ENDED, KEPT_DAYS, NOTICE, SILENCES, STATES

PLACE = Path(__file__).parents[3] / "docs" / "lifecycle.md"
HEAD = """# The life of a petition

Made from `forum/petitions/lifecycle/rules.py` by `python -m tests.petitions.lifecycle.drawn`; a test fails when they
differ. Why it is so: [decision 0015](decisions/0015-lifecycle.md).

"""


def written() -> str:
    return HEAD + "\n".join([*_drawing(), "", *_passages(), "", *_silences(), ""])


def _drawing() -> list[str]:
    arrows = [f"    {source} --> {arrow.target}: {arrow.act}" for arrow in ARROWS for source in arrow.sources]
    names = [f"    {name}: {name} ({state.label})" for name, state in STATES.items()]
    ends = [f"    {name} --> [*]" for name in ENDED]
    return ["```mermaid", "stateDiagram-v2", *names, "    [*] --> draft", *arrows, *ends, "```"]


def _passages() -> list[str]:
    rows = [
        f"| {arrow.act} | {', '.join(arrow.sources)} | {arrow.target} | {arrow.who} | {arrow.needs} | {arrow.does} |"
        for arrow in ARROWS
    ]
    return ["| passage | from | to | who | needs | does |", "|---|---|---|---|---|---|", *rows]


def _silences() -> list[str]:
    rows = [f"| {state} | {s.team} | {s.public} | {s.end} |" for state, s in SILENCES.items()]
    return [
        f"Days without a sign of those who organise. The end comes after a notice of {NOTICE.days} days on the public page. "
        f"Names are kept {KEPT_DAYS} days after delivery, unless the draft said otherwise.",
        "",
        "| state | they are reminded | the page says so | abandoned |",
        "|---|---|---|---|",
        *rows,
    ]


if __name__ == "__main__":
    PLACE.write_text(written(), encoding="utf-8")
