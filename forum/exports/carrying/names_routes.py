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
from forum.exports.queries import petition_doc
from forum.http.deps import Bare, Ctx
from forum.http.forms import Form
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.actions import log
from forum.petitions import boxes, queries
from forum.petitions.forms import passphrase
from forum.petitions.keyring.doubles.rules import signers
from forum.petitions.keyring.opening import open_with
from forum.petitions.keyring.rules import Opened
from forum.petitions.lifecycle.actions import names_taken
from forum.petitions.lifecycle.queries import check_names
from forum.petitions.models import Petition

router = Router(prefix="/c/{slug}/petitions/{code}/documents/noms")


class WhatForm(Form):
    what: Literal["liste", "lettre"]


@router.post("")
async def ask(ctx: Bare, slug: str, code: str) -> Response:
    """It is written that they took them, before anything is opened."""
    try:
        what, petition, opened = await _opened(ctx, slug, code)
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
        lambda: _documents(ctx, petition, opened, what),
    )
    return see_other(f"{ctx.path}/{token}")


async def _opened(ctx: Bare, slug: str, code: str) -> tuple[str, Petition, Opened]:
    petition = await asyncio.to_thread(_petition, ctx, slug, code)
    what = WhatForm.read(ctx.body).what
    return what, petition, await open_with(ctx.house, petition.id, code, passphrase(ctx.body), ctx.now)


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


def _documents(ctx: Bare, petition: Petition, opened: Opened, what: str) -> list[names.File]:
    """In the thread, which holds no transaction while pages are laid out."""
    settings = ctx.house.settings
    with ctx.house.db.read() as tx:
        check_names(tx, petition, ctx.now.today)  # the night may have come since
        collective = by_id(tx, petition.collective_id)
        places = {t.code: t.name for t in territories(tx, collective.id)}
        colleges = {code: collective.college_name(code) for code in COLLEGES}
        rows = boxes.signatories(tx, petition.id)
        told = petition_doc(tx, petition, collective, settings)
        letter = letter_doc(tx, petition, collective, settings)
    people = signers(rows, opened.privates)
    listed = names.opened(people, places, colleges)
    return names.documents(what, told, letter, listed, names.doubles_text(people))


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
