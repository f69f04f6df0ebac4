"""An institution's own voice: whoever organises makes the link, whoever holds it answers without an account."""

from typing import Any

from starlette.responses import Response

from forum.challenges.invited import actions, queries
from forum.challenges.invited.forms import AnswerForm, InvitationForm
from forum.challenges.invited.queries import Invited
from forum.challenges.queries import get
from forum.collectives.queries import Place, enter, place_of
from forum.core.errors import Forbidden, Invalid
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers import queries as registers
from forum.registers.models import Institution
from forum.registers.rules import UNSET
from forum.texts import queries as texts
from forum.texts.hidden import check_shown
from forum.texts.models import Document

router = Router(prefix="/c/{slug}/contestations/{ref}/institutions")
door = Router(prefix="/institution/{code}")


def _at(ctx: Ctx, slug: str, ref: str) -> tuple[Place, Document]:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    document = texts.find(ctx.tx, place.collective.id, ref, "challenge")
    check_shown(ctx.tx, place, ref, document.hidden)
    return place, document


@router.get("")
def links(ctx: Ctx, slug: str, ref: str) -> Response:
    return _links(ctx, *_at(ctx, slug, ref))


def _links(ctx: Ctx, place: Place, document: Document, **made: Any) -> Response:
    return page(
        ctx,
        "challenges/institutions.html",
        has_form=True,
        collective=place.collective,
        stage="contester",
        document=document,
        institutions=_invitable(ctx, place),
        rows=queries.links(ctx.tx, document, ctx.now.today),
        **{"link": "", "sent": False, **made},
    )


@router.post("")
@refill(links)
def invite(ctx: Ctx, slug: str, ref: str) -> Response:
    """The link is in the answer and in the mail, nowhere else: only its hash is kept."""
    place, document = _at(ctx, slug, ref)
    form = InvitationForm.read(ctx.body)
    institution = _institution(ctx, place, form.institution)
    code = actions.invite(ctx.tx, place, document, institution, ctx.now)
    link = f"{ctx.house.settings.public_url}/institution/{code}"
    if form.email:
        told = (place, document, institution, link, ctx.now)
        actions.send(ctx.tx, ctx.house.keys.mail, form.email, *told)
    ctx.values = {}
    return _links(ctx, place, document, link=link, sent=bool(form.email))


def _invitable(ctx: Ctx, place: Place) -> list[tuple[str, str]]:
    """The institutions that are somebody: a draft that does not know yet to whom it speaks has a name for it."""
    return [(i.ref, i.name) for i in registers.institutions(ctx.tx, place.collective.id) if i.name != UNSET]


def _institution(ctx: Ctx, place: Place, ref: str) -> Institution:
    if ref not in dict(_invitable(ctx, place)):
        raise Invalid({"institution": _("Choisissez une des réponses proposées.")})
    return registers.institution(ctx.tx, place.collective.id, ref)


@router.post("/{mark}/retrait")
def withdraw(ctx: Ctx, slug: str, ref: str, mark: str) -> Response:
    place, document = _at(ctx, slug, ref)
    actions.withdraw(ctx.tx, place, document, mark, ctx.now)
    ctx.say(_("Ce lien n’ouvre plus rien."))
    return see_other(f"/c/{slug}/contestations/{ref}/institutions")


def _behind(ctx: Ctx, code: str) -> Invited:
    seen = queries.invited(ctx.tx, code, ctx.now.today)
    if ctx.viewer.staff_id:
        raise Forbidden(
            _(
                "Cette page est celle de l’institution invitée. Fermez votre session d’équipe avant de l’ouvrir."
            )
        )
    check_shown(
        ctx.tx, place_of(ctx.tx, seen.collective, ctx.viewer), seen.challenge.ref, seen.challenge.hidden
    )
    return seen


@door.get("")
def show(ctx: Ctx, code: str) -> Response:
    seen = _behind(ctx, code)
    _challenge, mechanism = get(ctx.tx, seen.challenge)
    return page(
        ctx,
        "challenges/answer.html",
        has_form=True,
        collective=seen.collective,
        stage="contester",
        code=code,
        seen_as=seen,
        reading=texts.read(ctx.tx, seen.challenge),
        mechanism=None if mechanism.hidden else mechanism,
        given=queries.typed(ctx.tx, seen),
    )


@door.post("")
@refill(show)
def answer(ctx: Ctx, code: str) -> Response:
    seen = _behind(ctx, code)
    form = AnswerForm.read(ctx.body)
    actions.answer(ctx.tx, seen, form.body, form.sources, ctx.now, relaxed=form.relaxed)
    return see_other(f"/institution/{code}#suite")
