from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0023_merged_tickets"),
    ]

    operations = [
        AddIndexConcurrently(
            "ticket",
            models.Index(
                fields=["merged_into", "contact"],
                name="ticket_merged_into",
                condition=models.Q(merged_into__isnull=False),
            ),
        ),
    ]
