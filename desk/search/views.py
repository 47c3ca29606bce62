"""One search over everything: as a page, and as the box of Ctrl+K."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.access import HouseRequest, house
from desk.search.queries import LONGEST, find
from desk.search.similar import similar_to
from tickets.models import Ticket
from tickets.search import NEWEST


@require_GET
@house()
def search_page(request: HouseRequest) -> HttpResponse:
    """The whole page; for htmx what stands below the box while somebody types."""
    given = request.GET.get("q", "")
    in_box = bool(request.htmx) and not request.htmx.history_restore_request
    results = find(given, request.user, timezone.now(), after=request.GET.get("na", ""), few=in_box)
    query = " ".join(given.replace("\x00", " ").split())[:LONGEST]
    context = {
        "query": query,
        "results": results,
        "is_cut": len(given) > LONGEST,
        "longest": LONGEST,
        "at_most": NEWEST,
        "section": "search",
    }
    if in_box:
        response = render(request, "desk/search/_box.html", context)
        response["Vary"] = "HX-Request"
        return response
    if results.only:
        return redirect(results.only)
    return render(request, "desk/search/search.html", context)


@require_GET
@house()
def similar_page(request: HouseRequest, number: int) -> HttpResponse:
    """Beside an open melding when asked for; a page of its own without JavaScript."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).select_related("customer"), pk=number)
    context = {"ticket": ticket, "similar": similar_to(ticket, request.user), "section": "queue"}
    return render(request, "desk/search/_similar.html" if request.htmx else "desk/search/similar.html", context)
