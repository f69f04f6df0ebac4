"""The public board of one institution: figures, list, table, feed, calendar; and the institution's own days."""

from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place, enter
from forum.core import days
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.followups.board import queries, rules
from forum.followups.board.forms import DateForm, TableForm
from forum.http.deps import Ctx
from forum.http.pages import page, refill, see_other
from forum.http.routing import Router
from forum.registers.calendar import actions as calendar
from forum.registers.calendar import queries as dates
from forum.registers.calendar.rules import KINDS, Day
from forum.registers.deadlines.queries import laws
from forum.registers.models import Institution
from forum.registers.queries import institution

router = Router(prefix="/c/{slug}/suites")


def _whole(ctx: Ctx, place: Place, to: Institution | None) -> queries.Whole:
    known = laws(ctx.house.settings.data_dir)
    return queries.whole(ctx.tx, place.collective, to, ctx.now.today, known)


def _home(ctx: Ctx, slug: str) -> str:
    return f"{ctx.house.settings.public_url}/c/{slug}/suites"


def _file(ctx: Ctx, place: Place, body: bytes | str, kind: str, name: str = "") -> Response:
    headers = {"Cache-Control": "no-cache" if place.public and not ctx.viewer.signed_in else "no-store"}
    if not place.public:
        headers["X-Robots-Tag"] = "noindex"
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, media_type=kind, headers=headers)


def _calendar(ctx: Ctx, place: Place, to: Institution | None, name: str) -> Response:
    home = _home(ctx, place.collective.slug)
    entries = queries.due(ctx.tx, place.collective, to, _whole(ctx, place, to), home)
    host = urlsplit(home).netloc or "porte-voix.invalid"
    body = rules.calendar(name, entries, host)
    return _file(ctx, place, body, "text/calendar; charset=utf-8", "suites.ics")


def _feed(ctx: Ctx, place: Place, to: Institution | None, name: str) -> Response:
    home = _home(ctx, place.collective.slug)
    own = f"{home}/institutions/{to.ref}" if to else home
    entries = queries.happened(_whole(ctx, place, to), home, ctx.now.today)
    body = rules.feed(name, f"{own}/suites.atom", own, entries, place.collective.day)
    return _file(ctx, place, body, "application/atom+xml; charset=utf-8")


@router.get("/agenda.ics")
def calendar_of_all(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return _calendar(ctx, place, None, _("Les suites : {title}").format(title=place.collective.name))


@router.get("/suites.atom")
def feed_of_all(ctx: Ctx, slug: str) -> Response:
    place = enter(ctx.tx, slug, ctx.viewer)
    return _feed(ctx, place, None, _("Les suites : {title}").format(title=place.collective.name))


def _at(ctx: Ctx, slug: str, ref: str, act: str = "read") -> tuple[Place, Institution]:
    place = enter(ctx.tx, slug, ctx.viewer, act)
    return place, institution(ctx.tx, place.collective.id, ref)


@router.get("/institutions/{ref}")
def board(ctx: Ctx, slug: str, ref: str) -> Response:
    place, to = _at(ctx, slug, ref)
    found = _whole(ctx, place, to)
    return page(
        ctx,
        "followups/board.html",
        shared=place.public,
        has_form=place.may("organise"),
        collective=place.collective,
        stage="suivre",
        institution=to,
        figures=found.figures,
        boards=found.followed,
        dates=dates.coming(ctx.tx, [to.id], ctx.now.today),
        today=ctx.now.today,
        organising=place.may("organise"),
    )


@router.get("/institutions/{ref}/tableau.csv")
def table(ctx: Ctx, slug: str, ref: str) -> Response:
    place, to = _at(ctx, slug, ref)
    text = rules.table(queries.HEAD, queries.lines(_whole(ctx, place, to)))
    return _file(ctx, place, text, "text/csv; charset=utf-8", f"suites-{ref}.csv")


@router.get("/institutions/{ref}/suites.atom")
def feed(ctx: Ctx, slug: str, ref: str) -> Response:
    place, to = _at(ctx, slug, ref)
    return _feed(ctx, place, to, _("Les suites : {title}").format(title=to.name))


@router.get("/institutions/{ref}/agenda.ics")
def agenda(ctx: Ctx, slug: str, ref: str) -> Response:
    place, to = _at(ctx, slug, ref)
    return _calendar(ctx, place, to, _("Les suites : {title}").format(title=to.name))


# -- the institution's own days, by organisers -------------------------------


@router.get("/institutions/{ref}/dates")
def new_date(ctx: Ctx, slug: str, ref: str) -> Response:
    place, to = _at(ctx, slug, ref, "organise")
    known = dates.named(ctx.tx, place.collective.id, to.id)
    data: dict[str, Any] = {"collective": place.collective, "stage": "suivre", "institution": to}
    data |= {"kinds": KINDS, "known": [row for row, _name in known]}
    return page(ctx, "followups/dates.html", has_form=True, **data)


@router.post("/institutions/{ref}/dates")
@refill(new_date)
def add_date(ctx: Ctx, slug: str, ref: str) -> Response:
    place, to = _at(ctx, slug, ref, "organise")
    form = DateForm.read(ctx.body)
    if far := days.too_far("deadline", form.day, ctx.now.today):
        raise Invalid({"day": far})
    beware([form.title, form.source], relaxed=form.relaxed)
    day = Day(form.kind, form.title, form.day, form.due or form.day, form.source)
    calendar.add(ctx.tx, place, to, day, ctx.now)
    return _dated(ctx, slug, ref, _("La date est dans l’agenda."))


@router.post("/institutions/{ref}/dates/tableau")
@refill(new_date)
def load_dates(ctx: Ctx, slug: str, ref: str) -> Response:
    place, to = _at(ctx, slug, ref, "organise")
    form = TableForm.read(ctx.body)
    beware([form.table], relaxed=form.relaxed)
    calendar.load(ctx.tx, place, to, form.table, ctx.now)
    return _dated(ctx, slug, ref, _("Les dates du tableau sont dans l’agenda."))


def _undated(ctx: Ctx, slug: str, ref: str, date_ref: str) -> Response:  # noqa: ARG001  # as the route below
    return new_date(ctx, slug, ref)


@router.post("/institutions/{ref}/dates/{date_ref}/retrait")
@refill(_undated)
def remove_date(ctx: Ctx, slug: str, ref: str, date_ref: str) -> Response:
    place, to = _at(ctx, slug, ref, "organise")
    calendar.remove(ctx.tx, place, to, dates.find(ctx.tx, to, date_ref), ctx.now)
    return _dated(ctx, slug, ref, _("La date est retirée."))


def _dated(ctx: Ctx, slug: str, ref: str, sentence: str) -> Response:
    ctx.say(sentence)
    return see_other(f"/c/{slug}/suites/institutions/{ref}/dates")
