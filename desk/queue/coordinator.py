"""For the coordinator: who carries what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.roster import queries as roster
from desk.access import HouseRequest, house
from desk.queue import workload
from tickets.models import CallBack, Escalation


@require_GET
@house("tickets.see_workload")
def workload_page(request: HouseRequest) -> HttpResponse:
    now = timezone.now()
    people, teams = workload.read_loads(request.user)
    context = {
        "people": people,
        "teams": teams,
        "load": workload.load_chart(people),
        "buckets": workload.read_due(request.user, now),
        "escalations": Escalation.objects.filter(ended_at__isnull=True).count(),
        "call_backs": CallBack.objects.filter(done_at__isnull=True).count(),
        "on_duty": roster.on_duty(now),
        "away": workload.read_away(people, now),
        "now": now,
        "section": "workload",
    }
    return render(request, "desk/queue/workload.html", context)
