"""One proposal of change: what it says, what people think of it, its author's answer."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.deliberation.amendments import queries as proposals
from forum.deliberation.amendments.forms import ArgumentForm, DecisionForm, settled
from forum.deliberation.amendments.queries import QUESTION, Standing
from forum.deliberation.argument_actions import submit_argument
from forum.deliberation.argument_queries import debates
from forum.deliberation.settling.queries import settling
from forum.http.aliases import alias, meant
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts import queries as texts
from forum.texts.amendments import actions
from forum.texts.amendments import queries as amendments
from forum.texts.authors import queries as authors
from forum.texts.authors.together import queries as together
from forum.texts.authors.together.actions import decide as decide_on
from forum.texts.forms import chosen_voice, say_taken
from forum.texts.hidden import check_shown
from forum.texts.kinds import KINDS
from forum.texts.models import Document

router = Router(prefix="/c/{slug}/textes/{ref}/amendements/{amendment}")
answers = Router(prefix="/c/{slug}/reponses")


def at(ctx: Ctx, slug: str, ref: str, amendment: str, act: str = "read") -> tuple[Place, Document, Standing]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    document = texts.find(ctx.tx, place.collective.id, ref)
    check_shown(ctx.tx, place, ref, document.hidden)
    proposal = amendments.find(ctx.tx, document, amendment)
    check_shown(ctx.tx, place, amendment, proposal.hidden)
    return place, document, proposals.standing(ctx.tx, document, proposal)


@router.get("")
def show(ctx: Ctx, slug: str, ref: str, amendment: str) -> Response:
    place, document, standing = at(ctx, slug, ref, amendment)
    mine = authors.mine(place, document, authors.of(ctx.tx, document))
    return page(
        ctx,
        "deliberation/amendment.html",
        has_form=True,
        collective=place.collective,
        stage=KINDS[document.kind].stage,
        document=document,
        amendment=standing.amendment,
        standing=standing,
        back=texts.place_of(ctx.tx, slug, document),
        answer=_answer(ctx, slug, ref, amendment) if mine else "",
        answers=together.standing(ctx.tx, document, standing.amendment, mine),
        closed=actions.closed(ctx.tx, document),
        debate=debates(ctx.tx, amendment, [QUESTION], QUESTION)[QUESTION],
        arguing=bool(ctx.errors) and ctx.path.endswith("/arguments"),
        voting=bool(ctx.errors) and ctx.path.endswith("/bulletins"),
        settling=settling(ctx.tx, place, standing.amendment, standing.state, ctx.now.today),
    )


def _answer(ctx: Ctx, slug: str, ref: str, amendment: str) -> str:
    """Only the author of a text answers: a refused answer leaves its address in the browser's history."""
    return f"/c/{slug}/reponses/{alias(ctx, ref, amendment)}"


def _meant(ctx: Ctx, slug: str, word: str) -> tuple[str, str]:
    """(text, change); a circle that one may not read says no more than it does everywhere."""
    enter(ctx.tx, slug, ctx.viewer)
    ref, amendment = meant(ctx, word)
    return ref, amendment


def _refused(ctx: Ctx, slug: str, word: str) -> Response:
    return show(ctx, slug, *_meant(ctx, slug, word))


@answers.post("/{word}")
@refill(_refused)
def decide(ctx: Ctx, slug: str, word: str) -> Response:
    place, document, standing = at(ctx, slug, *_meant(ctx, slug, word), "write")
    form = DecisionForm.read(ctx.body)
    chosen = _settled(ctx, document, standing) if form.verdict == "accepted" and standing.clashes else None
    said = (form.verdict, form.reason, chosen, ctx.now)
    decide_on(ctx.tx, place, document, standing.amendment, *said, relaxed=form.relaxed)
    say_taken(ctx, _("Votre réponse sera publiée au prochain créneau."))
    return see_other(texts.place_of(ctx.tx, slug, document))


def _settled(ctx: Ctx, document: Document, standing: Standing) -> tuple[int, list[Any]]:
    """What the author writes for each passage in conflict, on the version that they read."""
    if ctx.body.get("number") != str(document.number):
        moved = _("Le texte a encore changé : relisez chaque passage, puis répondez de nouveau.")
        raise Invalid({f"settled-{standing.clashes[0].number}": moved})
    return document.number, settled(ctx.body, document.kind, standing)


@router.post("/arguments")
@refill(show)
def argue(ctx: Ctx, slug: str, ref: str, amendment: str) -> Response:
    _place, document, _standing = at(ctx, slug, ref, amendment)
    form = ArgumentForm.read(ctx.body)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    said = (QUESTION, form.side, form.body, form.sources)
    written = submit_argument(
        ctx.tx, place, document, *said, ctx.now, relaxed=form.relaxed, proposal=amendment
    )
    say_taken(ctx, _("C’est noté. Votre argument sera publié au prochain créneau."))
    return see_other(form.next(ctx, slug, written, f"/c/{slug}/textes/{ref}/amendements/{amendment}"))
