"""The list of petitions, and the organisers' side: write, open, correct, close, take the names."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, cast

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.models import COLLEGES
from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place, by_id, enter, territories
from forum.core.crypto import key_pair
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http import rereading
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.identity.staff.actions import log
from forum.petitions import actions, boxes, queries
from forum.petitions.actions import Checks, Wording
from forum.petitions.forms import ErratumForm, new_passphrase, passphrase, read_petition
from forum.petitions.keyring.doubles.rules import signers
from forum.petitions.keyring.opening import open_with
from forum.petitions.keyring.rules import Opened, lock_private
from forum.petitions.lifecycle import queries as lifecycle
from forum.petitions.lifecycle.actions import names_taken
from forum.petitions.models import Petition
from forum.texts.hidden import verdicts

router = Router(prefix="/c/{slug}/petitions")
Show = Callable[..., Response]


@router.get("", crowd=True)
def index(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    rows, following = queries.page_of(ctx.tx, place, ctx.query("apres"))
    return page(
        ctx,
        "petitions/index.html",
        shared=place.public,
        collective=place.collective,
        stage="petitionner",
        rows=rows,
        organiser=place.may("organise"),
        next_url=ctx.with_query(apres=following) if following else "",
        first_url=ctx.with_query(apres="") if ctx.query("apres") else "",
    )


@router.get("/nouvelle")
def new(ctx: Ctx, slug: str) -> Response:
    return _form(ctx, ctx.tx, slug)


@router.get("/{code}")
def show(ctx: Ctx, slug: str, code: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    queries.of_collective(ctx.tx, place, code)
    return see_other(f"/p/{code}")


@router.get("/{code}/texte")
def edit(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, ctx.tx, slug, code)


def _form(ctx: Bare, tx: Session, slug: str, code: str = "") -> Response:
    place = enter(tx, slug, ctx.viewer, "organise")
    petition = queries.of_collective(tx, place, code) if code else None
    if "demands" in ctx.values:
        ctx.values["demands"] = cast(Any, ctx.body.all("demands"))  # every ticked box, not the last alone
    return page(
        ctx,
        "petitions/edit.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        institutions=queries.institutions(tx, place.collective.id),
        institution=queries.institution_ref(tx, petition) if petition else "",
        demands=queries.adopted_demands(tx, place.collective.id),
        ticked=[document.ref for document, *_rest in queries.carried(tx, petition)] if petition else [],
    )


def with_refill(show_again: Show) -> Callable[[Callable[..., Awaitable[Response]]], Any]:
    """`refill` for routes that await: the refused form comes back, filled in."""

    def decorate(route: Callable[..., Awaitable[Response]]) -> Any:
        @wraps(route)
        async def wrapped(ctx: Bare, **where: str) -> Response:
            if rereading.mend(ctx):
                return await asyncio.to_thread(_with_reading, ctx, show_again, where)
            try:
                return await route(ctx=ctx, **where)
            except Invalid as refused:
                ctx.errors = refused.errors
                return await asyncio.to_thread(_with_reading, ctx, show_again, where)

        return wrapped

    return decorate


def _with_reading(ctx: Bare, show_again: Show, where: dict[str, str]) -> Response:
    with ctx.house.db.read() as tx:
        return show_again(ctx, tx, **where)


@router.post("")
@with_refill(_form)
async def create(ctx: Bare, slug: str) -> Response:
    wording, phrase = await asyncio.to_thread(_checked, ctx, slug)
    sealed = await _new_keys(ctx, phrase)

    def job(tx: Session) -> str:
        place = enter(tx, slug, ctx.viewer, "organise")
        return actions.create(tx, place, wording, sealed, ctx.now).code

    code = await ctx.house.writer.submit(job)
    said = _("Le brouillon est enregistré. Relisez-le : à l’ouverture, le texte sera figé.")
    await ctx.house.aside(ctx.say, said)
    return see_other(f"/c/{slug}/petitions/{code}/equipe")


def _checked(ctx: Bare, slug: str) -> tuple[Wording, str]:
    """Before the slow hash, and all at once: the words, the days, the addressee, the passphrase."""
    with ctx.house.db.read() as tx:
        checks = Checks(tx, enter(tx, slug, ctx.viewer, "organise"), ctx.now.today)
        wording = read_petition(ctx.body, checks, lambda: new_passphrase(ctx.body), lambda: _reread(ctx))
    return wording, new_passphrase(ctx.body)


def _reread(ctx: Bare) -> None:
    """The team's words too: they see what could point at somebody, and decide."""
    words = [ctx.body.get(name) for name in ("title", "organisation", "body")]
    beware(words, relaxed=bool(ctx.body.get("relaxed")))


async def _new_keys(ctx: Bare, phrase: str) -> actions.SealedKeys:
    private, public = key_pair()
    salt, cost = secrets.token_bytes(16), ctx.house.cost
    key = await ctx.house.slow_hash(phrase.encode(), salt, cost)
    return actions.SealedKeys(public, lock_private(private, key, salt, cost))


def _edit_again(ctx: Ctx, slug: str, code: str) -> Response:
    return _form(ctx, ctx.tx, slug, code)


@router.post("/{code}/texte")
@refill(_edit_again)
def rewrite(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, ctx.tx, slug, code)
    wording = read_petition(ctx.body, Checks(ctx.tx, place, ctx.now.today), lambda: _reread(ctx))
    actions.rewrite(ctx.tx, place, petition, wording, ctx.now)
    ctx.say(_("Le brouillon est changé."))
    return see_other(f"/c/{slug}/petitions/{code}/equipe")


def _mine(ctx: Bare, tx: Session, slug: str, code: str) -> tuple[Place, Petition]:
    place = enter(tx, slug, ctx.viewer, "organise")
    return place, queries.of_collective(tx, place, code)


@router.get("/{code}/suppression")
def confirm_deletion(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, ctx.tx, slug, code)
    actions.check_draft(petition)
    return page(
        ctx,
        "petitions/delete.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
    )


@router.post("/{code}/suppression")
def delete(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, ctx.tx, slug, code)
    actions.delete_draft(ctx.tx, place, petition, ctx.now)
    ctx.say(_("Le brouillon est supprimé."))
    return see_other(f"/c/{slug}/petitions")


# -- the team's page of one petition ----------------------------------------


@router.get("/{code}/equipe")
def team(ctx: Ctx, slug: str, code: str) -> Response:
    return _team(ctx, ctx.tx, slug, code)


def _team(ctx: Bare, tx: Session, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, tx, slug, code)
    return page(
        ctx,
        "petitions/team.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        addressee=queries.addressee(tx, petition),
        counts=queries.counts(tx, petition.id),
        errata=queries.errata(tx, petition),
        verdicts=verdicts(tx, code),
        lacks=lifecycle.lacks(tx, petition, ctx.now.today) if petition.state == "draft" else [],
        life=lifecycle.stage(tx, petition, ctx.now.today),
        address=f"{ctx.house.settings.public_url}/p/{code}",
    )


def _team_again(ctx: Ctx, slug: str, code: str) -> Response:
    return _team(ctx, ctx.tx, slug, code)


@router.post("/{code}/ouverture")
def open_petition(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, ctx.tx, slug, code)
    actions.open_petition(ctx.tx, place, petition, ctx.now)
    ctx.house.keys.petition(code)
    ctx.say(_("La pétition est ouverte, son texte est figé."))
    return see_other(f"/p/{code}")


@router.post("/{code}/errata")
@refill(_team_again)
def add_erratum(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx, ctx.tx, slug, code)
    form = ErratumForm.read(ctx.body)
    actions.add_erratum(ctx.tx, place, petition, form.text, ctx.now, relaxed=form.relaxed)
    ctx.say(_("L’erratum est visible sous le texte."))
    return see_other(f"/c/{slug}/petitions/{code}/equipe")


@router.post("/{code}/signataires")
@with_refill(_team)
async def export(ctx: Bare, slug: str, code: str) -> Response:
    """The names, in memory only, to whoever is an organiser and knows the phrase. It is written that they took them."""
    petition = await asyncio.to_thread(_with_names, ctx, slug, code)
    opened = await open_with(ctx.house, petition.id, code, passphrase(ctx.body), ctx.now)

    def job(tx: Session) -> None:
        names_taken(tx, petition, ctx.now)
        log(tx, ctx.viewer, petition.collective_id, "petition.export", petition.title, ctx.now)

    await ctx.house.writer.submit(job)
    text = await asyncio.to_thread(_names, ctx, petition, opened)
    return _file(text, f"petition-{code}-signataires.csv")


def _with_names(ctx: Bare, slug: str, code: str) -> Petition:
    with ctx.house.db.read() as tx:
        petition = _mine(ctx, tx, slug, code)[1]
        lifecycle.check_names(tx, petition, ctx.now.today)
        return petition


def _names(ctx: Bare, petition: Petition, opened: Opened) -> str:
    with ctx.house.db.read() as tx:
        places = {t.code: t.name for t in territories(tx, petition.collective_id)}
        collective = by_id(tx, petition.collective_id)
        colleges = {code: collective.college_name(code) for code in COLLEGES}
        rows = boxes.signatories(tx, petition.id)
    return boxes.as_csv(signers(rows, opened.privates), places, colleges)


def _file(text: str, name: str) -> Response:
    """With a byte order mark: without it a common spreadsheet breaks every accent."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(("\ufeff" + text).encode(), media_type="text/csv; charset=utf-8", headers=headers)
