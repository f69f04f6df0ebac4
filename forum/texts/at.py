"""What the pages that hang on a text begin with: changing it, its versions, who writes it."""

from typing import Any

from forum.collectives.queries import Place, enter
from forum.http.deps import Ctx
from forum.texts import queries
from forum.texts.hidden import check_shown
from forum.texts.kinds import KINDS
from forum.texts.models import Document


def at(ctx: Ctx, slug: str, ref: str, act: str = "read") -> tuple[Place, Document]:
    """The viewer's place and the text, if they may see it and do this."""
    place = enter(ctx.tx, slug, ctx.viewer, act)
    document = queries.find(ctx.tx, place.collective.id, ref)
    check_shown(ctx.tx, place, ref, document.hidden)
    return place, document


def common(ctx: Ctx, place: Place, document: Document) -> dict[str, Any]:
    """What their templates have in common."""
    kind = KINDS[document.kind]
    return {
        "collective": place.collective,
        "stage": kind.stage,
        "kind": kind,
        "document": document,
        "back": queries.place_of(ctx.tx, place.collective.slug, document),
    }
