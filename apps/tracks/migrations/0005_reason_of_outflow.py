"""The tracks that ended by a reason, the newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0003_tokens_stay_as_they_are"),
        ("participants", "0006_a_name_that_many_share"),
        ("tracks", "0004_one_constraint_over_stays"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="track",
            index=models.Index(
                condition=models.Q(("outflow_reason", ""), _negated=True),
                fields=["outflow_reason", "-admitted_on", "-id"],
                include=("location",),
                name="track_newest_of_reason",
            ),
        ),
    ]
