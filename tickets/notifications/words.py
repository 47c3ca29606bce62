"""What a notification is about, in a few words: in the bell, from the system, by webhook. Never what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from sla.priority import Priority
from tickets.kinds import Classified, EntryKind, Opened, Warned
from tickets.models.notifications import NoticeWhat, Notification


def title_of(notification: Notification) -> str:
    """Of a warning with until when; of what is urgent with how urgent."""
    entry = notification.entry
    facts = entry.facts
    if isinstance(facts, Warned):
        return f"{notification.get_what_display()}, {facts.until_words}"
    if notification.what == NoticeWhat.URGENT and isinstance(facts, Opened) and facts.priority:
        return _("Nieuwe melding: %s") % Priority(facts.priority).label
    if notification.what == NoticeWhat.URGENT and isinstance(facts, Classified) and facts.priority.new:
        return _("Is nu %s") % Priority(facts.priority.new).label
    return _OF_KIND.get((notification.what, entry.kind), notification.get_what_display)()


_OF_KIND: dict[tuple[str, str], Callable[[], str]] = {
    (NoticeWhat.URGENT, EntryKind.ALERT): lambda: _("Klopt de prioriteit nog?"),
    (NoticeWhat.CHORE, EntryKind.CHASE_DUE): lambda: _("Leverancier nabellen"),
    (NoticeWhat.CHORE, EntryKind.SUPPLIER_SAID): lambda: _("Antwoord van een leverancier"),
    (NoticeWhat.CHORE, EntryKind.MAIL_FAILED): lambda: _("E-mail niet aangekomen"),
}
