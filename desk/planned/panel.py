"""What the page of a ticket says about planned work: its checklist, its visit, or when maintenance is welcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import User
from contracts.agreements.terms import ItemType
from contracts.planned.maintenance import MaintenanceHours
from tickets.models import Channel, RecurringRun, Ticket, Visit, VisitItem
from tickets.planned.checklists import Checklist, checklist_of, run_of
from tickets.planned.queries import maintenance_hours, rule_words
from tickets.planned.visits import Point, points_for

# Work on these makes systems unavailable for more than one person (SLA 8.2).
DISTURBING = (ItemType.SERVER, ItemType.NETWERK, ItemType.CLOUD)

# Asked along with the ticket, which is hardly ever saved up for a visit.
IS_SAVED = Exists(VisitItem.objects.filter(ticket=OuterRef("pk"), is_done=False))


@dataclass(frozen=True)
class PlannedPanel:
    run: RecurringRun | None
    rule: str
    checklist: Checklist | None
    visit: Visit | None
    points: list[Point]
    saved: VisitItem | None
    maintenance: MaintenanceHours | None


def context(user: User, ticket: Ticket) -> dict[str, Any]:
    by_schedule = ticket.channel == Channel.SCHEDULE
    run = run_of(ticket) if by_schedule else None
    visit = Visit.objects.filter(ticket=ticket).select_related("engineer", "site").first() if by_schedule else None
    saved = VisitItem.objects.filter(ticket=ticket, is_done=False).select_related("visit")
    return {
        "planned": PlannedPanel(
            run=run,
            rule=rule_words(run.work) if run else "",
            checklist=checklist_of(run) if run else None,
            visit=visit,
            points=points_for(user, visit.items.select_related("added_by")) if visit else [],
            saved=saved.first() if getattr(ticket, "is_saved", True) else None,
            maintenance=maintenance_hours(ticket.agreement) if ticket.item_type in DISTURBING else None,
        )
    }
