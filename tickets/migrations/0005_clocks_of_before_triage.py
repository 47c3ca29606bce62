"""What stood on the hours of the emergency service, and what waits to be classified, in the shape that both have now."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def to_the_new_shape(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    clocks = apps.get_model("tickets", "TicketClock").objects
    versions = apps.get_model("sla", "CalendarVersion").objects
    on_service = clocks.filter(
        calendar_version__calendar=F("ticket__agreement__emergency_calendar"), emergency_version__isnull=True
    ).exclude(ticket__agreement__calendar=F("ticket__agreement__emergency_calendar"))
    for clock in on_service.select_related("ticket__agreement").iterator():
        newest = versions.filter(calendar=clock.ticket.agreement.calendar_id).order_by("-number").first()
        clocks.filter(pk=clock.pk).update(
            calendar_version=newest, emergency_version=clock.calendar_version_id, on_emergency_hours=True
        )
    # The sweep looks at what is due, and works it out anew: so these get the clock that runs until they are classified.
    unclassified = clocks.filter(
        is_open=True, ticket__kind="incident", ticket__priority__isnull=True, next_warning_at__isnull=True
    ).exclude(ticket__coverage_verdict="")
    unclassified.update(next_threshold=50, next_warning_at=F("queue_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0001_initial"),
        ("tickets", "0004_triage_and_emergency_hours"),
    ]

    operations = [migrations.RunPython(to_the_new_shape, migrations.RunPython.noop)]
