"""An alert is there once per customer, once it is known whose each is (0003)."""

from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently, AddUniqueConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("integrations", "0003_whose_alerts")]

    operations = [
        AddUniqueConcurrently(
            "alert",
            models.UniqueConstraint(
                fields=["host_key", "source", "fingerprint", "customer"],
                condition=models.Q(customer__isnull=False),
                name="alert_once_per_customer",
            ),
        ),
        AddUniqueConcurrently(
            "alert",
            models.UniqueConstraint(
                fields=["host_key", "source", "fingerprint", "said"],
                condition=models.Q(customer__isnull=True),
                name="alert_once_of_nobody",
            ),
        ),
        AddIndexConcurrently("alert", models.Index(fields=["customer", "-last_at", "-id"], name="alert_of_customer")),
    ]
