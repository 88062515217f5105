"""The task application; tasks are only haste, every step has a sweep behind it."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

# filesystem:// is the embedded broker, whose messages are whole or not there at all.
TRANSPORT_ALIASES["filesystem"] = "lms.core.folder_broker:Transport"

app = Celery("skillslab")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_other_site_url_at_start(**kwargs: Any) -> None:
    from lms.core.identity import refuse_other_site_url

    refuse_other_site_url()
