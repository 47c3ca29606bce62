"""A reason is kept as a key with its facts; what was kept in words is let go of, and decided anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0011_act_of_a_line"),
    ]

    operations = [
        migrations.RemoveField("ticket", "coverage_reason"),
        migrations.RemoveField("ticket", "coverage_warning"),
        migrations.RemoveField("timeentry", "reason"),
        migrations.AddField(
            "ticket", "coverage_reason", models.JSONField(blank=True, default=dict, verbose_name="reden")
        ),
        migrations.AddField(
            "ticket", "coverage_warning", models.JSONField(blank=True, default=list, verbose_name="let op")
        ),
        migrations.AddField("timeentry", "reason", models.JSONField(blank=True, default=dict, verbose_name="reden")),
    ]
