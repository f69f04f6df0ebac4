"""The front door, a collective's page, invitations, and the pages that every instance owes its visitors."""

from html import escape

from sqlmodel import text
from starlette.responses import PlainTextResponse, Response

from forum.collectives import actions, queries
from forum.collectives.forms import CHARTER_TO_BEGIN, FoundationForm, InvitationForm, SettingsForm
from forum.collectives.models import Collective
from forum.collectives.publication.actions import beware
from forum.core.errors import Forbidden, NotFound, SignInNeeded, StaffNeeded
from forum.core.i18n import _
from forum.core.logs import access_logged
from forum.core.small import about
from forum.core.viewer import NOBODY
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.http.security import at_this_machine
from forum.identity.staff import actions as staff

router = Router()
NOT_FOR_ROBOTS = ("carnet", "equipe", "invitation", "carte", "fondation", "institution")
ROOMS = ("/doleances", "/contestations", "/revendications", "/petitions", "/suites")
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LEGAL = {
    "mentions-legales": "legal/notice.html",
    "donnees-personnelles": "legal/privacy.html",
    "accessibilite": "legal/accessibility.html",
    "contact": "legal/contact.html",
}


@router.get("/", crowd=True)
def home(ctx: Ctx) -> Response:
    collectives = queries.readable(ctx.tx, ctx.viewer)
    offered = not collectives and _may_found(ctx)
    return page(ctx, "collectives/home.html", shared=not offered, collectives=collectives, may_found=offered)


@router.get("/fondation")
def new(ctx: Ctx) -> Response:
    """The first page of a new instance; it does not exist for anybody else, nor ever again."""
    if not _may_found(ctx):
        raise NotFound
    token = ctx.body.get("jeton") or ctx.query("jeton")
    return page(ctx, "collectives/new.html", has_form=True, token=token, charter=CHARTER_TO_BEGIN, given={})


@router.post("/fondation")
@refill(new)
def create(ctx: Ctx) -> Response:
    if not _may_found(ctx):
        raise NotFound
    form = FoundationForm.read(ctx.body)
    beware(list(form.words.values()), relaxed=form.relaxed)
    collective = actions.found(ctx.tx, ctx.now, slug=form.slug, **form.options)
    actions.add_territories(ctx.tx, collective, form.places)
    link = actions.found_first(ctx.tx, ctx.now, collective, form.email, form.staff_name)
    return see_other(f"/equipe/lien/{link}")


def _may_found(ctx: Ctx) -> bool:
    token = ctx.body.get("jeton") or ctx.query("jeton")
    return actions.may_found(ctx.tx, at_this_machine(ctx.request, ctx.house.settings), token)


@router.get("/c/{slug}", crowd=True)
def show(ctx: Ctx, slug: str) -> Response:
    place = queries.enter(ctx.tx, slug, ctx.viewer)
    return page(
        ctx,
        "collectives/show.html",
        shared=place.public,
        alike=True,
        collective=place.collective,
        place=place,
        letter=ctx.house.writes_letters and place.collective.reading != "members",
        backlog=queries.backlog(ctx.tx, place.collective.id, place.roles, ctx.now.today),
        alive=queries.alive(ctx.tx, place.collective, ctx.now.today),
        grants=_told(ctx, place.collective),
        territories=queries.territories(ctx.tx, place.collective.id),
    )


def _told(ctx: Ctx, collective: Collective) -> dict[str, str]:
    """With the collective's own k, as « Qui manque ? » does: what one page masks, the other must not tell."""
    return {c: about(n, collective.k) for c, n in queries.heads(ctx.tx, collective.id).items()}


@router.get("/c/{slug}/reglages")
def settings(ctx: Ctx, slug: str) -> Response:
    place = queries.enter(ctx.tx, slug, ctx.viewer, "organise")
    given = place.collective.model_dump()
    lines = [f"{t.code} | {t.name}" for t in queries.territories(ctx.tx, place.collective.id)]
    given["territories"] = "\n".join(lines)
    return page(ctx, "collectives/settings.html", has_form=True, collective=place.collective, given=given)


@router.post("/c/{slug}/reglages")
@refill(settings)
def settle(ctx: Ctx, slug: str) -> Response:
    place = queries.enter(ctx.tx, slug, ctx.viewer, "organise")
    form = SettingsForm.read(ctx.body)
    beware(actions.anew(ctx.tx, place.collective, form.words), relaxed=form.relaxed)
    actions.settle(ctx.tx, place, form.options, form.places, ctx.now, sure=form.opened)
    ctx.say(_("Les réglages sont enregistrés."))
    return see_other(f"/c/{slug}")


@router.get("/c/{slug}/invitations")
def invitations(ctx: Ctx, slug: str) -> Response:
    place = queries.enter(ctx.tx, slug, ctx.viewer, "organise")
    return page(
        ctx,
        "collectives/invitations.html",
        has_form=True,
        collective=place.collective,
        rows=queries.invitations(ctx.tx, place.collective.id, ctx.now.today),
        link="",
    )


@router.post("/c/{slug}/invitations")
@refill(invitations)
def invite(ctx: Ctx, slug: str) -> Response:
    """The link is in the answer and nowhere else: only its hash is kept, so no later page can show it."""
    place = queries.enter(ctx.tx, slug, ctx.viewer, "organise")
    form = InvitationForm.read(ctx.body)
    code = actions.invite(ctx.tx, place, form.college, form.note, form.cap, form.days, ctx.now)
    ctx.tx.flush()
    rows = queries.invitations(ctx.tx, place.collective.id, ctx.now.today)
    link = f"{ctx.house.settings.public_url}/invitation/{code}"
    ctx.values = {}
    return page(
        ctx, "collectives/invitations.html", has_form=True, collective=place.collective, rows=rows, link=link
    )


@router.post("/c/{slug}/invitations/{mark}/retrait")
def withdraw(ctx: Ctx, slug: str, mark: str) -> Response:
    place = queries.enter(ctx.tx, slug, ctx.viewer, "organise")
    actions.withdraw_invitation(ctx.tx, place, mark, ctx.now)
    ctx.say(_("Ce lien n’ouvre plus rien."))
    return see_other(f"/c/{slug}/invitations")


@router.get("/equipe")
def team(ctx: Ctx) -> Response:
    """The staff's own page: what they are, and where."""
    if not ctx.viewer.staff_id:
        raise Forbidden(_("Cette page est réservée aux équipes.")) if ctx.viewer.key else StaffNeeded
    looks = (queries.backlog, queries.reminders)
    places = [
        (c, roles, *(look(ctx.tx, c.id, roles, ctx.now.today) if c else None for look in looks))
        for c, roles in queries.team(ctx.tx, ctx.viewer.staff_id)
    ]
    doors = staff.doors_of(ctx.tx, ctx.viewer.staff_id, [p.name for p in ctx.house.settings.providers])
    return page(ctx, "identity/team.html", has_form=True, places=places, doors=doors)


@router.get("/invitation/{code}")
def invitation(ctx: Ctx, code: str) -> Response:
    offer = actions.invitation(ctx.tx, code, ctx.now.today)
    collective = queries.by_id(ctx.tx, offer.collective_id)
    return page(ctx, "collectives/invitation.html", collective=collective, offer=offer, code=code)


@router.post("/invitation/{code}")
def accept(ctx: Ctx, code: str) -> Response:
    offer = actions.invitation(ctx.tx, code, ctx.now.today)
    collective = queries.by_id(ctx.tx, offer.collective_id)
    if not ctx.viewer.key:
        raise SignInNeeded(_("Ouvrez votre carnet, ou faites-en un : c’est lui qui recevra l’attestation."))
    actions.accept(ctx.tx, code, collective, ctx.viewer, ctx.now)
    ctx.say(_("Votre carnet compte désormais dans ce collectif."))
    return see_other(f"/c/{collective.slug}")


@router.get("/healthz")
def healthz(ctx: Ctx) -> Response:
    ctx.tx.connection().execute(text("SELECT 1"))
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.get("/robots.txt")
def robots(ctx: Bare) -> Response:
    rules = "\n".join(f"Disallow: /{path}" for path in NOT_FOR_ROBOTS)
    return PlainTextResponse(
        f"User-agent: *\n{rules}\nSitemap: {ctx.house.settings.public_url}/sitemap.xml\n"
    )


@router.get("/sitemap.xml")
def sitemap(ctx: Ctx) -> Response:
    """Only what everyone may read, and is meant to be found: never an unlisted collective."""
    found = queries.readable(ctx.tx, NOBODY)
    paths = ["/", "/protection", *(f"/c/{c.slug}{room}" for c in found for room in ("", *ROOMS))]
    urls = "".join(
        f"<url><loc>{escape(ctx.house.settings.public_url + path, quote=False)}</loc></url>" for path in paths
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}">{urls}</urlset>\n'
    return Response(xml, media_type="application/xml; charset=utf-8", headers={"Cache-Control": "no-cache"})


def legal(ctx: Bare) -> Response:
    """The host's pages: same facts, from the settings, under each of their addresses."""
    template = LEGAL[ctx.request.url.path.rpartition("/")[2]]
    return page(ctx, template, shared=True, alike=True, settings=ctx.house.settings, logged=access_logged())


for _name in LEGAL:
    router.get(f"/{_name}")(legal)
