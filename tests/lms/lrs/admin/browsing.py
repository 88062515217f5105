"""Where the browser of statements is, and what it shows."""

from typing import Any
from uuid import UUID

from django.urls import reverse

INDEX, NEWS, ROWS = (reverse(f"statements:{name}") for name in ("index", "news", "rows"))


def lines(response: Any) -> list[UUID]:
    assert response.status_code == 200, response.status_code
    return [line.id for line in response.context["lines"]]


def agent(name: str) -> dict[str, Any]:
    return {"mbox": f"mailto:{name}@voorbeeld.nl"}
