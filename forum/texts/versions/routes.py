"""One set of pages for every shared text: its versions, each read whole, compared; going back to one."""

from starlette.responses import Response

from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.forms import Form, prose
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries
from forum.texts.amendments import queries as amendments
from forum.texts.amendments.actions import closed
from forum.texts.at import at, common
from forum.texts.authors import queries as authors
from forum.texts.forms import say_taken
from forum.texts.versions import actions

router = Router(prefix="/c/{slug}/textes/{ref}/versions")


class RestorationForm(Form):
    seen: int
    reason: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


@router.get("")
def versions(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = at(ctx, slug, ref)
    found = queries.versions(ctx.tx, document)
    old, new = ctx.query("de"), ctx.query("a")
    chosen = {str(v.number): v for v in found}
    left = chosen.get(old) or found[min(1, len(found) - 1)]
    right = chosen.get(new) or found[0]
    return page(
        ctx,
        "texts/versions.html",
        **common(ctx, place, document),
        versions=found,
        left=left,
        right=right,
        choices=[(str(v.number), str(v.number)) for v in found],
        diffs=amendments.diff(document.kind, left.fields, right.fields),
    )


@router.get("/{number}")
def version(ctx: Ctx, slug: str, ref: str, number: str) -> Response:
    place, document = at(ctx, slug, ref)
    reading = queries.numbered(ctx.tx, document, number)
    return page(ctx, "texts/version.html", **common(ctx, place, document), reading=reading)


@router.get("/{number}/restauration")
def restoring(ctx: Ctx, slug: str, ref: str, number: str) -> Response:
    place, document = at(ctx, slug, ref)
    older, current = queries.numbered(ctx.tx, document, number), queries.read(ctx.tx, document)
    writing = authors.of(ctx.tx, document)
    return page(
        ctx,
        "texts/restore.html",
        has_form=True,
        **common(ctx, place, document),
        older=older.version,
        diffs=amendments.diff(document.kind, current.fields, older.fields),
        may_decide=authors.mine(place, document, writing) is not None,
        closed=closed(ctx.tx, document) or (actions.several() if len(writing) > 1 else ""),
    )


@router.post("/{number}/restauration")
@refill(restoring)
def restore(ctx: Ctx, slug: str, ref: str, number: str) -> Response:
    place, document = at(ctx, slug, ref, "write")
    form, older = RestorationForm.read(ctx.body), queries.numbered(ctx.tx, document, number)
    said = (older.version.number, form.seen, form.reason, ctx.now)
    actions.restore(ctx.tx, place, document, *said, relaxed=form.relaxed)
    say_taken(ctx, _("Le texte reviendra à cette version au prochain créneau."))
    return see_other(f"/c/{slug}/textes/{ref}/versions")
