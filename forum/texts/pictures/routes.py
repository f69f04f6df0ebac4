"""Choosing an image for a text that was just sent, and serving it. The only room that takes a file."""

from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.crypto import sha256
from forum.core.errors import Invalid, SignInNeeded
from forum.core.i18n import _
from forum.core.pictures import MEDIA_TYPE
from forum.http.aliases import meant
from forum.http.deps import Ctx
from forum.http.forms import Form, line
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.http.uploads import Upload
from forum.texts.forms import say_taken
from forum.texts.pictures import actions, queries
from forum.texts.pictures.queries import Shown, Target
from forum.texts.pictures.rules import LABEL, PER_TEXT
from forum.texts.queries import place_of

router = Router(prefix="/c/{slug}/textes/{ref}/images")
joining = Router(prefix="/c/{slug}/images-a-joindre")
waiting = Router(prefix="/c/{slug}/images-en-attente")


class PictureForm(Form):
    alt: line(LABEL)  # type: ignore[valid-type]
    relaxed: bool = False


def _mine(ctx: Ctx, slug: str, word: str) -> tuple[Place, Target]:
    place = enter(ctx.tx, slug, ctx.viewer)
    if not ctx.viewer.signed_in:
        raise SignInNeeded(_("Votre carnet s’est refermé. Ouvrez-le, puis choisissez de nouveau l’image."))
    place = enter(ctx.tx, slug, ctx.viewer, "write")
    (ref,) = meant(ctx, word)
    return place, queries.target(ctx.tx, place, ref)


@joining.get("/{word}")
def new(ctx: Ctx, slug: str, word: str) -> Response:
    place, target = _mine(ctx, slug, word)
    joined = queries.count(ctx.tx, target.ref)
    return page(
        ctx,
        "texts/picture.html",
        has_form=True,
        collective=place.collective,
        target=target,
        back=place_of(ctx.tx, slug, target.document) if target.document else "/carnet",
        waiting=queries.waiting(ctx.tx, target.ref),
        room=max(PER_TEXT - joined, 0),
        held=target.pending is not None and target.pending.state == "held",
    )


@joining.post("/{word}")
@refill(new)
def join(ctx: Upload, slug: str, word: str) -> Response:
    place, target = _mine(ctx, slug, word)
    form = _read(ctx)
    actions.join(ctx.tx, place, target, ctx.picture, form.alt, ctx.now, relaxed=form.relaxed)
    if ctx.viewer.key:
        say_taken(
            ctx,
            _(
                "L’image est prête : regardez-la encore une fois. Elle sera publiée avec votre texte, pas avant."
            ),
        )
    return see_other(ctx.path)


def _read(ctx: Upload) -> PictureForm:
    """The words and the file judged together; a file never comes back by itself, and the page says so."""
    errors: dict[str, str] = {}
    try:
        form = PictureForm.read(ctx.body)
    except Invalid as refused:
        errors = refused.errors
    if ctx.refused or not ctx.picture:
        errors["picture"] = ctx.refused or _("Choisissez une image.")
    if errors:
        raise Invalid({**errors, "picture": errors.get("picture") or _("Choisissez de nouveau l’image.")})
    return form


@router.get("/{picture}")
def show(ctx: Ctx, slug: str, ref: str, picture: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return _answer(ctx, queries.shown(ctx.tx, place, ref, picture))


@waiting.get("/{picture}")
def show_waiting(ctx: Ctx, slug: str, picture: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return _answer(ctx, queries.shown_waiting(ctx.tx, place, picture))


def _answer(ctx: Ctx, image: Shown) -> Response:
    """Always the same type, whatever was sent; nothing that a browser could run, guess, or keep once it is hidden."""
    etag = f'"{sha256(image.data).hex()[:32]}"'
    headers: dict[str, Any] = {
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Content-Disposition": "inline",
        "Cache-Control": "no-cache" if image.public else "no-store",
    }
    if not image.public:
        return Response(image.data, media_type=MEDIA_TYPE, headers=headers)
    if etag in ctx.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**headers, "ETag": etag})
    return Response(image.data, media_type=MEDIA_TYPE, headers={**headers, "ETag": etag})
