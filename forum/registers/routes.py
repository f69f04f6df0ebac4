"""The registers: mechanisms (everyone names them) and institutions (organisers keep them)."""

from typing import Any

from starlette.responses import Response

from forum.collectives.publication.actions import beware
from forum.collectives.queries import enter
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers import actions, queries
from forum.registers.deadlines.queries import laws
from forum.registers.forms import InstitutionForm, MechanismForm
from forum.registers.rules import kind_names
from forum.texts import queries as texts
from forum.texts.amendments import queries as amendments
from forum.texts.authors import queries as authors
from forum.texts.forms import chosen_voice, say_taken
from forum.texts.hidden import check_shown
from forum.texts.models import Document
from forum.texts.spoken import queries as spoken

router = Router(prefix="/c/{slug}")


@router.get("/mecanismes", crowd=True)
def mechanisms(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    kinds = kind_names()
    kind = ctx.query("genre") if ctx.query("genre") in kinds else ""
    filters = queries.Filters(ctx.query("q")[:200], kind, ctx.query("apres"))
    rows, following = queries.page_of(ctx.tx, place.collective, filters)
    return page(
        ctx,
        "registers/mechanisms.html",
        shared=place.public,
        alike=True,
        collective=place.collective,
        stage="contester",
        rows=rows,
        filters=filters,
        kinds=kinds,
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if filters.after else "",
    )


@router.get("/mecanismes/nouveau")
def new_mechanism(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "registers/new_mechanism.html",
        shared=place.public,
        alike=True,
        has_form=True,
        collective=place.collective,
        stage="contester",
        kinds=list(kind_names().items()),
    )


@router.post("/mecanismes")
@refill(new_mechanism)
def create_mechanism(ctx: Ctx, slug: str) -> Response:
    enter(ctx.tx, slug, ctx.viewer)
    form = MechanismForm.read(ctx.body)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    actions.submit_mechanism(
        ctx.tx, place, form.kind, form.fields, form.sources, ctx.now, relaxed=form.relaxed
    )
    say_taken(ctx, _("C’est noté. Ce mécanisme aura sa page au prochain créneau."))
    return see_other("/carnet" if ctx.viewer.key else f"/c/{slug}/mecanismes")


@router.get("/mecanismes/{ref}", crowd=True)
def mechanism(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = texts.find(ctx.tx, place.collective.id, ref, "mechanism")
    common: dict[str, Any] = {"collective": place.collective, "stage": "contester", "document": document}
    check_shown(ctx.tx, place, ref, document.hidden)
    return page(
        ctx,
        "registers/mechanism.html",
        shared=place.public,
        alike=True,
        **common,
        **_mechanism(ctx, document),
    )


def _mechanism(ctx: Ctx, document: Document) -> dict[str, Any]:
    return {
        "reading": texts.read(ctx.tx, document),
        "kind": kind_names()[queries.kind_of(ctx.tx, document)],
        "spoken": spoken.told(ctx.tx, document),
        "sources": texts.sources(ctx.tx, [document.id])[document.id],
        "amendments": amendments.of_text(ctx.tx, document),
        "authoring": authors.authoring(ctx.tx, document, ctx.now.today),
        "grievances": texts.linking(ctx.tx, document, "grievance"),
        "challenges": texts.linking(ctx.tx, document, "challenge"),
        "demands": texts.linking(ctx.tx, document, "demand"),
    }


@router.get("/institutions")
def institutions(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "registers/institutions.html",
        shared=place.public,
        alike=True,
        has_form=place.may("organise"),
        collective=place.collective,
        institutions=queries.institutions(ctx.tx, place.collective.id),
        organises=place.may("organise"),
        profiles=_profiles(ctx),
    )


def _profiles(ctx: Ctx) -> list[tuple[str, str]]:
    return list(laws(ctx.house.settings.data_dir).profiles.items())


def _profile(ctx: Ctx, form: InstitutionForm) -> str:
    if form.profile and form.profile not in dict(_profiles(ctx)):
        raise Invalid({"profile": _("Choisissez une ligne de la liste.")})
    return str(form.profile)


@router.post("/institutions")
@refill(institutions)
def create_institution(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    form = InstitutionForm.read(ctx.body)
    beware([form.name, form.kind], relaxed=form.relaxed)
    actions.add_institution(ctx.tx, place, form.name, form.kind, form.address, ctx.now, _profile(ctx, form))
    ctx.say(_("L’institution est dans la liste."))
    return see_other(f"/c/{slug}/institutions")


@router.get("/institutions/{ref}")
def institution(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    return page(
        ctx,
        "registers/institution.html",
        has_form=True,
        collective=place.collective,
        institution=queries.institution(ctx.tx, place.collective.id, ref),
        profiles=_profiles(ctx),
    )


@router.post("/institutions/{ref}")
@refill(institution)
def edit_institution(ctx: Ctx, slug: str, ref: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer, "organise")
    found = queries.institution(ctx.tx, place.collective.id, ref)
    form = InstitutionForm.read(ctx.body)
    beware([form.name, form.kind], relaxed=form.relaxed)
    actions.edit_institution(
        ctx.tx, place, found, form.name, form.kind, form.address, ctx.now, _profile(ctx, form)
    )
    ctx.say(_("C’est corrigé."))
    return see_other(f"/c/{slug}/institutions")
