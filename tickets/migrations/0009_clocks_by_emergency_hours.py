from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0008_notifications")]

    operations = [
        AddIndexConcurrently(
            "ticketclock",
            models.Index(
                fields=["emergency_version"],
                name="clock_emergency",
                condition=models.Q(emergency_version__isnull=False),
            ),
        ),
    ]
