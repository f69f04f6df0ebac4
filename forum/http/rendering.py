"""Jinja as this house uses it: one environment a language, sentences put in when a template is compiled, rows kept."""

import hashlib
from collections.abc import Callable, Hashable, Iterable, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from forum.core import days, i18n
from forum.core.assets import asset_dir
from forum.core.small import drawn, shown
from forum.core.typography import french
from forum.http import holes
from forum.http.holes import Part, parts

Fragment = Callable[[str, Hashable, str, Hashable], tuple[Part, ...]]
CSRF_MARK, ACCOUNT_MARK = Markup(holes.CSRF), Markup(holes.ACCOUNT)  # noqa: S704  # our own constants


@lru_cache(maxsize=1)
def environments() -> dict[str, Environment]:
    """One Jinja environment a language: the msgids are resolved once, when a template is compiled."""
    return {lang: _environment(lang) for lang in i18n.LANGUAGES}


def keep_compiled(folder: Path) -> None:
    """Compile each template once an installation and not at each start. Ours alone: what is in there is run.

    A compiled template holds its sentences and the addresses of our files: another catalogue or another file gets
    another folder.
    """
    for lang, env in environments().items():
        kept = folder / f"{lang}-{_constants(lang)}"
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(kept))


def compile_everything() -> None:
    """Compile what nobody has asked for yet, both languages, once an installation.

    Left to the first visitor, the files of the cache would say when a page was first shown: of the page that gives a
    carnet its words, when the first carnet was made.
    """
    for env in environments().values():
        cache, loader = env.bytecode_cache, env.loader
        if not isinstance(cache, FileSystemBytecodeCache) or loader is None:
            continue
        done = Path(cache.directory) / "complete"
        if done.exists():
            continue
        for name in loader.list_templates():
            loader.load(env, name)  # by its side: what is not asked for stays out of memory
        done.touch()


def _constants(lang: str) -> str:
    """A digest of all that `Constants` may put into a compiled template."""
    files = [*asset_dir("locale").glob(f"{lang}/**/*.po"), *asset_dir("static").rglob("*.*")]
    told = sorted((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files)
    return hashlib.sha256(repr((told, _typography())).encode()).hexdigest()[:16]


def _typography() -> bytes:
    return Path(french.__code__.co_filename).read_bytes()


class _Folding(Environment):
    """Puts constants in the place of the calls that always answer the same: a page has about sixty of them."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dictionary: Jinja's chain of two is read key by key at each page."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = super()._parse(source, name, filename)
        return _Constants(self).visit(tree)  # type: ignore[no-any-return]


class _Constants(NodeTransformer):
    """`_("…")` and `asset("…")` of one constant: what they return, in their place."""

    FOLDED = ("_", "asset")

    def __init__(self, env: Environment) -> None:
        self.env = env

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:
        self.generic_visit(node)
        named = isinstance(node.node, nodes.Name) and node.node.name in self.FOLDED
        if not named or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        answer = cast(Callable[[str], str], self.env.globals[node.node.name])  # type: ignore[attr-defined]
        return nodes.Const(answer(node.args[0].value), lineno=node.lineno)


def _environment(lang: str) -> Environment:
    env = _Folding(
        loader=FileSystemLoader(asset_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,  # all of them, in a dictionary: a queue of the last used costs each page a walk along it
    )
    env.globals.update(
        _=i18n.translator(lang),
        ngettext=i18n.pluraliser(lang),
        asset=asset_url,
        lang=lang,
        how_far=days.told,
        csrf=lambda: CSRF_MARK,
        account=lambda: ACCOUNT_MARK,
        recognised=lambda slug: Markup(holes.recognised(slug)),  # noqa: S704  # a slug is an address
    )
    kept = _kept(env)
    env.globals["fragment"] = _fragment(kept)
    env.globals["fragments"] = _fragments(kept)
    env.filters.update(
        fr=french,
        ours=i18n.spacer(lang),
        day=i18n.long_date,
        shown=shown,
        drawn=drawn,
        when=days.said,
        tab=_tab,
    )
    return env


def _kept(env: Environment) -> Fragment:
    """(template, row, slug, names) → its parts: one row of a list, rendered once and then kept by its values.

    A list of twenty rows is most of a page's work, and a row seldom changes. The template sees `row`, `slug` and what the
    collective calls its colleges, so what is kept cannot be anybody's own.
    """

    @lru_cache(maxsize=10_000)
    def kept(template: str, row: Hashable, slug: str, names: Hashable) -> tuple[Part, ...]:
        return (*parts(env.get_template(template).render(row=row, slug=slug, collective=names)),)

    return kept


def _fragment(kept: Fragment) -> Callable[..., Markup]:
    """`fragment('room/_row.html', row, collective.slug)`."""

    @pass_context
    def fragment(context: Context, template: str, row: Hashable, slug: str, names: Hashable = None) -> Markup:
        return _put(context, kept(template, row, slug, names))

    return fragment


def _fragments(kept: Fragment) -> Callable[..., Markup]:
    """The same for all the rows of a list: a call from a template costs five times a call from here."""

    @pass_context
    def fragments(
        context: Context, template: str, rows: Iterable[Hashable], slug: str, names: Hashable = None
    ) -> Markup:
        made = [kept(template, row, slug, names) for row in rows]
        first = [one[0] for one in made]
        if sum(map(len, made)) == len(made):  # rows seldom have a hole: one text then
            return _put(context, [b"\n".join(cast(list[bytes], first))])
        lines = [part for one in made for part in (*one, b"\n")]
        return _put(context, lines[:-1])

    return fragments


def _put(context: Context, made: Sequence[Part]) -> Markup:
    """Where a page is rendered (`pages.render`), a mark that leads to what was made; its letters anywhere else."""
    pieces: list[Sequence[Part]] | None = context.parent.get("pieces")
    if pieces is None:
        letters = [part.decode() if isinstance(part, bytes) else holes.hole(part) for part in made]
        return Markup("".join(letters))  # noqa: S704  # rendered by the same escaping environment
    pieces.append(made)
    return Markup(holes.piece(len(pieces) - 1))  # noqa: S704  # our own mark


def _tab(title: Markup, place: str, instance: str) -> str:
    """What a browser's tab says: the page, and where it is, unless the title says so."""
    said = title.striptags() if "<" in title or "&" in title else " ".join(str(title).split())
    where = place if place and place not in said else instance
    return f"{_cut(said, 34, 5, words=True)} · {_cut(where, 22, 0)}"


def _cut(text: str, most: int, leeway: int, *, words: bool = False) -> str:
    """As Jinja's `truncate`, which asks its environment each time how much too long is not too long."""
    if len(text) <= most + leeway:
        return text
    kept = text[: most - 1]
    return (kept.rsplit(" ", 1)[0] if words else kept) + "…"


_assets: dict[str, str] = {}


def asset_url(name: str) -> str:
    """`/static/name?v=<hash>`: such an address may be kept for ever."""
    if name not in _assets:
        digest = hashlib.sha256((asset_dir("static") / Path(name)).read_bytes()).hexdigest()[:10]
        _assets[name] = f"/static/{name}?v={digest}"
    return _assets[name]
