"""Nothing in the demo is billed that was not agreed (SLA 3.2, 4.2, 8.2)."""

from __future__ import annotations

import pytest

from contracts.coverage.rules import BILLABLE, Coverage, Verdict
from tickets.approvals.consent import agreed, consent_of
from tickets.models import Approval, ApprovalKind, ApprovalStatus, EntryKind, TimeEntry
from tickets.time.rules import is_outside_hours

pytestmark = pytest.mark.usefixtures("demo")


def billed() -> list[TimeEntry]:
    lines = TimeEntry.objects.filter(is_current=True, minutes__gt=0, verdict__in=BILLABLE)
    return list(lines.select_related("ticket__agreement", "ticket__customer"))


def line_coverage(line: TimeEntry) -> Coverage:
    return Coverage(Verdict(line.verdict), line.clause, line.reason)


def test_t5_no_line_is_billed_without_its_yes() -> None:
    lines = billed()
    assert len(lines) > 10
    yes = {
        line.pk: consent_of(line.ticket).yes(line_coverage(line), outside_hours=line.outside_hours) for line in lines
    }
    missing = {str(line.ticket): yes[line.pk] for line in lines if not yes[line.pk].is_there}
    assert not missing
    assert not TimeEntry.objects.filter(pk__in=yes).exclude(agreed()).exists(), "and the export says the same"


def test_t5_the_yes_was_there_before_the_work_was_written() -> None:
    for line in billed():
        granted = Approval.objects.filter(
            ticket=line.ticket, kind=ApprovalKind.ESTIMATE, status=ApprovalStatus.GRANTED
        ).order_by("decided_at")
        if first := granted.first():
            assert first.decided_at <= line.logged_at, line.ticket
            begun = line.ticket.timeline.filter(kind=EntryKind.WORK_STARTED).first()
            assert begun is None or first.decided_at <= begun.at or line.ticket.emergency_call, line.ticket


def test_t1_only_planned_work_and_calls_are_billed_as_outside_hours() -> None:
    outside = [line for line in billed() if line.outside_hours]
    assert all(is_outside_hours(line.ticket.agreement, line.started_at) for line in outside)
    assert all(line.ticket.emergency_call or line.ticket.outside_hours for line in outside)
    assert {line.clause for line in billed() if line.rate_kind == "outside_hours"} <= {"8.2"}
