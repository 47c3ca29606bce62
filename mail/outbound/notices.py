"""Mail to people of 1do about the installation itself: about no ticket, and about no customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from infra.nudges import nudge_on_commit
from mail.models import Mailbox, MailMessage, MessageKey
from mail.outbound.addressees import once, staff
from mail.outbound.frames import Frame
from mail.outbound.letters import compose_notice
from mail.outbound.occasions import house_occasion


def webhook_given_up(maker: User, *, name: str, why: str, path: str, thread: str, now: datetime) -> None:
    """Inside the transaction that switched it off. Added to accounts.house_notices."""
    frame = Frame(
        about={},
        thread=thread,
        words={"webhook": name, "why": why},
        facts=[],
        link=settings.SITE_URL + path,
        button=_("Webhook openen"),
    )
    _tell([maker, *_keepers()], MessageKey.WEBHOOK_GIVEN_UP, frame, _("Webhook uitgezet: %s") % name, now)


def mailbox_failing(mailbox: Mailbox, now: datetime) -> None:
    """Inside the transaction that wrote it down."""
    frame = Frame(
        about={},
        thread=f"postvak-{mailbox.pk}",
        words={"mailbox": mailbox},
        facts=[],
        link=settings.SITE_URL + reverse("desk:inbox"),
        button=_("Postvak openen"),
    )
    _tell(_keepers(), MessageKey.MAILBOX_FAILING, frame, _("Postvak niet bereikbaar: %s") % mailbox.name, now)


def _keepers() -> Iterable[User]:
    """Who keeps the product running."""
    return User.objects.filter(groups__name=Role.FUNCTIONEEL_BEHEERDER.value).order_by("pk")


def _tell(users: Iterable[User], key: MessageKey, frame: Frame, subject: str, now: datetime) -> None:
    occasion = house_occasion(now)
    MailMessage.objects.bulk_create(
        compose_notice(key, person, frame, occasion, subject) for person in once(staff(users))
    )
    nudge_on_commit("mail.tasks.send_due_mails")
