"""Parts of a page that are the same for everybody: rendered once, and kept with what they are made of."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from markupsafe import Markup

from forum.core.viewer import NOBODY
from forum.http.deps import BareCtx


def parts(ctx: BareCtx, said: Mapping[str, Any], more: Mapping[str, Hashable]) -> Callable[[str], Markup]:
    """`part("…/_part.html")`: a part that is the same for everybody, made of `said` and `more` alone, its forms empty.

    It is rendered once for each `more` and kept in `said["parts"]`: it lives as long as what it is made of
    (`core.db.once`).
    """
    kept: dict[Hashable, Markup] = said["parts"]
    those = tuple(more.values())

    def part(template: str) -> Markup:
        key = template, those
        if key not in kept:
            nothing = {"viewer": NOBODY, "errors": {}, "fields": {}, "values": {}, "labels": {}, "blank": []}
            of = ctx.house.environments[ctx.lang].get_template(template)
            kept[key] = Markup(of.render({**nothing, **said, **more}))  # noqa: S704  # the same escaping environment
        return kept[key]

    return part
