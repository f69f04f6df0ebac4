"""`python -m tests.addresses`: write `forum/addresses.py` anew, from what the rooms say."""

from pathlib import Path

from forum.http.routing import addresses
from forum.routers import routers

PLACE = Path(__file__).parent.parent / "forum" / "addresses.py"
HEAD = '''"""Every address of the house, in the order they are tried, and what answers: made by `make addresses`.

A server starts with this list alone: importing what answers takes a fifth of a cold start.
"""

# fmt: off
'''


def written() -> str:
    rows = "".join("    (" + ", ".join(f'"{part}"' for part in row) + "),\n" for row in addresses(routers()))
    return f"{HEAD}ADDRESSES: tuple[tuple[str, str, str, str], ...] = (\n{rows})\n"


if __name__ == "__main__":
    PLACE.write_text(written(), encoding="utf-8")
