"""What somebody may do with a mail that was made: send it again after it was given up."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from infra.nudges import nudge_on_commit
from mail.models import UNSENT, MailMessage, MailStatus
from tickets.actions import note
from tickets.own_words import OwnLine, own

log = logging.getLogger(__name__)

MAY_SEND_AGAIN = ("mail.view_mailmessage", "tickets.work_ticket")


@transaction.atomic
def send_again(mail: MailMessage, *, by: User, now: datetime) -> MailMessage:
    """A mail that was given up is tried anew, as it was written. A personal link in it is made anew when it leaves."""
    if not (by.is_house and by.has_perms(MAY_SEND_AGAIN)):
        raise PermissionDenied
    rows = MailMessage.objects.select_for_update(of=("self",)).select_related("entry__ticket")
    mail = rows.get(pk=mail.pk)
    if mail.status in UNSENT:
        return mail
    if mail.status == MailStatus.SENT:
        raise Refused(_("Deze e-mail is al verstuurd."))
    _require_address(mail)
    mail.status, mail.attempts, mail.next_attempt_at, mail.last_error = MailStatus.PENDING, 0, now, ""
    mail.save(update_fields=["status", "attempts", "next_attempt_at", "last_error"])
    _write_down(mail, by=by, now=now)
    nudge_on_commit("mail.tasks.send_due_mails")
    return mail


def _require_address(mail: MailMessage) -> None:
    try:
        validate_email(mail.recipient)
    except ValidationError:
        raise Refused(
            _("%s is geen e-mailadres. Verbeter het bij de contactpersoon en bel hem zolang.") % mail.recipient
        ) from None


def _write_down(mail: MailMessage, *, by: User, now: datetime) -> None:
    """At its ticket, for colleagues; what is about no ticket in the log."""
    if mail.entry is None:
        log.info("Mail %s (%s) is sent again by %s", mail.pk, mail.message, by.pk)
        return
    again = own(OwnLine.MAILED_AGAIN, message=mail.message, recipient=mail.recipient)
    note(mail.entry.ticket, by=by, now=now, own_words=again)
