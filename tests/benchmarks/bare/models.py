from django.db import models
from wagtail.models import Page


class BarePage(Page):
    """Gives back `body`, with a CSRF token for its forms, as any page with a form does."""

    body = models.TextField()
    template = "bare/bare_page.html"

    class Meta:
        app_label = "bare"
