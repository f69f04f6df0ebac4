"""Which sentences a template or a module says through gettext."""

import ast
from pathlib import Path

from jinja2.ext import babel_extract

from forum.exports import documents

ROOT = Path(__file__).resolve().parents[2]
SAYING = {"_", "later", "ngettext"}
SIGNING = (
    "show",
    "_who",
    "_tiers",
    "_state",
    "_origin",
    "sent",
    "confirm",
    "thanks",
    "carnet",
    "withdraw",
    "withdrawn",
    "employer",
    "town",
    "_town",
    "not_mine",
    "not_mine_done",
    "suivi",
    "lifecycle/_told",
    "lifecycle/_path",
    "lifecycle/_kept",
    "official/_also",
    "official/_path",
    "journal/explained",
    "journal/receipt",
)
# What whoever signs is told by mail, and by every form and page that refuses what they typed.
SAID_TO_SIGNERS = (
    *(
        f"forum/petitions/{name}.py"
        for name in ("mails", "routes", "mail_routes", "facts", "forms", "signing")
    ),
    *(f"forum/petitions/journal/{name}.py" for name in ("receipts", "routes", "rules", "held/queries")),
    *(f"forum/petitions/{name}.py" for name in ("waves/rules", "withdrawal/routes", "paper/slips/routes")),
    *(f"forum/http/{name}.py" for name in ("forms", "rereading", "limits", "pages", "security")),
    *(f"forum/collectives/{name}.py" for name in ("actions", "publication/actions", "queries")),
    *(
        f"templates/{name}.html"
        for name in ("texts/_guard", "errors/refusal", "errors/_typed", "errors/fault")
    ),
)
ENGLISH = [
    "templates/base.html",
    "templates/_account.html",
    "templates/_head.html",
    "templates/_foot.html",
    "templates/_macros.html",
    "forum/http/drafts.py",
    "templates/moderation/_backlog.html",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates" / "identity").glob("*.html"))),
    *(
        str(path.relative_to(ROOT))
        for folder in ("templates/collectives/codes", "forum/collectives/codes", "forum/exports/cards")
        for path in sorted((ROOT / folder).glob("*.[hp]*[ly]"))
    ),
    *(
        str(path.relative_to(ROOT))
        for folder in ("templates/protection", "forum/protection")
        for path in sorted((ROOT / folder).glob("*.[hp]*[ly]"))
    ),
    *(
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates" / "petitions" / "shown").glob("*.[hs]*[lg]"))
    ),
    *(f"templates/petitions/news/{name}.html" for name in ("_latest", "index")),
    *(f"templates/petitions/{name}.html" for name in SIGNING),
    *SAID_TO_SIGNERS,
    "forum/petitions/lifecycle/rules.py",
    *(f"templates/petitions/paper/{name}.html" for name in ("_figures", "door", "held")),
    "templates/exports/slips.typ",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "forum" / "identity").rglob("*.py"))),
    *(
        f"templates/exports/{name}.typ"
        for name in (
            "common",
            "petition",
            "platform",
            "sheet",
            "memo",
            "codes",
            "tract",
            "letter",
            "delivery",
            "names",
        )
    ),
    *(
        f"forum/exports/{name}.py"
        for name in (
            "blocks",
            "content",
            "documents",
            "markdown",
            "queries",
            "demand_queries",
            "flow",
            "carried",
            "carried_queries",
            "weighed_queries",
            "office/tree",
        )
    ),
]


def sentences(name: str) -> set[str]:
    path = ROOT / name
    if path.suffix == ".typ":
        return set(documents.sentences(path.name))
    return _python(path) if path.suffix == ".py" else _template(path)


def _template(path: Path) -> set[str]:
    with path.open("rb") as file:
        found = babel_extract(file, ("_", "gettext", "ngettext"), [], {"silent": "false"})
        texts = [message for _line, _function, message, _comments in found]
    return {part for text in texts for part in ((text,) if isinstance(text, str) else text or ()) if part}


def _python(path: Path) -> set[str]:
    """Every form: `_("…")`, `later("…")` in a table, both of `ngettext("…", "…", n)`."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in SAYING]
    said = [argument for call in named for argument in call.args]
    return {a.value for a in said if isinstance(a, ast.Constant) and isinstance(a.value, str)}
