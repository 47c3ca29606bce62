"""Making a melding of one message, and putting it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from desk.splitting.forms import SplitForm
from desk.tickets.verb import Verb, plain
from infra.forms import RefusableForm
from mail.inbound import followed
from tickets.models import Ticket, TimelineEntry


def _split(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    entry = TimelineEntry.whole.select_related("ticket").get(ticket=ticket, pk=given["entry"])
    return followed.split(entry, by=by, now=now, contact=given["contact"], subject=given["subject"])


def _put_back(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    return followed.put_back(ticket, by=by, now=now)


VERBS = (
    Verb(
        "splits",
        _("Van een bericht een eigen melding maken"),
        _("Maak er een melding van"),
        _("Dit bericht is nu een eigen melding. Deel die nog in."),
        SplitForm,
        _split,
        leads_on=True,
    ),
    Verb(
        "zet-terug",
        _("Bericht terugzetten"),
        _("Zet terug"),
        _("Het bericht staat weer waar het stond."),
        plain(RefusableForm),
        _put_back,
        asks=False,
        leads_on=True,
    ),
)
