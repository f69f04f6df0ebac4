"""Who writes a text: the page that everybody reads, its authors' own, and the one that a link opens."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.http.aliases import alias, meant
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.texts.at import at, common
from forum.texts.authors import actions, queries
from forum.texts.authors.links import actions as links
from forum.texts.authors.links import queries as known
from forum.texts.authors.rescue import actions as rescue
from forum.texts.forms import chosen_voice
from forum.texts.hidden import check_shown
from forum.texts.models import Document
from forum.texts.voices import as_author, met

router = Router(prefix="/c/{slug}/textes/{ref}/auteurs")
own = Router(prefix="/c/{slug}/auteurs")
coming = Router(prefix="/c/{slug}/co-ecrire")


def _common(ctx: Ctx, place: Place, document: Document) -> dict[str, Any]:
    return {**common(ctx, place, document), "authoring": queries.authoring(ctx.tx, document, ctx.now.today)}


@router.get("")
def show(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = at(ctx, slug, ref)
    common = _common(ctx, place, document)
    mine = queries.mine(place, document, common["authoring"].authors)
    inside = f"/c/{slug}/auteurs/{alias(ctx, ref)}" if mine else ""
    return page(ctx, "texts/authors/show.html", has_form=True, **common, inside=inside)


@router.get("/reprise")
def taking_over(ctx: Ctx, slug: str, ref: str) -> Response:
    return show(ctx, slug, ref)


@router.post("/reprise")
@refill(show)
def take_over(ctx: Ctx, slug: str, ref: str) -> Response:
    place, document = at(ctx, slug, ref)
    rescue.check(ctx.tx, place, document, ctx.now.today)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    rescue.offer(ctx.tx, place, document, ctx.now)
    ctx.say(
        _(
            "C’est noté. Votre offre sera publiée au prochain créneau ; sept jours après, le texte est aussi le vôtre."
        )
    )
    return see_other(f"/c/{slug}/textes/{ref}/auteurs")


# -- for the authors: their history does not say whose text it is ---------------


def _meant(ctx: Ctx, slug: str, word: str) -> tuple[Place, Document]:
    enter(ctx.tx, slug, ctx.viewer)
    (ref,) = meant(ctx, word)
    return at(ctx, slug, ref)


def _inside(ctx: Ctx, place: Place, document: Document, link: str = "", mark: str = "") -> Response:
    common = _common(ctx, place, document)
    mine = actions.own(place, document, common["authoring"].authors)
    return page(
        ctx,
        "texts/authors/inside.html",
        has_form=True,
        **common,
        mine=mine,
        linked=as_author(place, document, mine.nul).recognised,
        links=known.of_text(ctx.tx, document, ctx.now.today),
        link=link,
        mark=mark,
        action=f"/c/{place.collective.slug}/auteurs/{alias(ctx, document.ref)}",
    )


@own.get("/{word}")
def inside(ctx: Ctx, slug: str, word: str) -> Response:
    return _inside(ctx, *_meant(ctx, slug, word))


@own.get("/{word}/liens")
def invited(ctx: Ctx, slug: str, word: str) -> Response:
    """Where the address under a new link is opened again: the link itself was not kept."""
    return inside(ctx, slug, word)


@own.post("/{word}/liens")
@refill(inside)
def invite(ctx: Ctx, slug: str, word: str) -> Response:
    """The link is in the answer and nowhere else: only its hash is kept, so no later page can show it."""
    place, document = _meant(ctx, slug, word)
    place = enter(ctx.tx, slug, ctx.viewer, "write")
    code, mark = links.invite(ctx.tx, place, document, ctx.now, aware=bool(ctx.body.get("aware")))
    ctx.tx.flush()
    return _inside(ctx, place, document, f"{ctx.house.settings.public_url}/c/{slug}/co-ecrire/{code}", mark)


@own.post("/{word}/liens/{mark}/retrait")
def uninvite(ctx: Ctx, slug: str, word: str, mark: str) -> Response:
    place, document = _meant(ctx, slug, word)
    place = enter(ctx.tx, slug, ctx.viewer, "write")
    links.uninvite(ctx.tx, place, document, mark, ctx.now)
    ctx.say(_("Ce lien n’ouvre plus rien."))
    return see_other(f"/c/{slug}/auteurs/{alias(ctx, document.ref)}")


@own.get("/{word}/retrait")
def stepping_back(ctx: Ctx, slug: str, word: str) -> Response:
    return inside(ctx, slug, word)


@own.post("/{word}/retrait")
def step_back(ctx: Ctx, slug: str, word: str) -> Response:
    _place, document = _meant(ctx, slug, word)
    actions.step_back(ctx.tx, enter(ctx.tx, slug, ctx.viewer, "write"), document, ctx.now)
    ctx.say(_("C’est noté. Vous n’écrirez plus ce texte à partir du prochain créneau."))
    return see_other("/carnet")


# -- for whoever holds a link ----------------------------------------------------


def _invited(ctx: Ctx, slug: str, code: str) -> tuple[Place, Document]:
    place = enter(ctx.tx, slug, ctx.viewer)
    document = known.find(ctx.tx, place.collective.id, code, ctx.now.today)
    check_shown(ctx.tx, place, document.ref, document.hidden)
    return place, document


@coming.get("/{code}")
def invitation(ctx: Ctx, slug: str, code: str) -> Response:
    """Looking changes nothing."""
    place, document = _invited(ctx, slug, code)
    common = _common(ctx, place, document)
    why = _why_not(place, document, common["authoring"])
    known = met(ctx.tx, _speaking(ctx, place), document.thread)
    return page(ctx, "texts/authors/coming.html", has_form=True, **common, code=code, why=why, met=known)


def _speaking(ctx: Ctx, place: Place) -> Place:
    """With the voice that the page's box has ticked: as just sent, or as the session offers it."""
    chosen = "recognised" in ctx.values if ctx.values else place.collective.slug in ctx.recognised
    return replace(place, recognised=bool(place.viewer.key) and chosen)


def _why_not(place: Place, document: Document, authoring: queries.Authoring) -> str:
    try:
        links.check(place, document, authoring.authors)
    except Closed as refused:
        return refused.message
    return ""


@coming.post("/{code}")
@refill(invitation)
def come(ctx: Ctx, slug: str, code: str) -> Response:
    _place, document = _invited(ctx, slug, code)
    place = chosen_voice(ctx, enter(ctx.tx, slug, ctx.viewer, "write"))
    links.come(ctx.tx, place, document, code, ctx.now, aware=bool(ctx.body.get("aware")))
    ctx.say(
        _(
            "C’est noté. Vous serez auteur·rice de ce texte au prochain créneau. Jusque-là, le lien resté dans l’historique "
            "de ce navigateur en montre encore la page : sur un ordinateur partagé, effacez-le."
        )
    )
    return see_other("/carnet")
