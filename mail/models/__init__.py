"""E-mail: what leaves (outbound) and what was received (inbound)."""

from mail.models.inbound import HELD, InboundMail, InboundStatus, Mailbox, ReceivedBody
from mail.models.outbound import UNSENT, MailMessage, MailStatus, MessageKey, message_name

__all__ = [
    "HELD",
    "UNSENT",
    "InboundMail",
    "InboundStatus",
    "MailMessage",
    "MailStatus",
    "Mailbox",
    "MessageKey",
    "ReceivedBody",
    "message_name",
]
