"""Asking for a document with names, seeing how far it is, fetching it once. By organisers, and under their phrase."""

import asyncio
from typing import Literal

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.models import COLLEGES
from forum.collectives.queries import Place, by_id, enter, territories
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.exports.carried_queries import letter_doc
from forum.exports.carrying import names
from forum.exports.carrying.routes import shown
from forum.exports.content import Document
from forum.exports.queries import petition_doc
from forum.http.deps import Bare, Ctx
from forum.http.forms import Form
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.actions import log
from forum.petitions import actions, queries
from forum.petitions.forms import passphrase
from forum.petitions.lifecycle.actions import names_taken
from forum.petitions.lifecycle.queries import check_names
from forum.petitions.models import Petition

router = Router(prefix="/c/{slug}/petitions/{code}/documents/noms")
TRIES, WINDOW = 10, 600


class WhatForm(Form):
    what: Literal["liste", "lettre"]


@router.post("")
async def ask(ctx: Bare, slug: str, code: str) -> Response:
    """It is written that they took them, before anything is opened."""
    try:
        what, petition, private = await _opened(ctx, slug, code)
    except Invalid as refused:
        ctx.errors = refused.errors
        return await asyncio.to_thread(_again, ctx, slug, code)

    def job(tx: Session) -> None:
        if what == "liste":
            names_taken(tx, petition, ctx.now)
        log(tx, ctx.viewer, petition.collective_id, "petition.export", petition.title, ctx.now)

    await ctx.house.writer.submit(job)
    token = names.begin(
        ctx.house.db,
        code,
        ctx.viewer.staff_id or 0,
        ctx.now,
        lambda: _documents(ctx, petition, private, what),
    )
    return see_other(f"{ctx.path}/{token}")


async def _opened(ctx: Bare, slug: str, code: str) -> tuple[str, Petition, bytes]:
    petition = await asyncio.to_thread(_petition, ctx, slug, code)
    what = WhatForm.read(ctx.body).what
    await ctx.house.aside(ctx.house.limits.count, "petition phrase", code, TRIES, WINDOW, ctx.now)
    salt, cost = actions.lock_parameters(petition.private_sealed)
    key = await ctx.house.slow_hash(passphrase(ctx.body).encode(), salt, cost)
    return what, petition, actions.unlock_private(petition.private_sealed, key)


def _petition(ctx: Bare, slug: str, code: str) -> Petition:
    with ctx.house.db.read() as tx:
        petition = _mine(ctx, tx, slug, code)[1]
        check_names(tx, petition, ctx.now.today)
    if petition.state == "draft":
        raise Closed(_("Cette pétition n’est pas ouverte : personne ne l’a signée."))
    return petition


def _mine(ctx: Bare, tx: Session, slug: str, code: str) -> tuple[Place, Petition]:
    place = enter(tx, slug, ctx.viewer, "organise")
    return place, queries.of_collective(tx, place, code)


def _again(ctx: Bare, slug: str, code: str) -> Response:
    with ctx.house.db.read() as tx:
        return shown(ctx, tx, slug, code)


def _documents(ctx: Bare, petition: Petition, private: bytes, what: str) -> list[tuple[str, Document]]:
    """In the thread, which holds no transaction while pages are laid out."""
    settings = ctx.house.settings
    with ctx.house.db.read() as tx:
        check_names(tx, petition, ctx.now.today)  # the night may have come since
        collective = by_id(tx, petition.collective_id)
        places = {t.code: t.name for t in territories(tx, collective.id)}
        colleges = {code: collective.college_name(code) for code in COLLEGES}
        rows = queries.signatories(tx, petition.id)
        told = petition_doc(tx, petition, collective, settings)
        letter = letter_doc(tx, petition, collective, settings)
    return names.documents(what, told, letter, names.opened(rows, private, places, colleges))


@router.get("/{token}")
def progress(ctx: Ctx, slug: str, code: str, token: str) -> Response:
    place, petition = _mine(ctx, ctx.tx, slug, code)
    making = names.found(ctx.house.db, token, code, ctx.viewer.staff_id or 0, ctx.now)
    return page(
        ctx,
        "exports/names.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        making=making,
    )


@router.post("/{token}")
def fetch(ctx: Ctx, slug: str, code: str, token: str) -> Response:
    _mine(ctx, ctx.tx, slug, code)
    making = names.found(ctx.house.db, token, code, ctx.viewer.staff_id or 0, ctx.now)
    body = names.taken(ctx.house.db, token, making)
    headers = {
        "Content-Disposition": f'attachment; filename="petition-{code}-noms.zip"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, media_type="application/zip", headers=headers)
