"""The room Suivre: the public board and pages, what organisers record, what both colleges judge."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.core.markdown import render
from forum.followups import actions, queries
from forum.followups.board import terms
from forum.followups.claims import queries as claims
from forum.followups.claims.rules import BY, REASONS
from forum.followups.forms import SEVERAL, AssessmentForm, DeliveryForm, ReplyForm, TermForm, commitments
from forum.followups.rules import LABELS, LEAST, STALLING, STATES
from forum.followups.subjects import queries as subjects
from forum.followups.subjects.queries import Head
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions.lifecycle.queries import names_gone
from forum.petitions.waiting.queries import waiting
from forum.registers.calendar.queries import coming
from forum.registers.deadlines.queries import laws
from forum.registers.deadlines.rules import Laws
from forum.registers.queries import institutions
from forum.texts.hidden import check_shown

router = Router(prefix="/c/{slug}/suites")
MASKED = {"petition": "petition", "demand": "text", "platform": "platform"}
# Not `labels`: the form macros write the names of their fields in a dictionary of that name.
WORDS: dict[str, Any] = {
    "readings": LABELS,
    "states": STATES,
    "least": LEAST,
    "ways": STALLING,
    "authors": BY,
    "reasons": REASONS,
}


@router.get("", crowd=True)
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    boards, following = queries.page_of(
        ctx.tx, place.collective, ctx.query("apres"), ctx.now.today, _laws(ctx)
    )
    return page(
        ctx,
        "followups/index.html",
        shared=place.public,
        collective=place.collective,
        stage="suivre",
        boards=boards,
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if ctx.query("apres") else "",
        **WORDS,
    )


def _laws(ctx: Ctx) -> Laws:
    return laws(ctx.house.settings.data_dir)


@router.get("/{code}")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    """A cahier has as many follow-ups as addressees: its own page names them, as a demand's does before any."""
    place, head = _handed(ctx, slug, code)
    if not head.id:
        return see_other(f"{head.address(slug)}#suites")
    followed = queries.follow_up(ctx.tx, head, ctx.now.today, _laws(ctx))
    return page(
        ctx,
        "followups/show.html",
        shared=place.public and not head.hidden,
        has_form=bool(followed.promises),
        collective=place.collective,
        stage="suivre",
        followed=followed,
        measures=subjects.measures(ctx.tx, head),
        claims=claims.of_commitments(ctx.tx, [p.row.id for p in followed.promises]),
        dates=coming(ctx.tx, [head.institution_id], ctx.now.today, queries.NEXT),
        today=ctx.now.today,
        answers={reply.id: render(reply.text) for reply in followed.replies},
        organising=place.may("organise"),
        erased=head.kind == "petition" and names_gone(ctx.tx, head.owner_id),
        **WORDS,
    )


def _handed(ctx: Ctx, slug: str, code: str, act: str = "read") -> tuple[Place, Head]:
    """What was handed over under `code`, or may be."""
    place = enter(ctx.tx, slug, ctx.viewer, act)
    head = subjects.find(ctx.tx, place.collective, code)
    check_shown(ctx.tx, place, head.subject, head.hidden, MASKED[head.kind])
    return place, head


def at(ctx: Ctx, slug: str, code: str, act: str = "read") -> tuple[Place, Head]:
    """What was handed over."""
    place, head = _handed(ctx, slug, code, act)
    if not head.id:
        raise NotFound
    return place, head


def _form(ctx: Ctx, slug: str, code: str, template: str, **more: Any) -> Response:
    place, head = at(ctx, slug, code, "organise")
    data: dict[str, Any] = {"collective": place.collective, "stage": "suivre", **more}
    data |= {"followed": queries.follow_up(ctx.tx, head, ctx.now.today, _laws(ctx)), "today": ctx.now.today}
    return page(ctx, template, has_form=True, measures=subjects.measures(ctx.tx, head), **data, **WORDS)


def _done(ctx: Ctx, slug: str, code: str, sentence: str) -> Response:
    ctx.say(sentence)
    return see_other(f"/c/{slug}/suites/{code}")


@router.get("/{code}/remise")
def new_delivery(ctx: Ctx, slug: str, code: str) -> Response:
    """Also for a demand or a cahier that was never handed over: its follow-up begins here."""
    place, head = _handed(ctx, slug, code, "organise")
    offered = [] if head.institution_id else institutions(ctx.tx, place.collective.id)
    data: dict[str, Any] = {"collective": place.collective, "stage": "suivre", "head": head}
    first = head.kind == "petition" and head.state == "closed"
    data["waiting"] = waiting(ctx.tx, head.owner_id) if first else None
    return page(
        ctx, "followups/delivery.html", has_form=True, today=ctx.now.today, institutions=offered, **data
    )


@router.post("/{code}/remise")
@refill(new_delivery)
def deliver(ctx: Ctx, slug: str, code: str) -> Response:
    place, _head = _handed(ctx, slug, code, "organise")
    form = DeliveryForm.read(ctx.body)
    said = (form.day, form.recipient, form.how)
    head = actions.deliver(
        ctx.tx, place, code, *said, ctx.now, institution=form.institution, relaxed=form.relaxed
    )
    return _done(ctx, slug, head.ref, _("La remise est notée. Le compte des jours a commencé."))


@router.get("/{code}/reponse")
def new_reply(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, slug, code, "followups/reply.html")


@router.post("/{code}/reponse")
@refill(new_reply)
def reply(ctx: Ctx, slug: str, code: str) -> Response:
    place, head = at(ctx, slug, code, "organise")
    form = ReplyForm.read(ctx.body)
    said = (form.delivery, form.day, form.label, form.text, form.source)
    actions.reply(ctx.tx, place, head, *said, ctx.now, stalling=form.stalling, relaxed=form.relaxed)
    return _done(ctx, slug, code, _("La réponse est notée, et publique."))


@router.get("/{code}/engagements")
def new_commitment(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, slug, code, "followups/commitment.html", places=SEVERAL)


@router.post("/{code}/engagements")
@refill(new_commitment)
def commit(ctx: Ctx, slug: str, code: str) -> Response:
    place, head = at(ctx, slug, code, "organise")
    forms = commitments(ctx.body)
    said = [actions.Promised(**form.model_dump(exclude={"relaxed"})) for form in forms]
    actions.commit_all(ctx.tx, place, head, said, ctx.now, relaxed=forms[0].relaxed)
    return _done(ctx, slug, code, _("C’est noté. Les deux collèges peuvent évaluer chaque engagement."))


@router.get("/{code}/delai")
def new_term(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, slug, code, "followups/term.html")


@router.post("/{code}/delai")
@refill(new_term)
def agree(ctx: Ctx, slug: str, code: str) -> Response:
    place, head = at(ctx, slug, code, "organise")
    form = TermForm.read(ctx.body)
    said = (form.delivery, form.agreed, form.source)
    terms.agree(ctx.tx, place, head, *said, ctx.now, relaxed=form.relaxed)
    return _done(ctx, slug, code, _("C’est noté : le compte des jours va jusqu’au jour promis."))


def _show_again(ctx: Ctx, slug: str, code: str, ref: str) -> Response:  # noqa: ARG001  # as the route below
    return show(ctx, slug, code)


@router.post("/{code}/engagements/{ref}/evaluation")
@refill(_show_again)
def assess(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    _place, head = at(ctx, slug, code)
    commitment = queries.find_commitment(ctx.tx, head, ref)
    form = AssessmentForm.read(ctx.body)
    place = enter(ctx.tx, slug, ctx.viewer, "assess")
    actions.assess(ctx.tx, place, commitment, form.verdict, ctx.now)
    return _done(ctx, slug, code, _("C’est noté. Votre évaluation sera comptée au prochain créneau."))
