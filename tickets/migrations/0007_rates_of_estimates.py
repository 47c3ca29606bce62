"""An estimate says itself at which tariff it was made; until now only its line on the timeline did (SLA 8.2)."""

from typing import Any

from django.db import migrations


def copy_rates(apps: Any, schema_editor: Any) -> None:
    approvals = apps.get_model("tickets", "Approval").objects.filter(kind="estimate", rate_kind="")
    asked = apps.get_model("tickets", "TimelineEntry").objects.filter(kind="asked", data__question="estimate")
    for data in asked.values_list("data", flat=True).iterator():
        if data.get("rate"):
            approvals.filter(pk=data["approval"]).update(rate_kind=data["rate"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_agreed_beforehand")]

    operations = [migrations.RunPython(copy_rates, migrations.RunPython.noop)]
