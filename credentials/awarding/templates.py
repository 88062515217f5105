"""The compiled templates of achievements: kept with the achievement, and in memory."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from credentials.formats.compiled import parts_of
from credentials.formats.serialise import to_bytes
from credentials.formats.template import Parts, Template
from credentials.models import Achievement, CredentialTemplate

TEMPLATES_IN_MEMORY = 128


def taken_apart(achievement: Achievement, document: dict[str, Any]) -> tuple[Template, tuple[str, ...]]:
    """Return the template that signs an unsigned credential, and the values that go into its places.

    A form that the achievement has not had yet (another issuer's address, say) is compiled, proved equal to full
    expansion, and kept. Raises TemplateRefused and the errors of `canonicalise`.
    """
    parts = parts_of(document)
    digest = sha256(to_bytes(parts.skeleton)).hexdigest()
    kept = _in_memory(digest)
    if not kept:
        kept.append(_stored(achievement, digest, parts))
    return kept[0], parts.values


@lru_cache(maxsize=TEMPLATES_IN_MEMORY)
def _in_memory(digest: str) -> list[Template]:
    return []


def _stored(achievement: Achievement, digest: str, parts: Parts) -> Template:
    row = CredentialTemplate.objects.filter(achievement=achievement, digest=digest).first()
    if row is not None:
        return Template.from_json(row.content)
    template = Template.compile(parts)
    CredentialTemplate.objects.get_or_create(
        achievement=achievement, digest=digest, defaults={"content": template.to_json()}
    )
    return template
