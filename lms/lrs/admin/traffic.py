"""Is it coming in? How much per hour or day, from which client, and what was refused and why."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.lrs.admin.counters import clients_of, counted_until, counts_of, days_chart, hours_chart, last_refusals
from lms.lrs.reading.browsing import fieldlabs_seen_by, keys_seen_by, sees_network, when_of


def reasons() -> dict[int, str]:
    """What a status of the record store means to who is not at home in the standard."""
    return {
        400: _("The message is not as the standard asks."),
        401: _("The key is not valid: wrong secret, ended or revoked."),
        403: _("This key may not do that."),
        409: _("Something else is stored under this code already."),
        412: _("Somebody else changed it in the meantime."),
        413: _("The message is too large."),
        429: _("It asks more often than it may."),
    }


class TrafficView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    template_name = "lrs/admin/traffic.html"
    page_title = gettext_lazy("Traffic and errors")
    header_icon = "history"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        fieldlabs = list(fieldlabs_seen_by(user))
        keys = list(keys_seen_by(user))
        slug = self.request.GET.get("fieldlab", "")
        chosen = [fieldlab for fieldlab in fieldlabs if fieldlab.slug == slug]
        if chosen:
            keys = [key for key in keys if key.fieldlab_id == chosen[0].pk]
        counts = counts_of(chosen or fieldlabs, with_none=not chosen and sees_network(user))
        now, by_hour = timezone.now(), self.request.GET.get("by") == "hour"
        clients = clients_of(keys, now)
        words = reasons()
        return super().get_context_data(**kwargs) | {
            "tab": "traffic",
            "by_hour": by_hour,
            "chart": hours_chart(counts, now) if by_hour else days_chart(counts, now),
            "counted_until": counted_until(),
            "fieldlabs": fieldlabs,
            "fieldlab": chosen[0].slug if chosen else "",
            "several": len(fieldlabs) > 1,
            "clients": [
                (client, when_of(client.key.used_at, now) if client.key.used_at else "") for client in clients
            ],
            "refusals": [
                (refusal, words.get(refusal.status, ""), when_of(refusal.at, now))
                for refusal in last_refusals(keys)
            ],
        }
