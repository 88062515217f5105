from __future__ import annotations

from uuid import uuid4

from courses.models import ModuleVersion
from credentials.definitions.authored import programmes_with
from credentials.definitions.badges import design_for
from credentials.definitions.modules import achievement_definition, module_text
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
        version=version, authored=None, language=text.language, with_practical=with_practical
    ).first()
    if existing is not None:
        return existing
    new = Achievement(
        uuid=uuid4(),
        fieldlab=version.fieldlab,
        number=version.number,
        version=version,
        language=text.language,
        with_practical=with_practical,
        badge=design_for(version).to_json(),
    )
    larger = programmes_with(version.module_key, version.fieldlab, text.language)
    described = achievement_definition(new, text, stacks_into=larger)
    definition = build_achievement(described, vocabulary_url=vocabulary_url())
    achievement, _created = Achievement.objects.get_or_create(
        version=version,
        authored=None,
        language=text.language,
        with_practical=with_practical,
        defaults={
            "uuid": new.uuid,
            "fieldlab": new.fieldlab,
            "number": new.number,
            "name": text.title,
            "definition": definition,
            "badge": new.badge,
            "validity_months": version.validity_months,
        },
    )
    return achievement
