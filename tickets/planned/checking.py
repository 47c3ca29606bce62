"""Recurring work becomes a ticket on its day, and what is found on each server is written down (SLA 6.1, 8.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import takewhile
from typing import TypedDict

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.agreements.terms import ItemType
from contracts.models import Contact, RecurringKind, RecurringWork
from contracts.planned.actions import NEXT, set_next
from contracts.planned.actions import record as record_event
from contracts.planned.recurrence import due_day, occurrences, words
from infra.errors import Refused
from sla.business_hours import AMSTERDAM, BusinessHours
from sla.priority import TicketKind
from sla.wording import day_words
from tickets.clock import clocks
from tickets.intake.actions import open_ticket
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import Checked
from tickets.models import Channel, CheckOutcome, CheckResult, RecurringRun, Ticket
from tickets.planned.checklists import Checklist, checklist_of, expected, run_of
from tickets.timeline import act, for_keeping
from tickets.verb import locked, record, require_open, require_work

# The row of SLA 5.2 that says whether it is covered.
SERVICE_OF = {
    RecurringKind.MAINTENANCE: "updates",
    RecurringKind.TEST_RESTORE: "file_restore",
    RecurringKind.SERVER_APK: "server_apk",
}


class Found(TypedDict):
    """What one check on one server gave."""

    item: str
    check: str
    outcome: str
    note: str


@act()
def start_recurring(work: RecurringWork, *, now: datetime) -> list[Ticket]:
    """The tickets of what is due by now, mostly one; `work` is claimed by the sweep, so nobody else makes them.

    Of what was missed (the system was down) only the latest day is made, and the rest is written down. Nothing is made
    under an agreement that has ended or that a next version has followed. It is the house that opens the ticket, so
    no person stands beside it who knew of nothing.
    """
    hours = clocks.standard_hours(work.customer.agreement_at(now))
    ready = [day for day in _occurrences_until(work, hours, now) if _opening(due_day(day, hours), hours) <= now]
    if not ready:
        return []
    latest = max(due_day(day, hours) for day in ready)
    made = set(RecurringRun.objects.filter(work=work, due_on__in=ready).values_list("due_on", flat=True))
    current = [day for day in ready if due_day(day, hours) == latest and day not in made]
    missed = [day for day in ready if day not in current and day not in made]
    contact = _contact(work)
    tickets = []
    if contact is None or not _is_agreed(work, latest, now):
        missed += current
    else:
        tickets = [_open(work, day, contact, now) for day in current]
    if missed:
        record_event(work, "missed", by=None, now=now, days=sorted(missed))
    set_next(work, hours, after=max(ready))
    work.save(update_fields=NEXT)
    return tickets


@act()
def record_checks(ticket: Ticket, *, by: User, now: datetime, results: Iterable[Found]) -> Checklist:
    """The outcomes that were filled in; of one check the last counts. One line for all that changed at once."""
    ticket = locked(ticket)
    require_work(by)
    require_open(ticket)
    run = run_of(ticket)
    if run is None:
        raise Refused(_("Bij deze melding hoort geen controlelijst."))
    known = {(item, text) for item, text in run.checks}
    changed = [found for found in map(_tidy, results) if _save(run, found, known, by=by, now=now)]
    run = run_of(ticket) or run
    checklist = checklist_of(run)
    if changed:
        checks = [dict(found) for found in changed]
        record(ticket, Checked(checks=checks, done=checklist.done, total=checklist.total), by=by, now=now)
    return checklist


def _occurrences_until(work: RecurringWork, hours: BusinessHours, now: datetime) -> list[date]:
    today, since = now.astimezone(AMSTERDAM).date(), work.next_on
    if since is None:
        return []
    days = takewhile(lambda day: day <= today, occurrences(work.rrule, work.starts_on, work.ends_on, hours=hours))
    return [day for day in days if day >= since]


def _opening(day: date, hours: BusinessHours) -> datetime:
    """The morning of a day; midnight where it has no opening."""
    windows = hours.windows(day)
    return windows[0].opens if windows else datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


def _is_agreed(work: RecurringWork, day: date, now: datetime) -> bool:
    if not work.customer.is_active:
        return False
    if work.clause is not None:
        return work.clause.agreement.is_in_force_on(day)
    return work.customer.agreement_at(now) is not None


def _contact(work: RecurringWork) -> Contact | None:
    """Who the outcome is for; when he has left somebody else of the customer, so that the work goes on."""
    if work.contact.is_active:
        return work.contact
    return Contact.objects.filter(customer=work.customer, is_active=True).order_by("pk").first()


def _open(work: RecurringWork, day: date, contact: Contact, now: datetime) -> Ticket:
    """A servicevraag: it has no priority (SLA 7.8), and is never counted as a change (SLA 7.7)."""
    report = Report(
        contact=contact,
        kind=TicketKind.SERVICEVRAAG,
        subject=work.title,
        description=_description(work, day),
    )
    facts = WorkFacts(item_type=ItemType.SERVER, service=SERVICE_OF[RecurringKind(work.kind)])
    ticket = open_ticket(report, facts, Door(by=None, now=now, channel=Channel.SCHEDULE))
    RecurringRun.objects.create(work=work, due_on=day, ticket=ticket, checks=expected(work))
    return ticket


def _description(work: RecurringWork, day: date) -> str:
    facts = {"kind": work.get_kind_display(), "rule": words(work.rrule, work.starts_on), "day": day_words(day)}
    lines = [_("%(kind)s volgens schema: %(rule)s. Deze keer: %(day)s.") % facts]
    if work.clause is not None:
        lines.append(_("Afgesproken in %(clause)s.") % {"clause": work.clause.citation})
    if work.items:
        lines.append(_("Voor: %(items)s.") % {"items": ", ".join(work.items)})
    return "\n".join(lines)


def _tidy(found: Found) -> Found:
    return Found(
        item=found["item"],
        check=found["check"],
        outcome=found["outcome"],
        note=for_keeping(found.get("note", "")).strip()[:300],
    )


def _save(run: RecurringRun, found: Found, known: set[tuple[str, str]], *, by: User, now: datetime) -> bool:
    """Whether it says something new."""
    if (found["item"], found["check"]) not in known:
        raise Refused(_("“%(check)s” staat niet op deze controlelijst.") % {"check": found["check"][:80]})
    if found["outcome"] not in CheckOutcome.values:
        raise Refused(_("Kies bij elke controle: in orde, niet in orde of niet van toepassing."))
    if found["outcome"] == CheckOutcome.NOT_OK and not found["note"]:
        words = {"check": found["check"], "item": found["item"]}
        raise Refused(_("Schrijf bij “%(check)s” op %(item)s op wat er niet in orde is.") % words)
    said = {"outcome": found["outcome"], "note": found["note"]}
    old = CheckResult.objects.filter(run=run, item=found["item"], check_text=found["check"])
    if old.filter(**said).exists():
        return False
    CheckResult.objects.update_or_create(
        run=run, item=found["item"], check_text=found["check"], defaults=said | {"by": by, "at": now}
    )
    return True
