"""Reading what one was told, and setting how one is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.models import Ticket
from tickets.models.notifications import NoticeSetting, NoticeWhen
from tickets.notifications.queries import unread
from tickets.notifications.rules import TO_SET, How


def read_ticket(ticket: Ticket, *, by: User, now: datetime) -> int:
    """Who reads a ticket has read what he was told about it; what waited to be mailed is not mailed any more."""
    return unread(by).filter(ticket=ticket).update(read_at=now)


def read_all(*, by: User, now: datetime, until: int) -> int:
    """All that stood in the list: up to this one, for what came since nobody saw."""
    return unread(by).filter(pk__lte=until).update(read_at=now)


@transaction.atomic
def set_notices(*, by: User, chosen: Mapping[str, How]) -> None:
    """One's own, all or some of them; what is not given stays as it is."""
    if unknown := set(chosen) - set(TO_SET):
        raise Refused(_("Dit is niet in te stellen: %s.") % ", ".join(sorted(unknown)))
    for what, how in chosen.items():
        if how.when not in NoticeWhen.values:
            raise Refused(_("Kies wanneer dit mag komen."), field=f"{what}_when")
        values = {"browser": how.browser, "mail": how.mail, "webhook": how.webhook, "when": how.when}
        NoticeSetting.objects.update_or_create(person=by, what=what, defaults=values)
