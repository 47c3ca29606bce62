from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Meldingen")

    def ready(self) -> None:
        from contracts.time.settled import settled_time
        from infra.nudges import outbox_sweeps
        from tickets.tasks import make_notifications
        from tickets.time.exporting import last_settled_day

        settled_time.add(last_settled_day)
        outbox_sweeps.add(make_notifications)
