from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0011_evaluations")]

    operations = [
        AddIndexConcurrently(
            "ticket",
            models.Index(
                fields=["resolved_at"],
                name="ticket_to_evaluate",
                condition=models.Q(priority__in=("kritisch", "ernstig"), resolved_at__isnull=False),
            ),
        ),
    ]
