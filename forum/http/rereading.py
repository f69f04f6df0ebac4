"""A form in which something points at somebody: said in its place, replaced at a touch, nothing typed lost.

The house's guard is above this room: `forum/rooms.py` gives its three verbs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forum.core.i18n import _
from forum.http.body import Body, may_return
from forum.http.deps import BareCtx

Pairs = tuple[tuple[str, str], ...]
# What it says of texts; where it stands in fields; fields with one thing of it replaced.
WARNED: list[Callable[[Sequence[str]], dict[str, str]]] = []
SEEN: list[Callable[[Mapping[str, str]], Any]] = []
MENDED: list[Callable[[Pairs, str], Pairs]] = []
BUTTON = "_mend"


def warned(ctx: BareCtx) -> dict[str, str]:
    """The guard's error about all that was typed, by its field's name; nothing if it sees nothing."""
    texts = [value for _name, value in _typed(ctx)]
    return {name: said for warn in WARNED for name, said in warn(texts).items()}


def seen(ctx: BareCtx) -> Any:
    """Where the guard sees something in what was typed: for the page that shows the form again."""
    return SEEN[0](dict(_typed(ctx))) if SEEN else None


def mend(ctx: BareCtx) -> bool:
    """If the button says what to replace, replace it in what was typed and say what is left; whether it did."""
    which = ctx.body.get(BUTTON)
    if not which:
        return False
    ours = tuple(pair for pair in ctx.body.pairs if pair not in _typed(ctx) and pair[0] != BUTTON)
    pairs = _typed(ctx)
    for replace in MENDED:
        pairs = replace(pairs, which)
    ctx.body = Body((*pairs, *ours))
    ctx.values = ctx.body.values
    ctx.errors = warned(ctx) or {
        "guard": _(
            "C’est remplacé. Relisez votre texte : un voisin pourrait-il encore reconnaître quelqu’un ? Puis envoyez-le."
        )
    }
    return True


def _typed(ctx: BareCtx) -> Pairs:
    """What others would read of it."""
    return tuple(pair for pair in ctx.body.pairs if may_return(pair[0]) and pair[0] not in ctx.unsent)
