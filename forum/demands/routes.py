"""The room Revendiquer: list, write, read, settle the addressee."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.deliberation.argument_queries import debates
from forum.deliberation.merging import queries as merging
from forum.demands import actions, queries, rules
from forum.demands.consultations.counting.queries import level_names
from forum.demands.consultations.queries import standing
from forum.demands.forms import AddresseeForm, DemandForm
from forum.demands.merging.queries import brought
from forum.demands.votes.queries import vote_of
from forum.http.deps import Ctx, Peek
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers.rules import UNSET
from forum.texts import queries as texts
from forum.texts.amendments import queries as amendments
from forum.texts.authors import queries as authors
from forum.texts.forms import chosen_voice, look, say_taken
from forum.texts.hidden import check_shown
from forum.texts.models import Document
from forum.texts.spoken import queries as spoken

router = Router(prefix="/c/{slug}/revendications")
MANY = ("grievances", "mechanisms", "challenges", "objectives")


@router.get("", crowd=True)
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    asked = (ctx.query("q")[:200], ctx.query("etat"), ctx.query("institution"))
    filters = queries.Filters(*asked, ctx.query("auteurs"), ctx.query("apres"))
    rows, following = queries.page_of(ctx.tx, place.collective, filters)
    return page(
        ctx,
        "demands/index.html",
        shared=place.public,
        collective=place.collective,
        stage="revendiquer",
        rows=rows,
        filters=filters,
        organises=place.may("organise"),
        institutions=[(i.ref, i.name) for i in queries.institutions(ctx.tx, place.collective)],
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if filters.after else "",
    )


@router.get("/nouvelle")
def new(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    chosen = {"grievances": ctx.query("doleance"), "mechanisms": ctx.query("mecanisme")}
    leaned = [*ctx.body.all("objectives"), ctx.query("objectif")]
    return page(
        ctx,
        "demands/new.html",
        shared=place.public,
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        chosen={**chosen, "objectives": ctx.query("objectif")},
        institutions=[(i.ref, i.name) for i in queries.institutions(ctx.tx, place.collective)],
        offers=queries.offers(ctx.tx, place.collective, chosen["grievances"], chosen["mechanisms"], leaned),
        values=_typed(ctx) or queries.followed(ctx.tx, place.collective, ctx.query("suite")),
        **look(ctx, place).page,
    )


def _typed(ctx: Ctx) -> dict[str, Any]:
    """What was typed, with every box that was ticked (`ctx.values` keeps the last one only)."""
    return {**ctx.values, **{name: ctx.body.all(name) for name in MANY}} if ctx.values else {}


@router.post("")
@refill(new)
def create(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    form = DemandForm.read(ctx.body)
    leaning = actions.Leaning(
        form.grievances, form.mechanisms, form.challenges, form.objectives, form.sources
    )
    actions.check(ctx.tx, place, form.fields, form.institution, leaning, ctx.now)
    if look(ctx, place).stopped:
        return new(ctx, slug)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    ref = actions.submit_demand(
        ctx.tx, place, form.fields, form.kind, form.institution, leaning, ctx.now, relaxed=form.relaxed
    )
    if not ctx.viewer.key:
        return see_other(form.next(ctx, slug, ref, f"/c/{slug}/revendications/{ref}"))
    say_taken(ctx, _("C’est noté. Votre revendication sera publiée au prochain créneau."))
    return see_other(form.next(ctx, slug, ref, "/carnet"))


@router.get("/proches")
def begin(ctx: Ctx, slug: str) -> Response:
    """Where the address of what was asked is opened again."""
    return new(ctx, slug)


@router.post("/proches")
def look_around(ctx: Peek, slug: str) -> Response:
    return new(ctx, slug)


@router.get("/{ref}", crowd=True)
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, "demand")
    check_shown(ctx.tx, place, ref, document.hidden)
    if document.elsewhere:
        return see_other(f"/c/{slug}/revendications/{document.elsewhere}?venu={ref}")
    return page(
        ctx,
        "demands/show.html",
        shared=place.public,
        has_form=True,
        collective=place.collective,
        stage="revendiquer",
        **_everything(ctx, place, document),
    )


def _everything(ctx: Ctx, place: Place, document: Document) -> dict[str, Any]:
    reading = texts.read(ctx.tx, document)
    organises = place.may("organise")
    register = queries.institutions(ctx.tx, place.collective) if organises else []
    beside = merging.beside(ctx.tx, document, ctx.now.today)
    return {
        "document": document,
        "reading": reading,
        "spoken": spoken.told(ctx.tx, document),
        "sources": texts.sources(ctx.tx, [document.id])[document.id],
        "criteria": rules.criteria_of(reading.fields["criteria"]),
        "vague": rules.vague(reading.fields["criteria"]),
        "deadline": rules.deadline_of(reading.fields["deadline"]),
        "amendments": amendments.of_text(ctx.tx, document),
        "authoring": authors.authoring(ctx.tx, document, ctx.now.today),
        "grievances": texts.linked(ctx.tx, document, "grievance"),
        "mechanisms": texts.linked(ctx.tx, document, "mechanism"),
        "challenges": texts.linked(ctx.tx, document, "challenge"),
        "objectives": queries.objectives_of(ctx.tx, document),
        "institutions": [(i.ref, i.name) for i in register if i.name != UNSET],
        "debate": debates(ctx.tx, document.ref, [""], "" if ctx.query("arguments") else None)[""],
        "standing": standing(ctx.tx, document),
        "levels": level_names("grades"),
        "merging": beside,
        "brought": brought(ctx.tx, beside.joined),
        "came_from": merging.came_from(ctx.tx, document, ctx.query("venu")[:12]),
        "afterwards": queries.afterwards(ctx.tx, document, ctx.now.today),
        **vote_of(ctx.tx, place, document, ctx.now),
    }


@router.post("/{ref}/destinataire")
@refill(show)
def readdress(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    document = texts.find(ctx.tx, place.collective.id, ref, "demand")
    demand, _institution = queries.get(ctx.tx, document)
    form = AddresseeForm.read(ctx.body)
    actions.readdress(ctx.tx, place, document, demand, form.kind, form.institution, ctx.now)
    ctx.say(_("Le destinataire est enregistré."))
    return see_other(f"/c/{slug}/revendications/{ref}")
