"""What keeps a module from being published, as one sentence per thing."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page


@dataclass(frozen=True)
class Problem:
    """One thing that is missing; `page` is where to mend it, none where it is the fieldlab's."""

    page: Page | None
    message: str

    def __str__(self) -> str:
        return f"{self.page.title}: {self.message}" if self.page else self.message
