"""« C’est fait » : organisers write down who says so; signers contest it, with a carnet or by the link of their mail."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import enter
from forum.core.i18n import _
from forum.followups import queries as suites
from forum.followups.claims import actions, queries
from forum.followups.claims.forms import ClaimForm, ContestForm
from forum.followups.claims.rules import BY, REASONS
from forum.followups.routes import at, show
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.petitions import queries as petitions
from forum.petitions.lifecycle.queries import names_gone

router = Router(prefix="/c/{slug}/suites/{code}")
link = Router(prefix="/p/{code}/contestation")


@router.get("/engagements/{ref}/fait")
def new_claim(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    place, head = at(ctx, slug, code, "organise")
    commitment = suites.find_commitment(ctx.tx, head, ref)
    data: dict[str, Any] = {"collective": place.collective, "stage": "suivre", "head": head}
    data |= {"commitment": commitment, "authors": BY, "today": ctx.now.today}
    return page(ctx, "followups/claim.html", has_form=True, **data)


@router.post("/engagements/{ref}/fait")
@refill(new_claim)
def claim(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    place, head = at(ctx, slug, code, "organise")
    commitment = suites.find_commitment(ctx.tx, head, ref)
    form = ClaimForm.read(ctx.body)
    said = (form.author, form.day, form.said, form.source)
    actions.claim(ctx.tx, place, head, commitment, *said, ctx.now, relaxed=form.relaxed)
    erased = head.kind == "petition" and names_gone(ctx.tx, head.owner_id)
    ctx.say(
        _("C’est noté.") if erased else _("C’est noté. Celles et ceux qui ont signé peuvent le contester.")
    )
    return see_other(f"/c/{slug}/suites/{code}")


@router.post("/contestation")
@refill(show)
def contest(ctx: Ctx, slug: str, code: str) -> Response:
    _place, head = at(ctx, slug, code)
    place = enter(ctx.tx, slug, ctx.viewer, "sign")
    form = ContestForm.read(ctx.body)
    row, _commitment = queries.find(ctx.tx, head.owner_id, form.claim)
    actions.contest(ctx.tx, place, head, row, form.reason, ctx.now)
    ctx.say(_("C’est noté. Votre contestation sera comptée au prochain créneau."))
    return see_other(f"/c/{slug}/suites/{code}")


@link.get("/{token}")
def by_link(ctx: Ctx, code: str, token: str) -> Response:
    """A scanner that opens every link of a mail contests nothing: only the button does."""
    petition, place = petitions.find(ctx.tx, code, ctx.viewer)
    known = bool(queries.college_of_link(ctx.tx, petition.id, token))
    data: dict[str, Any] = {"collective": place.collective, "stage": "suivre", "petition": petition}
    data |= {"known": known, "token": token, "done": bool(ctx.query("fait")), "reasons": REASONS}
    data["erased"] = names_gone(ctx.tx, petition.id)
    data["claims"] = queries.of_petition(ctx.tx, petition.id) if known else []
    return page(ctx, "followups/contest.html", 200 if known else 410, has_form=known, **data)


@link.post("/{token}")
@refill(by_link)
def contest_by_link(ctx: Ctx, code: str, token: str) -> Response:
    petition, place = petitions.find(ctx.tx, code, ctx.viewer)
    form = ContestForm.read(ctx.body)
    row, _commitment = queries.find(ctx.tx, petition.id, form.claim)
    actions.contest_by_link(ctx.tx, place.collective, petition.id, row, token, form.reason, ctx.now)
    return see_other(f"/p/{code}/contestation/{token}?fait=oui")
