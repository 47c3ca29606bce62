"""Work that comes back: added by hand, changed, put on hold, and one time skipped (SLA 6.1, 8.2).

What a clause of the DAP makes come back starts and stops with its agreement, and is changed with its next version.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, Customer, CustomerEvent, CustomerEventKind, RecurringKind, RecurringWork
from contracts.planned.recurrence import InvalidRule, first_due, parse, working_days
from contracts.verb import PLAN, cleaned, require
from infra.errors import Refused
from sla.business_hours import AMSTERDAM, BusinessHours
from sla.models import Calendar

FIELDS = frozenset({"kind", "title", "contact", "rrule", "starts_on", "ends_on", "checklist", "items"})
WORDING = frozenset({"title", "contact"})  # what does not belong to the text of a signed clause
NEXT = ("next_on", "next_place")
MOST_LINES, LONGEST_ITEM, LONGEST_CHECK = 60, 120, 200


@transaction.atomic
def add_recurring(customer: Customer, *, by: User, now: datetime, **fields: Any) -> RecurringWork:
    """`fields`: kind, title, contact, rrule and starts_on; ends_on, checklist and items when there are any."""
    require_planner(by)
    if customer.agreement_at(now) is None:
        raise Refused(_("Deze klant heeft geen lopende overeenkomst; zonder wordt er niets ingepland (5.1)."))
    work = RecurringWork(customer=customer)
    _fill(work, fields)
    set_next(work, hours_of(customer, now))
    work.save()
    record(work, "added", by=by, now=now)
    return work


@transaction.atomic
def change_recurring(work: RecurringWork, *, by: User, now: datetime, **fields: Any) -> RecurringWork:
    """What was made already stays; the next time is found again from today."""
    require_planner(by)
    work = locked_work(work)
    if work.clause_id and any(fields[name] != getattr(work, name) for name in fields.keys() - WORDING):
        raise Refused(
            _("Dit staat in het DAP (%(clause)s). Maak een volgende versie van de overeenkomst om het te wijzigen.")
            % {"clause": work.clause.citation if work.clause else ""}
        )
    _fill(work, fields)
    if work.is_active:
        _next_from_today(work, now)
    work.save()
    record(work, "changed", by=by, now=now)
    return work


@transaction.atomic
def hold_recurring(work: RecurringWork, *, by: User, now: datetime, reason: str) -> RecurringWork:
    """Nothing is made until it is resumed."""
    require_planner(by)
    work = locked_work(work)
    if not work.is_active:
        return work
    reason = _reason(reason)
    work.is_active = False
    work.save(update_fields=["is_active"])
    record(work, "held", by=by, now=now, text=reason)
    return work


@transaction.atomic
def resume_recurring(work: RecurringWork, *, by: User, now: datetime) -> RecurringWork:
    """What fell in the time that it was on hold is not made up for."""
    require_planner(by)
    work = locked_work(work)
    if work.is_active:
        return work
    work.is_active = True
    _next_from_today(work, now)
    work.save(update_fields=["is_active", *NEXT])
    record(work, "resumed", by=by, now=now)
    return work


@transaction.atomic
def skip_recurring(work: RecurringWork, *, by: User, now: datetime, occurrence: date, reason: str) -> RecurringWork:
    """Once; `occurrence` is the day that the person saw, so that a second click skips no second time."""
    require_planner(by)
    work = locked_work(work)
    if work.next_on != occurrence:
        return work
    reason = _reason(reason)
    set_next(work, hours_of(work.customer, now), after=occurrence)
    work.save(update_fields=NEXT)
    record(work, "skipped", by=by, now=now, text=reason, days=[occurrence])
    return work


def require_planner(by: User) -> None:
    """Who plans the work, or who keeps the agreement that it follows from."""
    require(by, PLAN)


def locked_work(work: RecurringWork) -> RecurringWork:
    found = RecurringWork.objects.select_for_update(of=("self",)).select_related("customer", "clause__agreement")
    return found.get(pk=work.pk)


def record(
    work: RecurringWork, what: str, *, by: User | None, now: datetime, text: str = "", days: Iterable[date] = ()
) -> None:
    """`what`: added, changed, held, resumed, skipped, missed or stopped; `days` are those that were passed over."""
    CustomerEvent.objects.create(
        customer=work.customer,
        agreement=work.clause.agreement if work.clause else None,
        kind=CustomerEventKind.RECURRING_CHANGED,
        at=now,
        by=by,
        text=text,
        data={"work": work.pk, "title": work.title, "what": what, "days": [day.isoformat() for day in days]},
    )


def _next_from_today(work: RecurringWork, now: datetime) -> None:
    yesterday = now.astimezone(AMSTERDAM).date() - timedelta(days=1)
    set_next(work, hours_of(work.customer, now), after=yesterday)


def next_of(work: RecurringWork, now: datetime, *, after: date) -> date | None:
    """The first time after a day, by the opening hours that the customer has now."""
    return first_due(work.rrule, work.starts_on, work.ends_on, hours=hours_of(work.customer, now), after=after)


def hours_of(customer: Customer, now: datetime) -> BusinessHours:
    """The opening hours that the customer has now."""
    agreement = customer.agreement_at(now)
    calendar = agreement.calendar if agreement else Calendar.objects.get(slug=Calendar.SUPPORTCENTER)
    return calendar.current_version.business_hours


def set_next(work: RecurringWork, hours: BusinessHours, *, after: date | None = None) -> None:
    """The first time, or the first after a day. The caller saves (NEXT)."""
    work.next_on = first_due(work.rrule, work.starts_on, work.ends_on, hours=hours, after=after)
    work.next_place = _place(work, hours)


def _place(work: RecurringWork, hours: BusinessHours) -> int | None:
    """Which of the working days of its month the next time is."""
    if work.next_on is None:
        return None
    days = working_days(work.rrule, work.starts_on, work.next_on, hours=hours)
    return days.index(work.next_on) if work.next_on in days else None


def refind(work: RecurringWork, now: datetime) -> bool:
    """Whether "de tweede en vijfde werkdag" moved within its month, because the calendar was changed since it was
    found. Each stays the one that it was: what was made or skipped before it does not come back."""
    if work.next_on is None or work.next_place is None:
        return False
    try:
        days = working_days(work.rrule, work.starts_on, work.next_on, hours=hours_of(work.customer, now))
    except InvalidRule:
        return False
    if work.next_place >= len(days):
        return False
    found = days[work.next_place]
    if found == work.next_on or found < work.starts_on or (work.ends_on is not None and found > work.ends_on):
        return False
    return bool(RecurringWork.objects.filter(pk=work.pk, next_on=work.next_on).update(next_on=found))


def _reason(text: str) -> str:
    text = cleaned(text)[:1000]
    if not text:
        raise Refused(_("Schrijf op waarom."), field="reason")
    return text


def _fill(work: RecurringWork, fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"{min(unknown)} is not changed here")
    for name, value in fields.items():
        setattr(work, name, value)
    work.title = cleaned(work.title)[:120]
    work.checklist = _lines(work.checklist, LONGEST_CHECK, "checklist")
    work.items = _lines(work.items, LONGEST_ITEM, "items")
    _require_whole(work)


def _require_whole(work: RecurringWork) -> None:
    if not work.title:
        raise Refused(_("Geef het werk een titel."), field="title")
    if work.kind not in RecurringKind.values:
        raise Refused(_("Kies een soort werk."), field="kind")
    contact: Contact = work.contact
    if contact.customer_id != work.customer_id or not contact.is_active:
        raise Refused(_("Kies een actieve contactpersoon van deze klant."), field="contact")
    if work.ends_on and work.ends_on < work.starts_on:
        raise Refused(_("De einddatum ligt voor de begindatum."), field="ends_on")
    if len(work.rrule) > 200:
        raise Refused(_("Deze herhaling is te lang; gebruik hoogstens 200 tekens."), field="rrule")
    try:
        parse(work.rrule, work.starts_on)
    except InvalidRule as wrong:
        raise Refused(str(wrong), field="rrule") from wrong


def _lines(given: Iterable[Any], longest: int, field: str) -> list[str]:
    """Each once, in the order in which they were written."""
    lines = list(dict.fromkeys(line for line in (cleaned(part) for part in given) if line))
    if len(lines) > MOST_LINES:
        raise Refused(_("Schrijf hoogstens %(n)s regels op.") % {"n": MOST_LINES}, field=field)
    if any(len(line) > longest for line in lines):
        raise Refused(_("Maak elke regel hoogstens %(n)s tekens lang.") % {"n": longest}, field=field)
    return lines
