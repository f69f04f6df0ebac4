"""One table of routes instead of a list to walk: a request meets only the routes that have its shape.

FastAPI keeps each included router apart and asks every route of every one, about 4 µs each; a house of eighty routes
would spend more on finding a page than on making it. The routes themselves stay FastAPI's, each made when first asked
for: making all of them takes a fifth of a cold start, and most are asked for once a day. So does importing what answers
there: a server starts with the list of addresses alone (`forum/addresses.py`).
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from importlib import import_module
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from starlette.datastructures import URLPath
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound, Route, compile_path
from starlette.types import Receive, Scope, Send

from forum.http.deps import reached

# FastAPI asks of all that a route takes whether it is of pydantic's first edition, and imports the whole of it to compare:
# 3 MB and the first visitor's time. Where it is said not to be there, FastAPI answers by itself that nothing is of it.
sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]  # how Python says that there is no such module

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

Load = Callable[[], Callable[..., Any]]


class Router:
    """What a room fills with `@router.get` and `@router.post`."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.routes: list[BaseRoute] = []

    def get(self, path: str, *, crowd: bool = False) -> Callable[[Endpoint], Endpoint]:
        """`crowd`: a page that many visitors ask for at once, made the short way (`http/lean.py`)."""
        return self._add(path, "GET", crowd)

    def post(self, path: str, *, crowd: bool = False) -> Callable[[Endpoint], Endpoint]:
        """`crowd`: an act of thousands in the same hour (see `Direct`)."""
        return self._direct(path) if crowd else self._add(path, "POST")

    def _direct(self, path: str) -> Callable[[Endpoint], Endpoint]:
        def added(endpoint: Endpoint) -> Endpoint:
            self.routes.append(Direct(self.prefix + path, lambda: endpoint))
            return endpoint

        return added

    def _add(self, path: str, method: str, crowd: bool = False) -> Callable[[Endpoint], Endpoint]:
        def added(endpoint: Endpoint) -> Endpoint:
            self.routes.append(Late(self.prefix + path, lambda: endpoint, method, crowd))
            return endpoint

        return added


class Late(BaseRoute):
    """A route of FastAPI's, known by its path until somebody asks for it; `load` gives the function that answers."""

    def __init__(self, path: str, load: Load, method: str, crowd: bool = False) -> None:
        self.path, self.load, self.methods, self.crowd = path, load, {method}, crowd

    @cached_property
    def endpoint(self) -> Callable[..., Any]:
        return self.load()

    @cached_property
    def path_regex(self) -> re.Pattern[str]:
        return compile_path(self.path)[0]

    @cached_property
    def route(self) -> BaseRoute:
        router = APIRouter()
        router.add_api_route(self.path, self.endpoint, methods=[*self.methods])
        return router.routes[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return self.route.matches(scope)


class Branch(BaseRoute):
    """A router of FastAPI's under one prefix, imported when somebody first asks for an address there.

    Describing data to programs takes models, and theirs a tenth of a cold start: most instances are asked once a day.
    """

    def __init__(self, prefix: str, load: Callable[[], APIRouter]) -> None:
        self.prefix, self.first, self.load = prefix, prefix.split("/")[1], load

    @cached_property
    def routes(self) -> Sequence[BaseRoute]:
        return self.load().routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope["path"].startswith(f"{self.prefix}/"):
            return Match.NONE, {}
        return first_match(self.routes, scope)


class Direct(Route):
    """An async POST that takes a `Bare` and its path's parts: the same checks and refusals as any other route.

    Without FastAPI's dependencies, of which it needs only the one; solving them costs more than sealing a signature.
    """

    def __init__(self, path: str, load: Load) -> None:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            response = await self.respond(Request(scope, receive))
            await response(scope, receive, send)

        super().__init__(path, answer, methods=["POST"])
        self.app, self.load = answer, load

    @cached_property
    def called(self) -> Callable[..., Any]:
        return self.load()

    async def respond(self, request: Request) -> Response:
        response: Response = await self.called(await reached(request), **request.path_params)
        return response

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        return match, {**child, "route": self}


# (way, path, module, name of what answers there): a way is GET or POST, with `crowd` for the short ones, or `branch`.
Address = tuple[str, str, str, str]


def known(way: str, path: str, module: str, name: str) -> BaseRoute:
    """A route by its address alone: its module is imported when somebody first asks for it."""
    load = partial(_imported, module, name)
    if way == "branch":
        return Branch(path, load())  # a small function: what it gives is imported later
    if way == "POST crowd":
        return Direct(path, load)
    return Late(path, load, way.split(maxsplit=1)[0], crowd=way.endswith("crowd"))


def _imported(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def addresses(routers: Iterable[Router | Branch]) -> list[Address]:
    """What `known` needs of each route, in order."""
    found: list[Address] = []
    for router in routers:
        if isinstance(router, Branch):
            found.append(("branch", router.prefix, router.load.__module__, router.load.__name__))
        else:
            found += [_address(route) for route in router.routes if isinstance(route, Late | Direct)]
    return found


def _address(route: Late | Direct) -> Address:
    answers, method = route.load(), next(iter(route.methods or ()))
    crowd = " crowd" if isinstance(route, Direct) or route.crowd else ""
    return (method + crowd, route.path, answers.__module__, answers.__name__)


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

    def direct(self, scope: Scope) -> Scope | None:
        """What the scope of a POST gets when the first route that takes it is a `Direct` (its `route` among it)."""
        for route in self._near(scope["path"]):
            if not isinstance(route, Direct | Late):
                return None
            if "POST" in (route.methods or ()) and route.path_regex.match(scope["path"]):
                return {**route.matches(scope)[1]} if isinstance(route, Direct) else None
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
