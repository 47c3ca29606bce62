"""Figures of planned work, fair use and escalations came after days were counted: each day is counted again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations


def mark_all_days(apps: Any, schema_editor: Any) -> None:
    """Who reads meanwhile counts them himself; the sweep counts them a batch at a time."""
    stale = apps.get_model("reviews", "StaleDay")
    counted: set[date] = set(apps.get_model("reviews", "DayCounts").objects.values_list("day", flat=True).distinct())
    if not counted:
        return
    runs = apps.get_model("tickets", "RecurringRun").objects.order_by().values_list("due_on", flat=True).distinct()
    stale.objects.bulk_create((stale(day=day) for day in sorted(counted | set(runs))), batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0003_service_reviews"),
        ("tickets", "0015_approvals_by_day"),
    ]

    operations = [migrations.RunPython(mark_all_days, migrations.RunPython.noop)]
