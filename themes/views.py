"""The living styleguide: every token, element and component on one page; axe and the screenshots look at it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from themes import styleguide as parts


def styleguide(request: HttpRequest) -> HttpResponse:
    invalid = parts.ExampleForm({"email": "no address"})
    invalid.is_valid()
    context = {
        "colours": parts.tokens("--(?!font|text-[smlx23]|space|radius|rule|target|column|width|shadow)"),
        "spaces": parts.tokens("--space-"),
        "sizes": parts.tokens("--text-(?:xs|s|m|l|[23]?xl)$"),
        "icons": parts.icons(),
        "palettes": parts.palettes(),
        "form": parts.ExampleForm(),
        "invalid_form": invalid,
        "question": parts.QUESTION,
        "several": parts.QUESTION_SEVERAL,
        "steps": parts.STEPS,
        "callouts": parts.CALLOUTS,
        "download": parts.DOWNLOAD,
        "practical": parts.PRACTICAL,
    }
    return render(request, "themes/styleguide.html", context)
