"""The log as anybody reads it: the file, its checkpoints, proofs between them, the key, the checker; and one's receipt.

A receipt stands at a neutral address (`own`): neither the address, nor the page, nor the file names the petition.
"""

from collections.abc import Iterator

from starlette.responses import JSONResponse, Response, StreamingResponse

from forum.collectives.queries import Place
from forum.core.db import Database
from forum.core.errors import NotFound, SignInNeeded
from forum.core.i18n import _
from forum.http.deps import Ctx, PageCtx
from forum.http.pages import page
from forum.http.routing import Router
from forum.petitions.journal import notes, queries
from forum.petitions.journal.checker import whole_file
from forum.petitions.journal.notes import base64_of
from forum.petitions.journal.queries import Own
from forum.petitions.journal.rules import REASONS
from forum.petitions.journal.stamps import read
from forum.petitions.models import Petition
from forum.petitions.queries import find
from forum.petitions.withdrawal.actions import mark_of_receipt

router = Router(prefix="/p/{code}")
own = Router()
NUMBER = 18  # figures: more is no size of anything


@router.get("/verifier")
def explained(ctx: Ctx, code: str) -> Response:
    return verify_page(ctx, *find(ctx.tx, code, ctx.viewer))


def verify_page(ctx: PageCtx, petition: Petition, place: Place, found: object = None) -> Response:
    """`found`: what the log says of the receipt that was pasted."""
    point, stamp = queries.latest(ctx.tx, petition), queries.stamp(ctx.tx, petition)
    common = place.public and petition.state != "draft" and not petition.hidden
    return page(
        ctx,
        "petitions/journal/explained.html",
        shared=common and found is None and not ctx.errors,
        has_form=True,
        found=found,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        point=point,
        key=base64_of(point.public) if point else "",
        verifier=notes.verifier(point.origin, point.public) if point else "",
        reasons=REASONS,
        stamped=read(stamp.reply) if stamp else None,
        stamped_size=stamp.size if stamp else 0,
    )


# -- files ------------------------------------------------------------------


@router.get("/journal")
def journal(ctx: Ctx, code: str) -> Response:
    """The head, then every leaf in order and the checkpoints, one JSON a line. No name, no nullifier, no day."""
    petition, _place = find(ctx.tx, code, ctx.viewer)
    name = f'attachment; filename="petition-{code}-journal.jsonl"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return StreamingResponse(
        _lines(ctx.house.db, petition), headers=headers, media_type="application/x-ndjson"
    )


def _lines(db: Database, petition: Petition) -> Iterator[str]:
    with db.read() as tx:
        for line in queries.lines(tx, petition):
            yield line + "\n"


@router.get("/journal/point")
def checkpoint(ctx: Ctx, code: str) -> Response:
    petition, place = find(ctx.tx, code, ctx.viewer)
    point = queries.latest(ctx.tx, petition)
    if point is None:
        raise NotFound(_("Aucun point n’est signé encore : il n’y a pas de signature dans le journal."))
    return _text(point.note, f"petition-{code}-point.txt", place)


@router.get("/journal/coherence")
def coherence(ctx: Ctx, code: str) -> Response:
    """From the checkpoint of size `de` to that of size `a`, the latest if it is not said."""
    petition, _place = find(ctx.tx, code, ctx.viewer)
    point = queries.latest(ctx.tx, petition)
    old, new = (_size(ctx.query(name)) for name in ("de", "a"))
    said = queries.coherence(ctx.tx, petition, old, new or (point.size if point else 0))
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


def _size(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= NUMBER else 0


@router.get("/journal/horodatage")
def stamp(ctx: Ctx, code: str) -> Response:
    petition, _place = find(ctx.tx, code, ctx.viewer)
    found = queries.stamp(ctx.tx, petition)
    if found is None:
        raise NotFound(_("Ce journal n’a pas d’horodatage : c’est facultatif."))
    name = f'attachment; filename="petition-{code}-{found.size}.tsr"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(found.reply, headers=headers, media_type="application/timestamp-reply")


def _text(text: str, name: str, place: Place | None = None) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if place is None or not place.public:
        headers["X-Robots-Tag"] = "noindex"
    return Response(text, headers=headers, media_type="text/plain; charset=utf-8")


@own.get("/journal/cle")
def key(ctx: Ctx) -> Response:
    """The public keys, in plain text: what an independent copy of is worth more than this page."""
    current = queries.public_keys(ctx.tx, ctx.house.keys.journal)
    headers = {"Cache-Control": "no-cache"}
    return Response("\n".join(current) + "\n", headers=headers, media_type="text/plain; charset=utf-8")


@own.get("/journal/verifier.py")
def checker() -> Response:
    headers = {"Content-Disposition": 'attachment; filename="verifier.py"', "Cache-Control": "no-cache"}
    return Response(whole_file(), headers=headers, media_type="text/x-python; charset=utf-8")


# -- one's own receipt ------------------------------------------------------


@own.get("/recu/{token}")
def receipt(ctx: Ctx, token: str) -> Response:
    """Looking spends nothing and changes nothing; the link of the mail opens it as long as the signature stands."""
    return _shown(ctx, queries.of_mark(ctx.tx, mark_of_receipt(token)), f"/recu/{token}/fichier")


@own.get("/recu/{token}/fichier")
def receipt_file(ctx: Ctx, token: str) -> Response:
    return _file(queries.of_mark(ctx.tx, mark_of_receipt(token)))


@router.get("/recu")
def carnet_receipt(ctx: Ctx, code: str) -> Response:
    return _shown(ctx, _of_carnet(ctx, code), f"/p/{code}/recu/fichier")


@router.get("/recu/fichier")
def carnet_receipt_file(ctx: Ctx, code: str) -> Response:
    return _file(_of_carnet(ctx, code))


def _of_carnet(ctx: Ctx, code: str) -> Own:
    petition, _place = find(ctx.tx, code, ctx.viewer, hidden=True)
    if not ctx.viewer.key:
        raise SignInNeeded(_("Ouvrez le carnet qui a signé : lui seul retrouve son reçu."))
    return queries.of_nul(ctx.tx, petition, ctx.viewer.nul("sign", petition.code))


def _shown(ctx: Ctx, found: Own, address: str) -> Response:
    text = found.receipt.text if found.receipt else ""
    status = 410 if found.state == "none" else 200
    response = page(
        ctx, "petitions/journal/receipt.html", status, state=found.state, text=text, address=address
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(found: Own) -> Response:
    if found.receipt is None:
        raise NotFound(_("Il n’y a pas de reçu à cette adresse, ou pas encore."))
    return _text(found.receipt.text, "recu.txt")
