"""The web application, as gunicorn runs it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

application = get_wsgi_application()

from lms.core.identity import refuse_other_site_url  # noqa: E402 - needs the apps to be ready

refuse_other_site_url()
