"""« À vérifier »: organisers look at what came in a wave, and decide. They see how many, never who."""

from sqlmodel import Session
from starlette.responses import Response

from forum.collectives.queries import Place, enter
from forum.core.i18n import _
from forum.http.deps import Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.petitions import queries as petitions
from forum.petitions.models import Petition
from forum.petitions.signing import slot_at
from forum.petitions.waves import actions, queries
from forum.petitions.waves.rules import REASONS

router = Router(prefix="/c/{slug}/petitions/{code}/afflux")


@router.get("")
def index(ctx: Ctx, slug: str, code: str) -> Response:
    place, petition = _mine(ctx.tx, ctx, slug, code)
    return page(
        ctx,
        "petitions/waves/index.html",
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        waves=queries.waves_of(ctx.tx, petition.id),
        reasons=REASONS,
    )


def _asked(ctx: Ctx, slug: str, code: str, ref: str, *, passing: bool) -> Response:
    """What the button will do, on a page of its own: nothing undoes it."""
    place, petition = _mine(ctx.tx, ctx, slug, code)
    wave = queries.wave_of(ctx.tx, petition, ref)
    if wave.state != "waiting":
        return see_other(f"/c/{slug}/petitions/{code}/afflux")
    return page(
        ctx,
        "petitions/waves/decide.html",
        has_form=True,
        collective=place.collective,
        stage="petitionner",
        petition=petition,
        wave=wave,
        passing=passing,
        reasons=REASONS,
    )


@router.get("/{ref}/acceptation")
def ask_to_count(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    return _asked(ctx, slug, code, ref, passing=True)


@router.get("/{ref}/ecart")
def ask_to_end(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    return _asked(ctx, slug, code, ref, passing=False)


@router.post("/{ref}/acceptation")
def let_through(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    _judge(ctx, slug, code, ref, "passed")
    ctx.say(
        _(
            "Ces signatures comptent au prochain créneau. Celles de la même messagerie passent aussi, jusqu’à ce soir."
        )
    )
    return see_other(f"/c/{slug}/petitions/{code}/afflux")


@router.post("/{ref}/ecart")
def end(ctx: Ctx, slug: str, code: str, ref: str) -> Response:
    _judge(ctx, slug, code, ref, "ended")
    ctx.say(
        _("Ces signatures ne compteront pas. Le journal public le dira au prochain créneau, avec la raison.")
    )
    return see_other(f"/c/{slug}/petitions/{code}/afflux")


def _judge(ctx: Ctx, slug: str, code: str, ref: str, state: str) -> None:
    place, petition = _mine(ctx.tx, ctx, slug, code)
    slot = slot_at(ctx.now, ctx.house.settings.signature_slot_seconds)
    wave = queries.wave_of(ctx.tx, petition, ref, lock=True)
    actions.judge(ctx.tx, place, petition, wave, state, slot, ctx.now)


def _mine(tx: Session, ctx: Ctx, slug: str, code: str) -> tuple[Place, Petition]:
    place = enter(tx, slug, ctx.viewer, "organise")
    return place, petitions.of_collective(tx, place, code)
