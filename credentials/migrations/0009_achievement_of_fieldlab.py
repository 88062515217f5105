"""Apart from 0008: PostgreSQL changes no table whose rows were changed in the same transaction."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credentials", "0008_definitions")]
    operations = [
        migrations.AlterField(
            model_name="achievement",
            name="fieldlab",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="achievements",
                to="organisations.fieldlab",
            ),
        ),
        migrations.AlterField(
            model_name="achievement",
            name="number",
            field=models.CharField(max_length=20),
        ),
    ]
