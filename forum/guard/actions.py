"""The guard's hook: asked by `publication.submit` before anything a member writes is taken in."""

from forum.collectives.publication.actions import INSPECTORS
from forum.guard.rules import find


def inspect(text: str) -> list[str]:
    """One sentence for each thing that could point at somebody; nothing is stored or logged."""
    return [f"« {text[hit.start : hit.end]} » : {hit.advice}" for hit in find(text)]


def install() -> None:
    if inspect not in INSPECTORS:
        INSPECTORS.append(inspect)
