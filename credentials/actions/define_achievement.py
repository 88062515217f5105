from __future__ import annotations

from uuid import uuid4

from courses.models import ModuleVersion
from credentials.badges import design_for
from credentials.definitions import achievement_definition, module_text
from credentials.formats.achievement import build_achievement
from credentials.identifiers import vocabulary_url
from credentials.models import Achievement


def define_achievement(*, version: ModuleVersion, language: str, with_practical: bool) -> Achievement:
    """Return the definition of what is awarded for a version in a language; made at the first call.

    Where the module does not exist in `language`, it is defined in the module's own. Raises TextRefused or
    EncodingRefused for texts that can't stand in a credential.
    """
    text = module_text(version, language)
    existing = Achievement.objects.filter(
        version=version, language=text.language, with_practical=with_practical
    ).first()
    if existing is not None:
        return existing
    new = Achievement(
        uuid=uuid4(),
        version=version,
        language=text.language,
        with_practical=with_practical,
        badge=design_for(version).to_json(),
    )
    definition = build_achievement(achievement_definition(new, text), vocabulary_url=vocabulary_url())
    achievement, _created = Achievement.objects.get_or_create(
        version=version,
        language=text.language,
        with_practical=with_practical,
        defaults={"uuid": new.uuid, "name": text.title, "definition": definition, "badge": new.badge},
    )
    return achievement
