"""“Are you sure?”: a screen of the admin for what can't be undone, here and in the apps above."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class ConfirmView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Asks once, then does it by POST.

    A subclass says which row it is (404 for who may not), and does it: `act` returns what to tell afterwards, or
    raises ValidationError. `back` is the name of the list's address.
    """

    template_name = "organisations/admin/confirm.html"
    back = ""
    back_label: Any = ""
    question: Any = ""
    button: Any = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.back), "label": self.back_label},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "question": self.question,
            "button": self.button,
            "back": reverse(self.back),
            "row": self.row(),
        }

    def row(self) -> Any:
        raise NotImplementedError

    def act(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect(self.back)
