"""A short list of our own, so that the picker has something to offer before ESCO is imported."""

import json
from pathlib import Path

from django.db import migrations

from lms.skills.words import words_of

LIST = Path(__file__).parent.parent / "data" / "smart_industry.json"


def load(apps, schema_editor):
    Skill = apps.get_model("skills", "Skill")
    rows = json.loads(LIST.read_text(encoding="utf-8"))
    Skill.objects.bulk_create(
        [
            Skill(
                uri=row["uri"],
                labels={language: row[language] for language in ("en", "nl", "de")},
                words=words_of([row["en"], row["nl"], row["de"]]),
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Puts the list of our own into the table; going back leaves the rows, since ESCO may have renamed them."""

    dependencies = [("skills", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
