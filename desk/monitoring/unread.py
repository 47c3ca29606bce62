"""What monitoring handed in and we did not read: seen here, so that nothing is lost without a word (SLA 6.1)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import MANAGE_TOKENS
from desk.access import HouseRequest, house
from desk.monitoring.tabs import monitoring_tabs
from infra import keyset
from integrations.models import AlertBody
from integrations.monitoring.handing_in import OUTCOMES, note_refused

PAGE = 50


@require_GET
@house("tickets.work_ticket")
def received_list(request: HouseRequest) -> HttpResponse:
    """Newest first; what nobody has taken note of stands out."""
    asked = request.GET.get("na", "")
    rows = AlertBody.objects.refused().select_related("token__user").defer("sealed")
    page = keyset.read(rows, ("-at", "-pk"), PAGE, after=keyset.decode(asked, datetime, int))
    context = {
        "rows": page.rows,
        "up_to": max((row.pk for row in page.rows if row.seen_at is None), default=None),
        "next_cursor": keyset.encode(page.next),
        "tabs": monitoring_tabs("niet-gelezen"),
        "section": "monitoring",
    }
    return render(request, "desk/monitoring/received.html", context)


@require_GET
@house("tickets.work_ticket")
def received(request: HouseRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(AlertBody.objects.select_related("token__user", "seen_by"), pk=pk)
    may_map = request.user.has_perms(("accounts.view_apitoken", MANAGE_TOKENS))
    words = dict(OUTCOMES)
    outcomes = [each | {"words": words.get(each["outcome"], each["outcome"])} for each in row.results]
    context = {"row": row, "outcomes": outcomes, "may_map": may_map, "section": "monitoring"}
    return render(request, "desk/monitoring/received_body.html", context)


@require_POST
@house("tickets.work_ticket")
def received_noted(request: HouseRequest) -> HttpResponse:
    """`tot`: the newest that stood on the page; what came since stays unseen."""
    up_to = request.POST.get("tot", "")
    if up_to.isdecimal() and len(up_to) <= 18:
        count = note_refused(by=request.user, now=timezone.now(), up_to=int(up_to))
        said = ngettext("%d bericht is gezien.", "%d berichten zijn gezien.", count)
        messages.success(request, said % count)
    else:
        messages.error(request, _("Er stond niets om te zien."))
    return redirect("desk:received_list")
