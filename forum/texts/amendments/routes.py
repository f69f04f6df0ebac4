"""One set of pages for every shared text: its versions, proposing a change, answering a proposal."""

from typing import Any, Literal

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core import days
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.forms import Form, clean, iso_day, prose
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries
from forum.texts.amendments import actions
from forum.texts.amendments import queries as amendments
from forum.texts.forms import chosen_voice
from forum.texts.hidden import check_shown
from forum.texts.kinds import KINDS
from forum.texts.models import Amendment, Document

router = Router(prefix="/c/{slug}/textes/{ref}")


class ProposalForm(Form):
    base: int
    reason: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


class DecisionForm(Form):
    verdict: Literal["accepted", "refused"]
    reason: prose(1000)  # type: ignore[valid-type]
    relaxed: bool = False


def _at(ctx: Ctx, slug: str, ref: str, act: str = "read") -> tuple[Place, Document]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    document = queries.find(ctx.tx, place.collective.id, ref)
    check_shown(ctx.tx, place, ref, document.hidden)
    return place, document


def _proposal(ctx: Ctx, place: Place, document: Document, ref: str) -> Amendment:
    proposal = amendments.find(ctx.tx, document, ref)
    check_shown(ctx.tx, place, ref, proposal.hidden)
    return proposal


def _typed(ctx: Ctx, kind: str) -> dict[str, str]:
    """The kind's fields as typed, checked against their limits."""
    typed, errors = {}, {}
    for field in KINDS[kind].fields:
        try:
            said = str(clean(ctx.body.get(field.name)))
            typed[field.name] = iso_day(said) if field.day else said
        except ValueError:
            errors[field.name] = _("Ce texte contient des signes invisibles qui ne sont pas acceptés.")
            continue
        if len(typed[field.name]) > field.most:
            errors[field.name] = _("C’est trop long : {n} signes au plus.").format(n=field.most)
        elif field.required and not typed[field.name]:
            errors[field.name] = _("Ce champ est nécessaire.")
        elif field.day and (day := days.whole(typed[field.name])):
            errors[field.name] = days.too_far(field.day, day, ctx.now.today)
    errors = {name: said for name, said in errors.items() if said}
    if errors:
        raise Invalid(errors)
    return typed


def _common(ctx: Ctx, place: Place, document: Document) -> dict[str, Any]:
    kind = KINDS[document.kind]
    return {
        "collective": place.collective,
        "stage": kind.stage,
        "kind": kind,
        "document": document,
        "back": queries.place_of(ctx.tx, place.collective.slug, document),
    }


@router.get("/versions")
def versions(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = _at(ctx, slug, ref)
    found = queries.versions(ctx.tx, document)
    old, new = ctx.query("de"), ctx.query("a")
    chosen = {str(v.number): v for v in found}
    left = chosen.get(old) or found[min(1, len(found) - 1)]
    right = chosen.get(new) or found[0]
    return page(
        ctx,
        "texts/versions.html",
        **_common(ctx, place, document),
        versions=found,
        left=left,
        right=right,
        choices=[(str(v.number), str(v.number)) for v in found],
        diffs=amendments.diff(document.kind, left.fields, right.fields),
    )


@router.get("/amendements/nouveau")
def new(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = _at(ctx, slug, ref)
    reading = queries.read(ctx.tx, document)
    moved = ctx.errors.get("base", "")
    diffs = amendments.diff(document.kind, reading.fields, ctx.values) if moved else []
    return page(
        ctx,
        "texts/amend.html",
        has_form=True,
        **_common(ctx, place, document),
        reading=reading,
        diffs=diffs,
        base=document.number,
    )


@router.post("/amendements")
@refill(new)
def propose(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = _at(ctx, slug, ref, "write")
    form = ProposalForm.read(ctx.body)
    actions.propose(
        ctx.tx,
        chosen_voice(ctx, place),
        document,
        form.base,
        _typed(ctx, document.kind),
        form.reason,
        ctx.now,
        relaxed=form.relaxed,
    )
    ctx.say(
        _(
            "Votre proposition sera publiée au prochain créneau. Jusque-là, vous seul·e la voyez, dans votre carnet."
        )
    )
    return see_other(queries.place_of(ctx.tx, slug, document))


@router.get("/amendements/{amendment}")
def show(ctx: Ctx, slug: str, ref: str, amendment: str) -> Response:
    place, document = _at(ctx, slug, ref)
    proposal = _proposal(ctx, place, document, amendment)
    base = queries.read(ctx.tx, document, proposal.base)
    conflict = proposal.state == "open" and actions.conflicts(ctx.tx, document, proposal)
    return page(
        ctx,
        "texts/amendment.html",
        has_form=True,
        **_common(ctx, place, document),
        amendment=proposal,
        diffs=amendments.diff(document.kind, base.fields, proposal.fields),
        conflict=conflict,
        current=queries.read(ctx.tx, document),
        may_decide=actions.may_decide(place, document),
    )


@router.post("/amendements/{amendment}/reponse")
@refill(show)
def decide(ctx: Ctx, slug: str, ref: str, amendment: str) -> Response:
    place, document = _at(ctx, slug, ref, "write")
    proposal = _proposal(ctx, place, document, amendment)
    form = DecisionForm.read(ctx.body)
    resolved = _typed(ctx, document.kind) if ctx.body.get("resolved") else None
    actions.decide(
        ctx.tx, place, document, proposal, form.verdict, form.reason, resolved, ctx.now, relaxed=form.relaxed
    )
    ctx.say(_("Votre réponse sera publiée au prochain créneau."))
    return see_other(queries.place_of(ctx.tx, slug, document))
