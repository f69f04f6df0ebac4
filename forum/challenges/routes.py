"""The room Contester: list, challenge a mechanism, argue question by question, join the refusal."""

from typing import Any

from starlette.responses import Response

from forum.challenges import actions, queries
from forum.challenges.forms import ArgumentForm, ChallengeForm
from forum.challenges.invited import queries as invited
from forum.challenges.rules import questions
from forum.challenges.syntheses import queries as syntheses
from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.deliberation.argument_actions import submit_argument
from forum.deliberation.argument_queries import debates
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers import queries as registers
from forum.registers.rules import kind_names
from forum.texts import queries as texts
from forum.texts.amendments import queries as amendments
from forum.texts.authors import queries as authors
from forum.texts.forms import chosen_voice, say_taken
from forum.texts.hidden import check_shown
from forum.texts.models import Document

router = Router(prefix="/c/{slug}/contestations")


@router.get("", crowd=True)
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    filters = queries.Filters(ctx.query("q")[:200], ctx.query("mecanisme"), ctx.query("apres"))
    rows, following = queries.page_of(ctx.tx, place.collective, filters)
    return page(
        ctx,
        "challenges/index.html",
        shared=place.public,
        alike=True,
        collective=place.collective,
        stage="contester",
        rows=rows,
        filters=filters,
        mechanisms=_mechanisms(ctx, place, [filters.mechanism]),
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if filters.after else "",
    )


def _mechanisms(ctx: Ctx, place: Place, chosen: list[str]) -> list[tuple[str, str]]:
    return registers.choices(ctx.tx, place.collective.id, "mechanism", chosen)


@router.get("/nouvelle")
def new(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    named = ctx.values.get("mechanism") or ctx.query("mecanisme")
    ticked = ctx.body.all("grievances") or [ctx.query("doleance")]
    return page(
        ctx,
        "challenges/new.html",
        shared=place.public,
        alike=True,
        has_form=True,
        collective=place.collective,
        stage="contester",
        values=ctx.values and {**ctx.values, "grievances": ticked},
        mechanism=named,
        ticked=ticked,
        mechanisms=_mechanisms(ctx, place, [named]),
        grievances=registers.choices(ctx.tx, place.collective.id, "grievance", ticked),
        kinds=list(kind_names().items()),
    )


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    form = ChallengeForm.read(ctx.body)
    target = form.target
    actions.check(ctx.tx, place, form.mechanism, form.grievances)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    ref = actions.submit_challenge(
        ctx.tx, place, target, form.fields, form.grievances, form.sources, ctx.now, relaxed=form.relaxed
    )
    say_taken(ctx, _("C’est noté. Votre contestation sera publiée au prochain créneau."))
    return see_other(form.next(ctx, slug, ref, "/carnet" if ctx.viewer.key else f"/c/{slug}/contestations"))


@router.get("/{ref}", crowd=True)
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, "challenge")
    common: dict[str, Any] = {"collective": place.collective, "stage": "contester", "document": document}
    check_shown(ctx.tx, place, ref, document.hidden)
    return page(
        ctx,
        "challenges/show.html",
        shared=place.public,
        alike=True,
        has_form=True,
        may_write=place.may("write a synthesis"),
        may_invite=place.may("organise"),
        **common,
        **_words(ctx, document),
        **_debates(ctx, document),
    )


def _words(ctx: Ctx, document: Document) -> dict[str, Any]:
    challenge, mechanism = queries.get(ctx.tx, document)
    return {
        "reading": texts.read(ctx.tx, document),
        "challenge": challenge,
        "mechanism": None if mechanism.hidden else mechanism,
        "sources": texts.sources(ctx.tx, [document.id])[document.id],
        "amendments": amendments.of_text(ctx.tx, document),
        "answers": invited.of_challenge(ctx.tx, document),
        "authoring": authors.authoring(ctx.tx, document, ctx.now.today),
        "grievances": texts.linked(ctx.tx, document, "grievance"),
        "demands": texts.linking(ctx.tx, document, "demand"),
    }


def _debates(ctx: Ctx, document: Document) -> dict[str, Any]:
    """The three debates, and which of their forms to give back if one was refused."""
    whole = ctx.query("question") or None
    asked = ctx.values.get("question", "")
    asking = questions()
    return {
        "questions": asking,
        "syntheses": syntheses.of_challenge(ctx.tx, document),
        "debates": debates(ctx.tx, document.ref, asking, whole),
        "refused": (asked if asked in asking else "usefulness") if ctx.errors else "",
    }


@router.post("/{ref}/arguments")
@refill(show)
def argue(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, "challenge")
    form = ArgumentForm.read(ctx.body)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    said = (form.question, form.side, form.body, form.sources)
    written = submit_argument(ctx.tx, place, document, *said, ctx.now, relaxed=form.relaxed)
    say_taken(ctx, _("C’est noté. Votre argument sera publié au prochain créneau."))
    return see_other(form.next(ctx, slug, written, f"/c/{slug}/contestations/{ref}"))


@router.post("/{ref}/refus")
def refuse(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, "challenge")
    place = enter(ctx.tx, slug, ctx.viewer, "echo")
    actions.submit_refusal(ctx.tx, place, document, ctx.now)
    ctx.say(_("C’est noté. Votre refus sera compté au prochain créneau."))
    return see_other(f"/c/{slug}/contestations/{ref}")
