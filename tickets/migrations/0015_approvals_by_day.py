from django.db import migrations, models

from infra.concurrent_index import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0014_projects")]

    operations = [
        AddIndexConcurrently("approval", models.Index(fields=["asked_at"], name="approval_by_asked")),
        AddIndexConcurrently(
            "approval",
            models.Index(
                fields=["decided_at"],
                name="approval_by_decided",
                condition=models.Q(decided_at__isnull=False),
            ),
        ),
    ]
