"""Mail to people of 1do about the installation itself: about no ticket, and about no customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from mail.frames import Frame
from mail.letters import compose_notice
from mail.models import MailMessage, MessageKey
from mail.occasions import house_occasion
from mail.people import once, staff
from onedo_itsm.nudges import nudge_on_commit


def webhook_given_up(users: Iterable[User], *, name: str, why: str, path: str, thread: str, now: datetime) -> None:
    """Inside the transaction that switched it off. integrations/ calls this, by the setting WEBHOOK_GIVEN_UP."""
    frame = Frame(
        about={},
        thread=thread,
        words={"webhook": name, "why": why},
        facts=[],
        link=settings.SITE_URL + path,
        button=_("Webhook openen"),
    )
    subject, occasion = _("Webhook uitgezet: %s") % name, house_occasion(now)
    MailMessage.objects.bulk_create(
        compose_notice(MessageKey.WEBHOOK_GIVEN_UP, person, frame, occasion, subject) for person in once(staff(users))
    )
    nudge_on_commit("mail.tasks.send_due_mails")
