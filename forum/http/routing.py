"""One table of routes instead of a list to walk: a request meets only the routes that have its shape.

FastAPI keeps each included router apart and asks every route of every one, about 4 µs each; a house of eighty routes
would spend more on finding a page than on making it. The routes themselves stay FastAPI's.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from fastapi import APIRouter, FastAPI
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound, Route
from starlette.types import Receive, Scope, Send


def install(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Give the app all the routes of the routers, in order."""
    app.router.routes.append(Table([route for router in routers for route in router.routes]))


class Table(BaseRoute):
    """Stands for all its routes: the first that matches answers, as in a list."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.routes = routes
        self._shapes = [(route, _shape(route)) for route in routes]
        self._alike = lru_cache(maxsize=1000)(self._candidates)

    def _candidates(self, parts: int, first: str, third: str) -> list[BaseRoute]:
        """The routes with as many parts, and whose first and third part agree (`/c/{slug}/doleances`)."""
        return [route for route, shape in self._shapes if _fits(shape, parts, first, third)]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        parts = scope["path"].split("/")
        found = self._alike(len(parts), parts[1], parts[3]) if len(parts) > 3 else self._few(parts)
        partial: tuple[Match, Scope] = (Match.NONE, {})
        for route in found:
            match, child = route.matches(scope)
            if match == Match.FULL:
                return match, child
            if match == Match.PARTIAL and partial[0] == Match.NONE:
                partial = match, child
        return partial

    def _few(self, parts: list[str]) -> list[BaseRoute]:
        return self._alike(len(parts), parts[1] if len(parts) > 1 else "", "")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        raise NoMatchFound(name, path_params)


def _shape(route: BaseRoute) -> list[str] | None:
    """The parts of a route's path, "" for a variable; None when it may hold any number of them."""
    path = route.path if isinstance(route, Route) else ""
    if not path or ":path}" in path:
        return None
    return ["" if "{" in part else part for part in path.split("/")]


def _fits(shape: list[str] | None, parts: int, first: str, third: str) -> bool:
    if shape is None:
        return True
    if len(shape) != parts:
        return False
    return all(not own or own == asked for own, asked in zip(shape[1:4:2], (first, third), strict=False))
