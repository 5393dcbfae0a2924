"""Where what rows were is kept, the seals of the access log, and what it says more."""

import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_list_exports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor", models.CharField(max_length=100)),
                ("source", models.CharField(db_default="", max_length=100)),
                ("context", models.CharField(db_default="", max_length=100)),
                ("table_name", models.CharField(max_length=63)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made", "Vastgelegd"),
                            ("changed", "Gewijzigd"),
                            ("removed", "Verwijderd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("zone", models.CharField(max_length=20)),
                ("first_row", models.BigIntegerField()),
                ("last_row", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("location_id", models.BigIntegerField(null=True)),
                ("participant_id", models.BigIntegerField(null=True)),
                ("track_id", models.BigIntegerField(null=True)),
                ("partnership_id", models.BigIntegerField(null=True)),
                ("other_location_id", models.BigIntegerField(null=True)),
                ("import_number", models.BigIntegerField(null=True)),
                ("what", models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "sealed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="accessentry",
            name="context",
            field=models.CharField(blank=True, db_default="", max_length=100),
        ),
        migrations.AddField(
            model_name="accessentry",
            name="dossier_ids",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddIndex(
            model_name="accessentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False,
                fields=["dossier_ids"],
                name="access_of_dossier",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="accessentry",
            index=models.Index(
                condition=models.Q(("act", "export"), ("subject", "register")),
                fields=["act", "subject"],
                name="access_export_of_register",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("participant_id__isnull", False)),
                fields=["participant_id"],
                name="change_of_dossier",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("track_id__isnull", False)),
                fields=["track_id"],
                name="change_of_track",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("import_number__isnull", False)),
                fields=["location_id", "table_name", "first_row"],
                name="change_by_import",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["made", "changed", "removed"])),
                name="change_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_row", models.F("last_row")), ("number", 1)),
                    models.Q(("import_number__isnull", False), ("kind", "made")),
                    _connector="OR",
                ),
                name="only_an_import_makes_many_in_one_entry",
            ),
        ),
    ]
