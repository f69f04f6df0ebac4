"""Where a lower room asks whoever is above it, without knowing them: lists by name, filled by `forum/rooms.py`.

A room that is imported late finds its list filled already.
"""

from typing import Any

_LISTS: dict[str, list[Any]] = {}


def hooks(name: str) -> list[Any]:
    """The list of that name, the same for whoever fills it and whoever calls what is in it."""
    return _LISTS.setdefault(name, [])
