"""One table of routes instead of a list to walk: a request meets only the routes that have its shape.

FastAPI keeps each included router apart and asks every route of every one, about 4 µs each; a house of eighty routes
would spend more on finding a page than on making it. The routes themselves stay FastAPI's, each made when first asked
for: making all of them takes a fifth of a cold start, and most are asked for once a day.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound, Route, compile_path
from starlette.types import Receive, Scope, Send

from forum.http.deps import bare

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class Router:
    """What a room fills with `@router.get` and `@router.post`."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.routes: list[BaseRoute] = []

    def get(
        self, path: str, *, name: str | None = None, crowd: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        """`crowd`: a page that many visitors ask for at once, made the short way (`http/lean.py`)."""
        return self._add(path, "GET", name, crowd)

    def post(self, path: str, *, crowd: bool = False) -> Callable[[Endpoint], Endpoint]:
        """`crowd`: an act of thousands in the same hour (see `Direct`)."""
        return self._direct(path) if crowd else self._add(path, "POST")

    def _direct(self, path: str) -> Callable[[Endpoint], Endpoint]:
        def added(endpoint: Endpoint) -> Endpoint:
            self.routes.append(Direct(self.prefix + path, endpoint))
            return endpoint

        return added

    def _add(
        self, path: str, method: str, name: str | None = None, crowd: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        def added(endpoint: Endpoint) -> Endpoint:
            self.routes.append(Late(self.prefix + path, endpoint, method, name, crowd))
            return endpoint

        return added


class Late(BaseRoute):
    """A route of FastAPI's, known by its path until somebody asks for it."""

    def __init__(
        self, path: str, endpoint: Callable[..., Any], method: str, name: str | None, crowd: bool = False
    ) -> None:
        self.path, self.endpoint, self.methods, self.name = path, endpoint, {method}, name
        self.crowd = crowd

    @cached_property
    def path_regex(self) -> re.Pattern[str]:
        return compile_path(self.path)[0]

    @cached_property
    def route(self) -> BaseRoute:
        router = APIRouter()
        router.add_api_route(self.path, self.endpoint, methods=[*self.methods], name=self.name)
        return router.routes[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return self.route.matches(scope)


class Branch(BaseRoute):
    """A router of FastAPI's under one prefix, imported when somebody first asks for an address there.

    Describing data to programs takes models, and theirs a tenth of a cold start: most instances are asked once a day.
    """

    def __init__(self, prefix: str, load: Callable[[], APIRouter]) -> None:
        self.prefix, self.first, self._load = prefix, prefix.split("/")[1], load

    @cached_property
    def routes(self) -> Sequence[BaseRoute]:
        return self._load().routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope["path"].startswith(f"{self.prefix}/"):
            return Match.NONE, {}
        return first_match(self.routes, scope)


class Direct(Route):
    """An async POST that takes a `Bare` and its path's parts: the same checks and refusals as any other route.

    Without FastAPI's dependencies, of which it needs only the one; solving them costs more than sealing a signature.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any]) -> None:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            response = await endpoint(await bare(request), **request.path_params)
            await response(scope, receive, send)

        super().__init__(path, endpoint, methods=["POST"])
        self.app = answer

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        return match, {**child, "route": self}


def install(app: FastAPI, routers: Iterable[Router | Branch]) -> "Table":
    """Give the app all the routes of the routers, in order."""
    parts = [[router] if isinstance(router, Branch) else router.routes for router in routers]
    table = Table([route for routes in parts for route in routes])
    app.router.routes.append(table)
    return table


class Table(BaseRoute):
    """Stands for all its routes: the first that matches answers, as in a list."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.routes = routes
        self._shapes = [(route, _shape(route)) for route in routes]
        self._alike = lru_cache(maxsize=1000)(self._candidates)

    def _candidates(self, parts: int, first: str, third: str) -> list[BaseRoute]:
        """The routes with as many parts, and whose first and third part agree (`/c/{slug}/doleances`)."""
        return [
            route
            for route, shape in self._shapes
            if (route.first == first if isinstance(route, Branch) else _fits(shape, parts, first, third))
        ]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return first_match(self._near(scope["path"]), scope)

    def for_crowds(self, path: str) -> tuple[Callable[..., Any], dict[str, str]] | None:
        """(function, parts of its address) when the first route that has this path is one of those for crowds."""
        for route in self._near(path):
            if isinstance(route, Direct):
                continue
            if not isinstance(route, Late):
                return None
            if "GET" in route.methods and (match := route.path_regex.match(path)):
                return (route.endpoint, match.groupdict()) if route.crowd else None
        return None

    def _near(self, path: str) -> list[BaseRoute]:
        parts = path.split("/")
        return self._alike(len(parts), parts[1], parts[3]) if len(parts) > 3 else self._few(parts)

    def _few(self, parts: list[str]) -> list[BaseRoute]:
        return self._alike(len(parts), parts[1] if len(parts) > 1 else "", "")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        raise NoMatchFound(name, path_params)


def first_match(routes: Iterable[BaseRoute], scope: Scope) -> tuple[Match, Scope]:
    """As in a list of routes: the first that matches in full, or else the first that has the path but not the method."""
    partial: tuple[Match, Scope] = (Match.NONE, {})
    for route in routes:
        match, child = route.matches(scope)
        if match == Match.FULL:
            return match, child
        if match == Match.PARTIAL and partial[0] == Match.NONE:
            partial = match, child
    return partial


def _shape(route: BaseRoute) -> list[str] | None:
    """The parts of a route's path, "" for a variable; None when it may hold any number of them."""
    path = route.path if isinstance(route, Route | Late) else ""
    if not path or ":path}" in path:
        return None
    return ["" if "{" in part else part for part in path.split("/")]


def _fits(shape: list[str] | None, parts: int, first: str, third: str) -> bool:
    if shape is None:
        return True
    if len(shape) != parts:
        return False
    return all(not own or own == asked for own, asked in zip(shape[1:4:2], (first, third), strict=False))
