"""House rules as system checks: what a reviewer would otherwise have to look for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

OWN_APPS = ("lms", "courses", "credentials", "themes")
ANSWERS_REQUESTS = re.compile(r"^from django\.http import", re.MULTILINE)


def own_sources() -> Iterator[Path]:
    for app in OWN_APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@register(Tags.security)
def site_url_is_a_base(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """SITE_URL is an https address without path: it is part of did:web."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.query:
        return [Error("SITE_URL must be https://host without a path.", id="house.E001")]
    return []


@register()
def files_say_what_is_in_them(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No utils.py; a file over 300 lines has to be argued for in its docstring ("Long because …")."""
    found: list[CheckMessage] = []
    for path in own_sources():
        name = str(path.relative_to(settings.BASE_DIR))
        if path.stem in {"utils", "helpers", "misc", "common"}:
            found.append(Warning(f"{name}: its name says nothing of what is in it.", id="house.W002"))
        source = path.read_text()
        if source.count("\n") > 300 and "Long because" not in source:
            found.append(Warning(f"{name} is over 300 lines: split it by what it does.", id="house.W003"))
    return found


@register()
def actions_are_verbs_with_named_arguments(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each file in actions/ has the public function that it is named after, with keyword-only arguments."""
    found: list[CheckMessage] = []
    for path in own_sources():
        if path.parent.name != "actions" or path.stem == "__init__":
            continue
        name = str(path.relative_to(settings.BASE_DIR))
        body = ast.parse(path.read_text()).body
        functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
        action = functions.get(path.stem)
        if action is None:
            found.append(Warning(f"{name} has no function {path.stem}().", id="house.W004"))
        elif action.args.args or action.args.posonlyargs:
            found.append(Warning(f"{name}: {path.stem}() takes keyword arguments only.", id="house.W005"))
        elif ast.get_docstring(action) is None:
            found.append(Warning(f"{name}: {path.stem}() has no docstring.", id="house.W006"))
    return found


@register()
def views_ask_scoped_queries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What answers requests never calls `.objects.all()`: what a person may see goes through visible_to()."""
    found: list[CheckMessage] = []
    for path in own_sources():
        source = path.read_text()
        if "views" in path.stem or "views" in path.parent.name or ANSWERS_REQUESTS.search(source):
            for number, line in enumerate(source.splitlines(), 1):
                if ".objects.all()" in line:
                    name = f"{path.relative_to(settings.BASE_DIR)}:{number}"
                    found.append(Warning(f"{name}: use a query scoped by visible_to(user).", id="house.W007"))
    return found
