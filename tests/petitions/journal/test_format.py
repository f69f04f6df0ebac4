"""The page for implementers shows what is really written: its example is made again, and checked."""

import re
from pathlib import Path

from forum.petitions.journal.rules import REASONS
from tests.petitions.journal.made import CODE, PUBLIC, Made, checked

PAGE = Path(__file__).resolve().parents[3] / "docs" / "journal-format.md"


def example(folder: Path) -> dict[str, str]:
    """What stands in the page, by the name of its block."""
    log = Made(2)
    log.revoke(0)
    log.sign()
    text, receipt = log.text(), log.receipt(1)
    return {"log": text, "receipt": receipt, "said": checked(folder, text, receipt)[1] + "\n"}


def blocks() -> dict[str, str]:
    return dict(
        re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )


def test_the_example_of_the_page_is_what_is_made_and_is_right(tmp_path: Path) -> None:
    made = example(tmp_path)
    assert blocks() == made
    assert made["said"].endswith("JUSTE.\n") and CODE in made["log"]
    assert PUBLIC in PAGE.read_text(encoding="utf-8")


def test_the_page_tells_every_reason() -> None:
    told = re.findall(r"^\| `([a-z_]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == [*REASONS]
