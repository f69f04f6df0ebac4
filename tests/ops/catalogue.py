"""Which sentences a template or a module says through gettext."""

import ast
from pathlib import Path

from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[2]
SIGNING = ("show", "_who", "_tiers", "_state", "_origin", "sent", "confirm", "thanks", "carnet")
ENGLISH = [
    "templates/base.html",
    "templates/_account.html",
    "templates/_macros.html",
    "templates/legal/protection.html",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates" / "identity").glob("*.html"))),
    *(f"templates/petitions/{name}.html" for name in SIGNING),
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "forum" / "identity").rglob("*.py"))),
]


def sentences(name: str) -> set[str]:
    path = ROOT / name
    return _python(path) if path.suffix == ".py" else _template(path)


def _template(path: Path) -> set[str]:
    with path.open("rb") as file:
        found = babel_extract(file, ("_", "gettext", "ngettext"), [], {"silent": "false"})
        texts = [message for _line, _function, message, _comments in found]
    return {part for text in texts for part in ((text,) if isinstance(text, str) else text or ()) if part}


def _python(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_" and call.args]
    return {str(call.args[0].value) for call in named if isinstance(call.args[0], ast.Constant)}
