from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = _("E-mail")

    def ready(self) -> None:
        from accounts.house_notices import webhook_given_up
        from infra.nudges import outbox_sweeps
        from mail.outbound import notices
        from mail.tasks import sweep_outbox

        outbox_sweeps.add(sweep_outbox)
        webhook_given_up.add(notices.webhook_given_up)
