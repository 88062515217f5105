"""What the installation itself must remember."""

from django.db import models
from django.utils import timezone


class SiteIdentity(models.Model):
    """The SITE_URL of the first start: every identifier was made with it, so that it can't change."""

    site_url = models.URLField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_site_identity", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return self.site_url
