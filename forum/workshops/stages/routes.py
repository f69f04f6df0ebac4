"""With somebody who speaks: the stages of a grievance, a question a page, by whoever has just typed what they said.

All by POST: which statement it is travels sealed in the form, for the one account that typed it and as long as a session
lasts. No address, so no browser's history, ties whoever facilitates to a statement; nor does any table.
"""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter, place_of
from forum.core.errors import Invalid, NotFound
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.grievances.stages.forms import FORMS
from forum.grievances.stages.rules import HOW_OFTEN, STAGES, Stage, following, stage
from forum.http.aliases import alias, meant
from forum.http.deps import Ctx, Peek
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.revisions.queries import Own, own
from forum.texts.spoken.rules import holder, shown_mark
from forum.workshops.stages import actions
from forum.workshops.stages.rules import Sitting, Typed, sitting

router = Router(prefix="/c/{slug}/ateliers/etapes")
LAST = "fin"


def begin(ctx: Ctx, place: Place, held: Sitting, kept: str) -> Response:
    """The first question about the first of them, as the answer to what was just sent."""
    return _stage(ctx, place, held, 0, STAGES[0].key, kept)


def sealed(ctx: Ctx, held: Sitting) -> str:
    return alias(ctx, *held.parts())


def opened(ctx: Ctx) -> Sitting:
    """What the form holds; Over for another account's, a forged one, or an old one."""
    found = sitting(meant(ctx, ctx.body.get("sitting")))
    if found is None:
        raise NotFound
    return found


def _facilitating(ctx: Ctx, slug: str) -> Place:
    place = enter(ctx.tx, slug, ctx.viewer, "see the team's pages")
    place.require("prepare a workshop")
    return place


def _which(ctx: Ctx, held: Sitting) -> int:
    """The place of the statement among those that were typed."""
    asked = ctx.body.get("n", "0")
    if not (len(asked) <= 3 and asked.isascii() and asked.isdigit() and int(asked) < len(held.typed)):
        raise NotFound
    return int(asked)


def _card(ctx: Ctx, one: Typed) -> Viewer:
    return holder(one.mark, ctx.house.keys.pepper)


@router.get("/{key}")
@router.get("/{key}/reponse")
def again(ctx: Ctx, slug: str, key: str) -> Response:
    """Where a question's address is opened again: which statement it was about stands in the form alone."""
    _facilitating(ctx, slug)
    if key != LAST and stage(key) is None:
        raise NotFound
    ctx.say(
        _(
            "Ces questions ne se rouvrent pas par leur adresse. Ce qui a été gardé l’est toujours : sa carte l’ouvre."
        )
    )
    return see_other(f"/c/{slug}/ateliers")


@router.post("/{key}")
def show(ctx: Peek, slug: str, key: str) -> Response:
    place, held = _facilitating(ctx, slug), opened(ctx)
    return _stage(ctx, place, held, _which(ctx, held), key)


@router.post("/{key}/reponse")
@refill(show)
def save(ctx: Ctx, slug: str, key: str) -> Response:
    place, held = _facilitating(ctx, slug), opened(ctx)
    here, n = stage(key), _which(ctx, held)
    if here is None:
        raise NotFound
    kept = _("C’est gardé.") if _keep(ctx, place, held, held.typed[n], here) else ""
    ctx.values = {}
    onward = key if ctx.body.get("do") == "again" else following(key) or LAST
    return _stage(ctx, place, held, n, onward, kept=kept)


def _keep(ctx: Ctx, place: Place, held: Sitting, one: Typed, here: Stage) -> bool:
    """Whether something was said that was not kept yet: it takes a clear yes. To say nothing takes none."""
    form, card = FORMS[here.key].read(ctx.body), _card(ctx, one)
    known = _own(ctx, place, card, one).fields
    changes = {name: said for name in here.fields if (said := getattr(form, name)) != known.get(name, "")}
    sources, relaxed = getattr(form, "sources", []), bool(ctx.body.get("relaxed"))
    if not (changes or sources):
        return False
    if not ctx.body.get("yes"):
        raise Invalid({"yes": _("Rien n’est pris sans un oui clair : relisez-lui sa réponse.")})
    actions.answer(ctx.tx, place, held, card, one, changes, sources, ctx.now, relaxed=relaxed)
    return True


def _own(ctx: Ctx, place: Place, card: Viewer, one: Typed) -> Own:
    """What it says by now; Closed once it is its speaker's alone."""
    actions.said(ctx.tx, card, one)
    return own(ctx.tx, place_of(ctx.tx, place.collective, card), one.ref, "grievance")


def _stage(ctx: Ctx, place: Place, held: Sitting, n: int, key: str, kept: str = "") -> Response:
    """One question, or at the end what was said in all and the card that goes with it."""
    if key != LAST and stage(key) is None:
        raise NotFound
    one = held.typed[n]
    mine = _own(ctx, place, _card(ctx, one), one)
    template = "workshops/stages/end.html" if key == LAST else "workshops/stages/show.html"
    around = _around(ctx, place, held, mine, key)
    return page(
        ctx,
        template,
        has_form=True,
        collective=place.collective,
        own=mine,
        mark=shown_mark(one.mark),
        kept=kept,
        step=stage(key),
        n=n,
        **around,
    )


def _around(ctx: Ctx, place: Place, held: Sitting, mine: Own, key: str) -> dict[str, Any]:
    """Where one may go from here: the other questions, the other statements, out."""
    room = f"/c/{place.collective.slug}/ateliers"
    offered = [_(said) for said in HOW_OFTEN]
    said = mine.fields.get("often", "")
    return {
        "base": f"{room}/etapes",
        "sitting": sealed(ctx, held),
        "typed": list(enumerate(held.typed)),
        "stages": [(one, _answered(mine, one.fields)) for one in STAGES],
        "often": [(one, one) for one in dict.fromkeys([*offered, *filter(None, [said])])],
        "following": "" if key == LAST else following(key) or LAST,
        "out": f"{room}/{held.workshop}" if held.workshop else room,
        "again": f"{room}/{held.workshop}/paroles" if held.workshop else f"{room}/parole",
    }


def _answered(mine: Own, fields: tuple[str, ...]) -> bool:
    return any(mine.fields.get(name) for name in fields) if fields else bool(mine.sources)
