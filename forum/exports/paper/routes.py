"""Numbered sheets of signatures, to print: those of a range that nobody has typed yet."""

from dataclasses import asdict

from starlette.responses import Response

from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.exports.content import NumberedDoc
from forum.exports.drawn import laid_out, pdf
from forum.exports.queries import sheet_doc
from forum.http.deps import Ctx
from forum.http.routing import Router
from forum.petitions.paper import queries
from forum.petitions.paper.routes import desk
from forum.petitions.paper.rules import MOST_PRINTED

router = Router(prefix="/c/{slug}/petitions/{code}/papier")
FEW = 20  # sheets: more are laid out in a process of their own


@router.get("/feuilles.pdf")
def sheets(ctx: Ctx, slug: str, code: str) -> Response:
    at = desk(ctx, ctx.tx, slug, code, "organise")
    queries.check_takes_paper(at.petition)
    first, last = (_number(ctx.query(name)) for name in ("de", "a"))
    found = queries.blank(ctx.tx, at.petition, first, min(last, first + MOST_PRINTED - 1))
    if not found:
        raise NotFound(
            _(
                "Aucune feuille à imprimer entre ces deux numéros : elles sont déjà saisies, ou pas encore préparées."
            )
        )
    plain = sheet_doc(ctx.tx, at.petition, at.place.collective, ctx.house.settings)
    kept = {name: getattr(plain, name) for name in asdict(plain)}
    doc = NumberedDoc(**kept, numbers=tuple((at.titled(one.number), one.lines) for one in found))
    body = laid_out(doc, ctx.now.today) if len(found) > FEW else pdf(doc, ctx.now.today)
    headers = {
        "Content-Disposition": f'attachment; filename="feuilles-{code}-{found[0].number}-{found[-1].number}.pdf"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, media_type="application/pdf", headers=headers)


def _number(typed: str) -> int:
    """Copied as it is printed (« 12-7K ») or alone; 0 for what is no number."""
    figures = typed.strip().partition("-")[0]
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) <= 6 else 0
