from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = _("E-mail")

    def ready(self) -> None:
        from accounts.house_notices import account_changed, webhook_given_up
        from infra.nudges import outbox_sweeps
        from mail.models import InboundMail, message_name
        from mail.outbound import notices
        from mail.tasks import sweep_outbox
        from tickets.merging.rules import MergeRule, merge_rules
        from tickets.own_words import message_names

        outbox_sweeps.add(sweep_outbox)
        message_names.add(message_name)
        merge_rules.add(MergeRule(InboundMail))  # it is the mail of a line, which stays
        account_changed.add(notices.account_changed)
        webhook_given_up.add(notices.webhook_given_up)
