"""The lines that have yet to leave, however long ago they were worked."""

from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently

BILLABLE = ("meerwerk", "optie", "niet_aangeboden", "geen_sla")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0002_time_credits")]

    operations = [
        AddIndexConcurrently(
            "timeentry",
            models.Index(
                fields=["started_at", "id"],
                name="time_entry_waiting",
                condition=models.Q(is_current=True, export__isnull=True, verdict__in=BILLABLE),
            ),
        ),
    ]
