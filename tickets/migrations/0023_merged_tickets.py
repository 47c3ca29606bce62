import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0022_queue_views_and_bulk"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="has_merged",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="andere meldingen zijn hierin opgegaan"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="tickets.ticket",
                verbose_name="samengevoegd met",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into__isnull", True))
                | models.Q(("has_merged", False), ("status", "geannuleerd")),
                name="ticket_merged_has_ended",
            ),
        ),
    ]
