"""A skill of ESCO, in the languages that were imported."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.skills.words import words_of

FALLBACK_LANGUAGE = "en"


class Skill(models.Model):
    """One skill; its address is ESCO's and never changes.

    `labels` and `descriptions` map languages to a text, `alternatives` to a list of other names. `words` is what
    is searched: all names in all languages, as `words.folded` writes them.
    """

    uri = models.URLField(unique=True)
    labels = models.JSONField(default=dict)
    alternatives = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    words = models.TextField(editable=False)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.label("en")

    def label(self, language: str) -> str:
        """The name in `language`, or else in English, or else in any."""
        labels: dict[str, str] = self.labels
        return labels.get(language) or labels.get(FALLBACK_LANGUAGE) or next(iter(labels.values()), self.uri)

    def gather_words(self) -> None:
        """Fill `words` from the names."""
        others = [name for group in self.alternatives.values() for name in group]
        self.words = words_of([*self.labels.values(), *others])
