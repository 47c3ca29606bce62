"""One search over everything: as a page, and as the box of Ctrl+K."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.access import HouseRequest, house
from desk.search.queries import LONGEST, find
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
