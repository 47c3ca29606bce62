"""The bell and its list, and how somebody wants to be told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.roster import queries as roster
from desk.access import HouseRequest, house
from desk.notifications.forms import WAYS, NoticeSettingsForm
from infra.errors import Refused
from integrations.models import Webhook
from integrations.webhooks.announcing import NOTIFIED
from tickets.conversation import Said, say
from tickets.models import Notification
from tickets.notifications import actions, queries

IN_MENU, ON_PAGE = 8, 100


@require_GET
@house()
def bell(request: HouseRequest) -> HttpResponse:
    """For the poll: nothing at all when what it shows is still true."""
    now_shown = queries.bell_of(request.user)
    if request.GET.get("versie") == now_shown.version:
        return HttpResponse(status=204)
    context = {"bell": now_shown, "newest": queries.newest(request.user, 1)}
    return render(request, "desk/notifications/_bell.html", context)


@require_GET
@house()
def bell_list(request: HouseRequest) -> HttpResponse:
    return render(request, "desk/notifications/_list.html", {"notices": _read(request.user, IN_MENU)})


@require_GET
@house()
def notices(request: HouseRequest) -> HttpResponse:
    context = {"notices": _read(request.user, ON_PAGE), "section": "me"}
    return render(request, "desk/notifications/notices.html", context)


@require_POST
@house()
def read_all(request: HouseRequest) -> HttpResponse:
    until = request.POST.get("tot", "")
    if until.isascii() and until.isdigit() and len(until) < 19:
        actions.read_all(by=request.user, now=timezone.now(), until=int(until))
    return redirect("desk:notices")


@require_http_methods(["GET", "POST"])
@house()
def notice_settings(request: HouseRequest) -> HttpResponse:
    form = NoticeSettingsForm(request.POST if request.method == "POST" else None, queries.settings_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_notices(by=request.user, chosen=form.chosen)
            messages.success(request, _("Zo hoor je het voortaan."))
            return redirect("desk:notice_settings")
        except Refused as refused:
            form.refuse(refused)
    context: dict[str, Any] = {
        "form": form,
        "ways": WAYS.values(),
        "has_webhook": _has_webhook(request.user),
        "on_duty": roster.on_duty(timezone.now()),
        "section": "me",
    }
    return render(request, "desk/notifications/settings.html", context)


def _has_webhook(user: User) -> bool:
    own = Webhook.objects.filter(user=user, customer__isnull=True, is_active=True).values_list("events", flat=True)
    return any(NOTIFIED in events for events in own)


def _read(user: User, most: int) -> list[tuple[Notification, Said]]:
    """Each with the line that it is about, in the words of the desk."""
    return [(one, say(one.ticket, one.entry, to=user)) for one in queries.newest(user, most)]
