"""Walks every address of the site with the ids of somebody else's objects, to see what comes back.

To extend it: give `Ids` (ids_of_b.py) the names of a new address's arguments; the walk says which are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address of the site: its name as in reverse(), and the names of its arguments."""

    name: str
    arguments: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Ids:
    """Values for the arguments of addresses: by name of the argument, or by "view name/argument".

    `by_hand` has whole addresses by name of the view (or by pattern), for those whose arguments have no names.
    """

    values: Mapping[str, list[Any]]
    by_hand: Mapping[str, list[str]] = field(default_factory=dict)

    def of(self, route: Route, argument: str) -> list[Any]:
        namespace = route.name.rpartition(":")[0]
        for name in (f"{route.name}/{argument}", f"{namespace}/{argument}", argument):
            if name in self.values:
                return self.values[name]
        return []


def routes() -> list[Route]:
    """Every address, in the order in which the site looks."""
    return list(_routes(get_resolver().url_patterns))


def _routes(
    patterns: list[URLPattern | URLResolver],
    before: str = "",
    namespace: str = "",
    arguments: tuple[str, ...] = (),
) -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        names = (*arguments, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, path, inner, names)
        else:
            yield Route(f"{namespace}{pattern.name or ''}", tuple(dict.fromkeys(names)), path)


def addresses(route: Route, ids: Ids) -> list[str]:
    """The addresses of `route`: with every id at least once, not in every combination."""
    by_hand = ids.by_hand.get(route.name or route.path)
    if by_hand is not None:
        return by_hand
    if not route.arguments:
        return [reverse(route.name) if route.name else f"/{route.path}"]
    candidates = [ids.of(route, argument) for argument in route.arguments]
    if not all(candidates):
        return []
    found = []
    for number in range(max(map(len, candidates))):
        values = [values[number % len(values)] for values in candidates]
        try:
            found.append(reverse(route.name, kwargs=dict(zip(route.arguments, values, strict=True))))
        except NoReverseMatch:
            continue
    return list(dict.fromkeys(found))


def walk(
    client: Client, found: list[Route], ids: Ids, *, query: Mapping[str, Any], data: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Ask for every address plain, by POST with `data` and `query`, and without ids with `query` and with NUL."""
    for route in found:
        for address in addresses(route, ids):
            plain = client.get(address)
            yield f"GET {route.name} {address}", plain
            posted = client.post(address, data, query_params=query)
            yield f"POST {route.name} {address}", posted
            if not route.arguments and {plain.status_code, posted.status_code} != {404}:
                yield f"GET {route.name} {address}?…", client.get(address, query)
                yield f"GET {route.name} {address}?NUL", client.get(address, dict.fromkeys(query, "\0"))


def text_of(response: Any) -> str:
    """All that the answer says, its redirects and cookies included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers} {response.cookies.output()} {body.decode(errors='replace')}"


def around(text: str, word: str) -> str:
    """The place where `word` stands, for the message of a failing test."""
    start = text.find(word)
    return " ".join(text[max(0, start - 60) : start + 60].split())
