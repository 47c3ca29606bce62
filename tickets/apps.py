from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Meldingen")

    def ready(self) -> None:
        from infra.nudges import outbox_sweeps
        from tickets.tasks import make_notifications

        outbox_sweeps.add(make_notifications)
