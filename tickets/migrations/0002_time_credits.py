"""What left for the books can be taken back: a credit beside the line, and exports that go below nought."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("timeexport", "with_older", models.BooleanField("met oudere regels", default=False)),
        migrations.AlterField(
            "timeexport",
            "minutes",
            models.IntegerField("minuten", default=0, help_text="Onder nul als er meer terugging dan bijkwam."),
        ),
        migrations.CreateModel(
            name="TimeCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(verbose_name="gemaakt")),
                ("reason", models.CharField(max_length=300, verbose_name="reden")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="tickets.timeexport",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credit", to="tickets.timeentry"
                    ),
                ),
            ],
            options={
                "verbose_name": "creditregel",
                "verbose_name_plural": "creditregels",
                "ordering": ["made_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("export__isnull", True)), fields=["id"], name="time_credit_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="time_credit_has_a_reason"
                    )
                ],
            },
        ),
    ]
