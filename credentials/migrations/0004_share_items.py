"""A link leads to one or more credentials: what was shared so far becomes sets of one."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def move_to_items(apps, schema_editor):
    Share = apps.get_model("credentials", "Share")
    ShareItem = apps.get_model("credentials", "ShareItem")
    waiting = []
    for share in Share.objects.select_related("credential").order_by("pk").iterator(chunk_size=2000):
        waiting.append(ShareItem(share=share, credential_id=share.credential_id))
        Share.objects.filter(pk=share.pk).update(user_id=share.credential.user_id)
    ShareItem.objects.bulk_create(waiting, batch_size=500)


def move_back(apps, schema_editor):
    """A link to several credentials keeps its first one; one that leads to none of this site goes."""
    Share = apps.get_model("credentials", "Share")
    ShareItem = apps.get_model("credentials", "ShareItem")
    for share in Share.objects.order_by("pk").iterator(chunk_size=2000):
        first = ShareItem.objects.filter(share=share, credential__isnull=False).order_by("pk").first()
        if first is None:
            share.delete()
        else:
            Share.objects.filter(pk=share.pk).update(credential_id=first.credential_id)
    if schema_editor.connection.vendor == "postgresql":
        # What is checked at the end would keep the table from being changed before it.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    """Rows change: each link that there is becomes a set of one, so that it goes on working."""

    dependencies = [
        ("credentials", "0003_badges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ForeignCredential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("document", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("received", models.CharField(max_length=10)),
                ("source", models.CharField(blank=True, max_length=2100)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("report", models.JSONField()),
                ("checked_at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "could not check")], max_length=10
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "could not check")], max_length=10
                    ),
                ),
                ("holder_reason", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=255)),
                ("issuer", models.CharField(max_length=255)),
                ("valid_from", models.DateTimeField(null=True)),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="foreign_credentials",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from", "-pk"],
                "constraints": [
                    models.UniqueConstraint(models.F("user"), models.F("sha256"), name="foreign_credential_once")
                ],
            },
        ),
        migrations.AddField("consent", "evidence", models.JSONField(default=list)),
        migrations.AddField("share", "evidence", models.JSONField(default=list)),
        migrations.AddField(
            "share",
            "user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shares",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "share",
            "credential",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shares",
                to="credentials.credential",
            ),
        ),
        migrations.AlterField(
            "look",
            "credential",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="looks",
                to="credentials.credential",
            ),
        ),
        migrations.CreateModel(
            name="ShareItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "credential",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_items",
                        to="credentials.credential",
                    ),
                ),
                (
                    "foreign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_items",
                        to="credentials.foreigncredential",
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="credentials.share"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("share"), models.F("credential"), name="share_credential_once"
                    ),
                    models.UniqueConstraint(models.F("share"), models.F("foreign"), name="share_foreign_once"),
                    models.CheckConstraint(
                        condition=models.Q(("credential__isnull", True))
                        ^ models.Q(("foreign__isnull", True)),
                        name="share_item_is_one_credential",
                    ),
                ],
            },
        ),
        # Last, so that no table is changed while rows of it wait for their constraints (PostgreSQL).
        migrations.RunPython(move_to_items, move_back),
    ]
