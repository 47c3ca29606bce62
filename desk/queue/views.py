"""The queue, and the parts of it that refresh themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from desk.access import HouseRequest, house
from desk.choices import read_choices
from desk.queue import queries as queue
from desk.queue.forms import QueueFilterForm


@require_GET
@house()
def queue_page(request: HouseRequest) -> HttpResponse:
    """The whole page; for htmx only the list, or nothing at all when what it shows is still true."""
    context = queue_context(request)
    if request.htmx and not request.htmx.history_restore_request:
        if request.GET.get("versie") == context["version"]:
            return HttpResponse(status=204)
        part = "desk/queue/_live.html" if request.htmx.target == "queue-live" else "desk/queue/_list.html"
        response = render(request, part, context)
        response["Vary"] = "HX-Request"
        return response
    return render(request, "desk/queue/queue.html", context)


def queue_context(request: HouseRequest) -> dict[str, Any]:
    form = QueueFilterForm(request.GET, choices=read_choices(), views=queue.VIEWS)
    page = queue.read_page(request.user, form, timezone.now())
    counts = queue.count_views(request.user)
    here = _url_words(form)
    return {
        "section": "queue",
        "form": form,
        "page": page,
        "tabs": [
            (words, _changed(here, weergave=view, status=None, q=None), counts[view], _is_current(form, page, view))
            for view, words in queue.VIEWS.items()
        ],
        "filters": [(label, value, _changed(here, **{name: None})) for name, label, value in form.active],
        "words": queue.words_for(page),
        "query": here.urlencode(),
        "poll": _with_place(here, form).urlencode(),
        "previous_url": _changed(here, voor=page.previous) if page.previous else "",
        "next_url": _changed(here, na=page.next) if page.next else "",
        "version": f"{page.version}-{'-'.join(str(count) for count in counts.values())}",
        "is_filtered": bool(form.active or form.chosen["q"]),
    }


def _is_current(form: QueueFilterForm, page: queue.QueuePage, view: str) -> bool:
    """What is closed too is not under "Alle open"."""
    return form.chosen["weergave"] == view and bool(view or not page.is_history)


def _url_words(form: QueueFilterForm) -> QueryDict:
    """What was understood of the URL, without the place in the list."""
    words = QueryDict(mutable=True)
    for name in ("q", "weergave", *form.FILTERS):
        if form.chosen[name]:
            words[name] = form.chosen[name]
    return words


def _with_place(here: QueryDict, form: QueueFilterForm) -> QueryDict:
    words = here.copy()
    for name in ("na", "voor"):
        if form.chosen[name]:
            words[name] = form.chosen[name]
    return words


def _changed(here: QueryDict, **values: str | None) -> str:
    words = here.copy()
    for name, value in values.items():
        words.pop(name, None)
        if value:
            words[name] = value
    return f"?{words.urlencode()}"
