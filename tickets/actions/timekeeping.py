"""The time that work takes (SLA 7.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.handling import start_work
from tickets.actions.verb import is_repeated, locked, own_token, record, require_work
from tickets.errors import ActionRefused
from tickets.models import Activity, EntryKind, Status, Ticket, TimeEntry


@transaction.atomic
def log_time(
    ticket: Ticket,
    *,
    by: User,
    now: datetime,
    minutes: int,
    activity: str = Activity.SUPPORT,
    on_site: bool = False,
    text: str = "",
    started_at: datetime | None = None,
    form_token: str = "",
) -> Ticket:
    """Minutes worked (SLA 7.4). Who logs time has begun: it starts the work when nobody had."""
    ticket = locked(ticket)
    require_work(by)
    token = own_token(by, form_token)
    if is_repeated(ticket, token):
        return ticket
    if not 1 <= minutes <= 24 * 60:
        raise ActionRefused(_("Vul 1 tot en met 1440 minuten in."), field="minutes")
    if ticket.status == Status.GEANNULEERD:
        raise ActionRefused(_("Op een geannuleerde melding kan geen tijd meer worden geschreven."))
    started_at = started_at or now - timedelta(minutes=minutes)
    if started_at > now:
        raise ActionRefused(_("Het begin van het werk ligt in de toekomst."), field="started_at")
    if ticket.is_open and ticket.clock.work_started_at is None:
        ticket = start_work(ticket, by=by, now=now)
    data = {"minutes": minutes, "activity": activity, "on_site": on_site}
    entry = record(
        ticket,
        EntryKind.TIME_LOGGED,
        by=by,
        now=now,
        public=False,
        text=text.strip()[:300],
        data=data,
        form_token=token,
    )
    TimeEntry.objects.create(
        ticket=ticket,
        entry=entry,
        by=by,
        started_at=started_at,
        minutes=minutes,
        activity=activity,
        on_site=on_site,
        note=text.strip()[:300],
        logged_at=now,
    )
    return ticket
