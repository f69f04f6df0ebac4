"""One page for every shared text: proposing a change, clause by clause."""

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.forms import together
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries
from forum.texts.amendments import actions
from forum.texts.amendments import queries as amendments
from forum.texts.amendments.forms import MOST, NAME, Draft, ProposalForm, carry, name_of
from forum.texts.amendments.rules import Operation, Snapshot
from forum.texts.at import at, common
from forum.texts.forms import chosen_voice, say_taken
from forum.texts.kinds import KINDS
from forum.texts.models import Document

router = Router(prefix="/c/{slug}/textes/{ref}")


@router.get("/amendements/nouveau")
def new(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = at(ctx, slug, ref)
    draft = Draft.read(ctx.body, KINDS[document.kind], document.number)
    if back := ctx.query("retour"):
        draft.typed = _back(ctx, document, back)
    past = amendments.history(ctx.tx, document, draft.base)
    ctx.errors |= _brought_up(draft, document, past)
    ctx.values = {**{k: v for k, v in ctx.values.items() if not NAME.fullmatch(k)}, **draft.typed}
    return _sheet(ctx, place, document, draft, past)


def _brought_up(draft: Draft, document: Document, past: list[Snapshot]) -> dict[str, str]:
    """The draft on today's text, with the button that was pressed done; what must be said of it."""
    said = carry(draft, document.kind, past)
    if len(past) > 1:  # the button was of a page that is no longer the text's
        return {"base": actions.text_moved(), **said}
    problem = draft.press(past[-1].parts)
    return {**said, "operations": problem} if problem else said


def _back(ctx: Ctx, document: Document, number: str) -> dict[str, str]:
    """The changes by which the text would say again what it said in an older version."""
    older, current = queries.numbered(ctx.tx, document, number), queries.read(ctx.tx, document)
    found = amendments.operations_between(document.kind, current.fields, older.fields)
    return {name_of(one): one["text"] for one in found[:MOST]}


def _sheet(ctx: Ctx, place: Place, document: Document, draft: Draft, past: list[Snapshot]) -> Response:
    sheets, pages = amendments.sheets(document.kind, past[-1].parts, draft.page)
    fields = queries.read(ctx.tx, document).fields
    return page(
        ctx,
        "texts/amend.html",
        has_form=True,
        **common(ctx, place, document),
        sheets=sheets,
        page=draft.page,
        pages=pages,
        typed=draft.typed,
        closed=actions.closed(ctx.tx, document),
        since=amendments.diff_of(document.kind, past[0], past[-1]),
        diffs=_preview(document.kind, draft, fields) if draft.asked == "preview" or len(past) > 1 else None,
    )


def _preview(kind: str, draft: Draft, fields: dict[str, str]) -> list[amendments.FieldDiff]:
    try:
        operations = draft.operations(kind)
    except Invalid:
        return []  # said beside each field once it is sent
    return amendments.diff(kind, fields, actions.with_operations(kind, fields, operations))


@router.post("/amendements/nouveau")
@refill(new)
def propose(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = at(ctx, slug, ref)
    draft = Draft.read(ctx.body, KINDS[document.kind], document.number)
    if draft.asked:
        return new(ctx, slug, ref)
    form, operations = _sent(ctx, document, draft)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    said = (draft.base, operations, form.reason, ctx.now)
    actions.propose(ctx.tx, place, document, *said, relaxed=form.relaxed)
    say_taken(
        ctx, _("Votre proposition sera publiée au prochain créneau. Vous la voyez déjà, dans votre carnet.")
    )
    return see_other(queries.place_of(ctx.tx, slug, document))


def _sent(ctx: Ctx, document: Document, draft: Draft) -> tuple[ProposalForm, list[Operation]]:
    """What was typed, once nothing is wrong with it; all that is wrong at once otherwise."""
    operations: list[Operation] = []

    def read() -> None:
        operations.extend(draft.operations(document.kind))
        actions.check(ctx.tx, document, draft.base, operations, ctx.now.today)

    together(read, lambda: ProposalForm.read(ctx.body))
    return ProposalForm.read(ctx.body), operations
