"""A reminder letter to print or to change."""

from starlette.responses import Response

from forum.exports.content import ReminderDoc
from forum.exports.queries import legal
from forum.exports.routes import _markdown, _pdf
from forum.followups.letters import queries
from forum.followups.letters.routes import known
from forum.followups.letters.rules import Facts
from forum.http.deps import Ctx
from forum.http.routing import Router

router = Router(prefix="/c/{slug}/suites/{code}/relances")


@router.get("/{kind}.pdf")
def pdf(ctx: Ctx, slug: str, code: str, kind: str) -> Response:
    place, facts = known(ctx, slug, code)
    return _pdf(ctx, place, _doc(ctx, kind, facts), f"relance-{kind}-{code}.pdf")


@router.get("/{kind}.md")
def markdown(ctx: Ctx, slug: str, code: str, kind: str) -> Response:
    place, facts = known(ctx, slug, code)
    return _markdown(ctx, place, _doc(ctx, kind, facts), f"relance-{kind}-{code}.md")


def _doc(ctx: Ctx, kind: str, facts: Facts) -> ReminderDoc:
    letter = queries.one(kind, facts)
    settings = ctx.house.settings
    sender = "\n".join(part for part in (facts.collective, settings.legal_address) if part)
    return ReminderDoc(
        title=letter.subject,
        organiser=facts.collective,
        addressee=letter.to,
        public_url=facts.url,
        text_sha256="",
        legal=legal(settings, ""),
        sender=sender,
        body=letter.body,
        written=facts.today,
    )
