from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = _("Koppelingen")

    def ready(self) -> None:
        from contracts.telling import tellers
        from infra.nudges import outbox_sweeps
        from integrations.models import Alert
        from integrations.monitoring.mails import read_alert_mail
        from integrations.tasks import sweep_outbox
        from integrations.webhooks.customer_news import write_news
        from tickets.merging.rules import MergeRule, MergeWay, merge_rules
        from tickets.monitoring.alert_mail import alert_mail_readers

        tellers.add(write_news)
        outbox_sweeps.add(sweep_outbox)
        alert_mail_readers.add(read_alert_mail)
        merge_rules.add(MergeRule(Alert, MergeWay.MOVES))  # the next of its host is counted where it goes on
