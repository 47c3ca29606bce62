"""The queue, and the parts of it that refresh themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from accounts.desk_choices import choices_of
from desk.access import HouseRequest, house
from desk.bulk.offered import BULK_VERBS
from desk.choices import read_choices
from desk.queue import next_up
from desk.queue.asked import FILTERS, QueueAsked, understand
from desk.queue.drawn_rows import COLUMNS, RowDrawing, draw_rows, known_columns
from desk.queue.forms import QueueFilterForm
from desk.queue.queue_rows import read_list
from desk.queue.queue_tabs import read_tabs
from tickets.queue import pulse

FEW_TABS = 7  # before "Meer", for who has no script that measures how many fit


@require_GET
@house()
def queue_page(request: HouseRequest) -> HttpResponse:
    """The whole page; for htmx only the list, or nothing at all when what it shows is still true."""
    now, at = timezone.now(), pulse.stamp()
    refreshes = bool(request.htmx) and not request.htmx.history_restore_request
    known = request.GET.get("versie", "")
    if refreshes and known and known.rsplit(".", 1)[0] == _heartbeat(at, now):
        return HttpResponse(status=204)
    context = queue_context(request, now, at)
    if not refreshes:
        return render(request, "desk/queue/queue.html", context)
    if known.rsplit(".", 1)[-1] == context["version"].rsplit(".", 1)[-1]:
        return trigger_client_event(HttpResponse(status=204), "queue-still", {"version": context["version"]})
    part = "desk/queue/_live.html" if request.htmx.target == "queue-live" else "desk/queue/_list.html"
    response = render(request, part, context)
    response["Vary"] = "HX-Request"
    return response


def _heartbeat(at: int, now: datetime) -> str:
    """As long as it is the same, what a page shows is still true: nothing was written, nor did a minute pass, in which
    a clock may have come into another colour."""
    return f"{at}.{int(now.timestamp()) // 60}"


def beside_a_ticket(request: HouseRequest) -> dict[str, Any]:
    """The list, for the page of one ticket."""
    return queue_context(request, timezone.now(), pulse.stamp())


def queue_context(request: HouseRequest, now: datetime, at: int) -> dict[str, Any]:
    user = request.user
    asked, choices, opened = understand(request.GET, user), choices_of(user), pulse.open_tickets(at)
    columns, may_work = known_columns(choices.columns), user.has_perm("tickets.work_ticket")
    page = read_list(asked, opened, columns)
    tabs = read_tabs(asked, opened, at)
    query = urlencode(asked.words)
    drawn = draw_rows(page, RowDrawing(now, user.pk, query, columns, may_work))
    counts = "-".join(str(tab.count) for tab in tabs)
    current = next((tab for tab in tabs if tab.is_current), None)
    return {
        "section": "queue",
        "asked": asked,
        "page": page,
        "rows": drawn.html,
        "tabs": [(tab, _tab_url(asked, tab.word)) for tab in tabs],
        "few_tabs": FEW_TABS,
        "filters": [(one.label, one.words, _changed(asked, **{one.name: ""})) for one in asked.own.values()],
        "kept_filters": [(one.label, one.words) for one in asked.kept.values()],
        "heads": [_head(asked, key) for key in columns],
        "words": _order_words(asked),
        "query": query,
        "poll": urlencode(asked.words | _place(asked)),
        "previous_url": _changed(asked, voor=page.previous) if page.previous else "",
        "next_url": _changed(asked, na=page.next) if page.next else "",
        "version": f"{_heartbeat(at, now)}.{drawn.version}{crc32(f'{counts} {query}'.encode()):x}",
        "is_filtered": bool(asked.filters or asked.q),
        "is_roomy": choices.roomy,
        "current_count": current.count if current and not asked.own else None,
        "may_work": may_work,
        "bulk_verbs": BULK_VERBS.values(),
    }


@dataclass(frozen=True)
class ColumnHead:
    """`url` sorts by it, of what can be sorted; `icon` and `way` say how it is sorted now."""

    key: str
    label: Any
    url: str = ""
    icon: str = ""
    way: str = ""


def _head(asked: QueueAsked, key: str) -> ColumnHead:
    """A click sorts, another one turns it round, a third gives the queue's own order back."""
    label, sort = COLUMNS[key].label, COLUMNS[key].sort
    if not sort:
        return ColumnHead(key, label)
    if asked.sort == sort:
        return ColumnHead(key, label, _changed(asked, sorteer=f"-{sort}"), "arrow-up", _("oplopend"))
    if asked.sort == f"-{sort}":
        return ColumnHead(key, label, _changed(asked, sorteer=""), "arrow-down", _("aflopend"))
    return ColumnHead(key, label, _changed(asked, sorteer=sort))


def _order_words(asked: QueueAsked) -> str:
    if asked.sort:
        key = asked.sort.removeprefix("-")
        label = next((str(column.label) for column in COLUMNS.values() if column.sort == key), _("Nummer"))
        return _("Op %s") % label.lower() + (_(", omgekeerd") if asked.sort.startswith("-") else "")
    return _("Nieuwste eerst, ook gesloten meldingen") if asked.is_history else _("Op resterende tijd")


def _tab_url(asked: QueueAsked, word: str) -> str:
    """A tab starts anew, but for the filters that somebody set on top; a kept view has its own."""
    words = {"weergave": word} if word else {}
    if not word.startswith("v"):
        words |= {name: one.value for name, one in asked.own.items() if name != "status"}
    return f"?{urlencode(words)}"


def _place(asked: QueueAsked) -> dict[str, str]:
    return {name: value for name, value in (("na", asked.after), ("voor", asked.before)) if value}


def _changed(asked: QueueAsked, **values: str) -> str:
    words = asked.words | values
    return f"?{urlencode({name: value for name, value in words.items() if value})}"


@require_GET
@house()
def filters(request: HouseRequest) -> HttpResponse:
    """The form of the filters, when somebody opens it; a page by itself for who has no script."""
    asked = understand(request.GET, request.user)
    chosen = {name: one.value for name, one in asked.own.items()}
    form = QueueFilterForm(choices=read_choices(), initial=chosen)
    keeps = {name: value for name, value in asked.words.items() if name not in FILTERS}
    context = {"form": form, "keeps": keeps, "section": "queue"}
    return render(request, "desk/queue/_filters.html" if request.htmx else "desk/queue/filters.html", context)


@require_GET
@house("tickets.work_ticket")
def next_ticket(request: HouseRequest) -> HttpResponse:
    """To the next melding that needs this person, after the one that he is at."""
    now_at = _where_he_is(request)
    number = next_up.next_for(request.user, after=now_at)
    if number is None:
        home = reverse("desk:queue") + "?" + urlencode({"weergave": "aan-mij"})
        return redirect(home)
    return redirect("desk:ticket", number)


def _where_he_is(request: HouseRequest) -> int | None:
    """The melding of the page that this is asked from."""
    address = (request.htmx.current_url if request.htmx else None) or request.headers.get("Referer", "")
    found = re.search(r"/meldingen/(\d{1,18})/", address or "")
    return int(found[1]) if found else None


def understood(query: str, request: HouseRequest) -> QueueAsked:
    """What the words of an address of the queue ask, wherever they come from."""
    return understand(QueryDict(query).dict(), request.user)
