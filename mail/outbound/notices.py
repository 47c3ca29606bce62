"""Mail to people of 1do about the installation itself: about no ticket, and about no customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.house_notices import AccountChange
from accounts.models import User
from accounts.roles import Role
from infra.nudges import nudge_on_commit
from mail.models import Mailbox, MailMessage
from mail.outbound.addressees import Addressee, once, staff
from mail.outbound.letters import compose
from mail.outbound.messages import ACCOUNT_CHANGED, MAILBOX_FAILING, WEBHOOK_GIVEN_UP
from mail.outbound.occasions import HouseOccasion, house_occasion
from mail.outbound.rows import HouseMessage


def webhook_given_up(maker: User, *, name: str, why: str, path: str, thread: str, now: datetime) -> None:
    """Inside the transaction that switched it off. Added to accounts.house_notices."""
    words = {"webhook": name, "why": why}
    occasion = house_occasion(now, name=name, thread=thread, path=path, words=words)
    _tell([maker, *_keepers()], WEBHOOK_GIVEN_UP, occasion)


def account_changed(user: User, changes: Sequence[AccountChange], *, by: User, now: datetime) -> None:
    """Also to who is shut out by it. Added to accounts.house_notices."""
    if not user.is_house or user.is_service or user.pk == by.pk:
        return
    words: dict[str, Any] = {
        "changes": [str(_CHANGES[change]) for change in changes],
        "by": by.name,
        "is_made": AccountChange.MADE in changes,
        "roles": ", ".join(user.groups.order_by("name").values_list("name", flat=True)),
    }
    about = {"name": user.name, "thread": f"account-{user.pk}", "path": reverse("desk:me")}
    _send([Addressee(user.name, user.email, user)], ACCOUNT_CHANGED, house_occasion(now, words=words, **about))


_CHANGES = {
    AccountChange.MADE: gettext_lazy("Je account is gemaakt."),
    AccountChange.NAME: gettext_lazy("Je naam is gewijzigd."),
    AccountChange.LET_IN: gettext_lazy("Je kunt je weer aanmelden."),
    AccountChange.SHUT_OUT: gettext_lazy("Je kunt je niet meer aanmelden."),
    AccountChange.ROLES: gettext_lazy("Je rollen zijn gewijzigd."),
}


def mailbox_failing(mailbox: Mailbox, now: datetime) -> None:
    """Inside the transaction that wrote it down."""
    about = {"name": mailbox.name, "thread": f"postvak-{mailbox.pk}", "path": reverse("desk:inbox")}
    _tell(_keepers(), MAILBOX_FAILING, house_occasion(now, words={"mailbox": mailbox}, **about))


def _keepers() -> Iterable[User]:
    """Who keeps the product running."""
    return User.objects.filter(groups__name=Role.FUNCTIONEEL_BEHEERDER.value).order_by("pk")


def _tell(users: Iterable[User], message: HouseMessage, occasion: HouseOccasion) -> None:
    _send(once(staff(users)), message, occasion)


def _send(people: Iterable[Addressee], message: HouseMessage, occasion: HouseOccasion) -> None:
    MailMessage.objects.bulk_create(compose(message, person, occasion) for person in people)
    nudge_on_commit("mail.tasks.send_due_mails")
