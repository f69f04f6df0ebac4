"""Completing a grievance, a question a page. The address is an alias: a history does not tell who wrote what."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import NotFound, SignInNeeded
from forum.core.i18n import _
from forum.grievances.actions import check_small
from forum.grievances.stages.forms import FORMS
from forum.grievances.stages.rules import HOW_OFTEN, STAGES, Stage, following, stage
from forum.http.aliases import alias, meant
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.forms import say_taken
from forum.texts.revisions import actions, queries
from forum.texts.revisions.queries import Own

router = Router(prefix="/c/{slug}/completer")


def first(ctx: Ctx, slug: str, ref: str) -> str:
    """Where a grievance that was just sent is completed."""
    return at(ctx, slug, ref, STAGES[0].key)


def at(ctx: Ctx, slug: str, ref: str, key: str) -> str:
    return f"/c/{slug}/completer/{alias(ctx, ref)}/{key}"


def _mine(ctx: Ctx, slug: str, word: str, key: str) -> tuple[Place, Own, Stage]:
    place = enter(ctx.tx, slug, ctx.viewer)
    if not ctx.viewer.key:
        raise SignInNeeded(_("Votre carnet s’est refermé. Ouvrez-le pour compléter votre texte."))
    place, here = enter(ctx.tx, slug, ctx.viewer, "write"), stage(key)
    (ref,) = meant(ctx, word)
    if here is None:
        raise NotFound
    return place, queries.own(ctx.tx, place, ref, "grievance"), here


@router.get("/{word}/{key}")
def show(ctx: Ctx, slug: str, word: str, key: str) -> Response:
    place, own, here = _mine(ctx, slug, word, key)
    return page(
        ctx,
        "grievances/stages/show.html",
        has_form=True,
        collective=place.collective,
        stage="nommer",
        **_everything(ctx, slug, own, here),
    )


def _everything(ctx: Ctx, slug: str, own: Own, here: Stage) -> dict[str, Any]:
    offered = [_(said) for said in HOW_OFTEN]
    said = own.fields.get("often", "")
    return {
        "own": own,
        "step": here,
        "stages": [(one, at(ctx, slug, own.ref, one.key), _answered(own, one)) for one in STAGES],
        "often": [(one, one) for one in dict.fromkeys([*offered, *filter(None, [said])])],
        "following": following(here.key),
        "picture_url": f"/c/{slug}/images-a-joindre/{alias(ctx, own.ref)}",
    }


def _answered(own: Own, one: Stage) -> bool:
    return any(own.fields.get(name) for name in one.fields) if one.fields else bool(own.sources)


@router.post("/{word}/{key}")
@refill(show)
def save(ctx: Ctx, slug: str, word: str, key: str) -> Response:
    place, own, here = _mine(ctx, slug, word, key)
    form = FORMS[key].read(ctx.body)
    changes = {name: getattr(form, name) for name in here.fields}
    check_small(place, changes.get("concerned", ""))
    sources, relaxed = getattr(form, "sources", []), getattr(form, "relaxed", False)
    actions.save(ctx.tx, place, own, changes, sources, ctx.now, relaxed=relaxed)
    say_taken(ctx, _("C’est gardé. Vous pouvez vous arrêter quand vous voulez."))
    onward = here.key if ctx.body.get("do") == "again" else following(here.key)
    return see_other(at(ctx, slug, own.ref, onward) if onward else "/carnet")
