"""What paper prints: numbered sheets of a range that nobody has typed yet, and the slips that people leave with."""

from dataclasses import asdict

from starlette.responses import Response

from forum.core.errors import HouseError, NotFound
from forum.core.i18n import _
from forum.exports.cards.sheets import slips_pdf
from forum.exports.drawn import laid_out, pdf
from forum.exports.paper.content import NumberedDoc
from forum.exports.queries import sheet_doc
from forum.http.deps import Ctx, Peek
from forum.http.routing import Router
from forum.identity.codes import CodeError, read_code
from forum.petitions.paper import queries
from forum.petitions.paper.routes import desk
from forum.petitions.paper.rules import LINES, MOST_PRINTED

router = Router(prefix="/c/{slug}/petitions/{code}")
FEW = 20  # sheets: more are laid out in a process of their own


@router.get("/papier/feuilles.pdf")
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
    return _file(body, f"feuilles-{code}-{found[0].number}-{found[-1].number}.pdf")


def _number(typed: str) -> int:
    """Copied as it is printed (« 12-7K ») or alone; 0 for what is no number."""
    figures = typed.strip().partition("-")[0]
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) <= 6 else 0


@router.post("/aide/recus.pdf")
def slips(ctx: Peek, slug: str, code: str) -> Response:
    """Made from what is posted, sent, and kept nowhere."""
    desk(ctx, ctx.tx, slug, code)
    try:
        codes = [read_code(typed) for typed in ctx.body.all("codes")[: LINES[-1]]]
    except CodeError as wrong:
        raise HouseError(str(wrong)) from None
    if not codes:
        raise HouseError(_("Il n’y a pas de reçu à imprimer : revenez à la page qui montre les codes."))
    return _file(slips_pdf(codes, ctx.house.settings.public_url), "recus.pdf")


def _file(body: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, media_type="application/pdf", headers=headers)
