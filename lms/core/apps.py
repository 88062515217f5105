from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "lms.core"
    label = "core"

    def ready(self) -> None:
        from lms.core import checks  # noqa: F401
        from lms.core.identity import keep_site_url_after_migrate

        post_migrate.connect(keep_site_url_after_migrate, sender=self)
