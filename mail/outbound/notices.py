"""Mail to people of 1do about the installation itself: about no ticket, and about no customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from infra.nudges import nudge_on_commit
from mail.models import Mailbox, MailMessage
from mail.outbound.addressees import once, staff
from mail.outbound.letters import compose
from mail.outbound.messages import MAILBOX_FAILING, WEBHOOK_GIVEN_UP
from mail.outbound.occasions import HouseOccasion, house_occasion
from mail.outbound.rows import HouseMessage


def webhook_given_up(maker: User, *, name: str, why: str, path: str, thread: str, now: datetime) -> None:
    """Inside the transaction that switched it off. Added to accounts.house_notices."""
    words = {"webhook": name, "why": why}
    occasion = house_occasion(now, name=name, thread=thread, path=path, words=words)
    _tell([maker, *_keepers()], WEBHOOK_GIVEN_UP, occasion)


def mailbox_failing(mailbox: Mailbox, now: datetime) -> None:
    """Inside the transaction that wrote it down."""
    about = {"name": mailbox.name, "thread": f"postvak-{mailbox.pk}", "path": reverse("desk:inbox")}
    _tell(_keepers(), MAILBOX_FAILING, house_occasion(now, words={"mailbox": mailbox}, **about))


def _keepers() -> Iterable[User]:
    """Who keeps the product running."""
    return User.objects.filter(groups__name=Role.FUNCTIONEEL_BEHEERDER.value).order_by("pk")


def _tell(users: Iterable[User], message: HouseMessage, occasion: HouseOccasion) -> None:
    MailMessage.objects.bulk_create(compose(message, person, occasion) for person in once(staff(users)))
    nudge_on_commit("mail.tasks.send_due_mails")
