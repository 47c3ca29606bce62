from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0016_read_marks_and_last_word"),
    ]

    operations = [
        AddIndexConcurrently(
            "ticketclock",
            models.Index(
                fields=["customer_waits_since"],
                name="clock_customer_waits",
                condition=models.Q(is_open=True, customer_waits_since__isnull=False),
            ),
        ),
    ]
