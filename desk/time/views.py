"""Time on a ticket: written by hand, timed, corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from desk.access import HouseRequest, house
from desk.tickets import page as ticket_page
from desk.tickets.views import done
from desk.time import panel as time_panel
from desk.time.forms import CorrectForm, StopForm, TimeForm
from infra.errors import Refused
from infra.forms import RefusableForm
from sla.wording import duration_words
from tickets import actions
from tickets.models import RunningTimer, Ticket, TimeEntry
from tickets.time.actions import may_correct
from tickets.time.timers import is_forgotten, timed_minutes


@require_http_methods(["GET", "POST"])
@house()
def log_time(request: HouseRequest, number: int) -> HttpResponse:
    ticket = ticket_page.fetch(request.user, number)
    form = TimeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            line = actions.log_time(ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
            return _written(request, ticket, line)
        except Refused as refused:
            form.refuse(refused)
    action = reverse("desk:log_time", args=[number])
    return _ask(request, ticket, form, title=_("Tijd schrijven"), button=_("Schrijf tijd"), action=action)


@require_POST
@house()
def start_timer(request: HouseRequest, number: int) -> HttpResponse:
    ticket = ticket_page.fetch(request.user, number)
    try:
        actions.start_timer(ticket, by=request.user, now=timezone.now())
    except actions.TimerElsewhere as elsewhere:
        address = reverse("desk:ticket", args=[elsewhere.ticket.pk])
        link = format_html('<a href="{}">{}</a>', address, elsewhere.ticket)
        messages.error(request, format_html(_("Je tijd loopt al op {}. Stop die eerst; daarna start je hier."), link))
        return done(request, number)
    except Refused as refused:
        messages.error(request, refused.message)
        return done(request, number)
    return done(request, number, _("Je tijd loopt."))


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket")
def stop_timer(request: HouseRequest, number: int) -> HttpResponse:
    """What the timed minutes were for; the timer runs on until they are written."""
    ticket, now = ticket_page.fetch(request.user, number), timezone.now()
    timer = RunningTimer.objects.filter(user=request.user, ticket=ticket).first()
    if timer is None and request.method == "GET":
        messages.error(request, _("Er loopt hier geen tijd van jou; schrijf de minuten met de hand."))
        return done(request, number)
    forgotten = timer is not None and is_forgotten(timer, now)
    timed = timed_minutes(timer, now) if timer and not forgotten else None
    form = StopForm(request.POST if request.method == "POST" else None, minutes=timed)
    if request.method == "POST" and form.is_valid():
        try:
            line = actions.stop_timer(ticket, by=request.user, now=now, **form.cleaned_data)
            return _written(request, ticket, line)
        except Refused as refused:
            form.refuse(refused)
    lead = ""
    if forgotten and timer:
        ran = {"time": duration_words(now - timer.started_at)}
        lead = _("Je tijd loopt al %(time)s. Vul in hoeveel minuten je echt hebt gewerkt.") % ran
    action = reverse("desk:timer_stop", args=[number])
    return _ask(request, ticket, form, title=_("Tijd stoppen"), button=_("Schrijf tijd"), action=action, lead=lead)


@require_POST
@house()
def discard_timer(request: HouseRequest, number: int) -> HttpResponse:
    ticket = ticket_page.fetch(request.user, number)
    actions.discard_timer(ticket, by=request.user, now=timezone.now())
    return done(request, number, _("De lopende tijd is weg; er is niets geschreven."))


@require_http_methods(["GET", "POST"])
@house()
def correct_time(request: HouseRequest, number: int, pk: int) -> HttpResponse:
    ticket = ticket_page.fetch(request.user, number)
    entry = get_object_or_404(TimeEntry.objects.select_related("ticket", "by"), pk=pk, ticket=ticket)
    if not may_correct(request.user, entry):
        raise PermissionDenied
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=_as_it_stands(entry), entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            if given["started_at"] == entry.started_at.replace(second=0, microsecond=0):
                del given["started_at"]  # the field shows no seconds; it was left as it is
            newer = actions.correct_time(entry, by=request.user, now=timezone.now(), **given)
            said = _("De tijd is gecorrigeerd.") if newer != entry else _("Er is niets gewijzigd.")
            return done(request, number, said)
        except Refused as refused:
            form.refuse(refused)
    action = reverse("desk:time_correct", args=[number, pk])
    words = {"title": _("Tijd corrigeren"), "button": _("Corrigeer"), "lead": _what_a_correction_does(entry)}
    return _ask(request, ticket, form, action=action, **words)


def _what_a_correction_does(entry: TimeEntry) -> str:
    """What has left or was reviewed stays, and both parties see what becomes of it (SLA 11)."""
    if entry.export_id is not None:
        return _(
            "Deze regel is geëxporteerd (U%(export)s) en blijft staan. In de volgende export gaat hij als creditregel"
            " terug, met de nieuwe regel ernaast; ook de klant ziet beide."
        ) % {"export": entry.export_id}
    if entry.locked_at is not None:
        return _("Deze regel is besproken met de klant en blijft staan. De klant ziet de creditregel en de nieuwe.")
    return ""


def _as_it_stands(entry: TimeEntry) -> dict[str, Any]:
    names = ("minutes", "activity", "started_at", "on_site", "outside_hours")
    return {name: getattr(entry, name) for name in names} | {"text": entry.note}


def _written(request: HouseRequest, ticket: Ticket, entry: TimeEntry) -> HttpResponse:
    """What was written, what covers it, and what still has to be asked for it (SLA 4.2)."""
    parts = TimeEntry.objects.filter(ticket=ticket, version=1, entry__act=entry.entry.act).order_by("started_at", "pk")
    words = "; ".join(_("%(minutes)s min, %(verdict)s") % _part_words(part) for part in parts)
    messages.success(request, _("Tijd geschreven: %s.") % words)
    panel = time_panel.read(request.user, Ticket.objects.get(pk=ticket.pk), timezone.now())
    if panel.needs_yes:
        messages.warning(request, panel.missing)
    elif panel.is_over_estimate:
        messages.warning(request, _("Er is meer gewerkt dan waarop de klant akkoord gaf. Vraag opnieuw akkoord."))
    return done(request, ticket.number)


def _part_words(part: TimeEntry) -> dict[str, Any]:
    shown = time_panel.TimeEntryShown(part, can_correct=False)
    return {"minutes": part.minutes, "verdict": shown.verdict}


def _ask(
    request: HouseRequest, ticket: Ticket, form: RefusableForm, *, title: str, button: str, action: str, lead: str = ""
) -> HttpResponse:
    """In the dialog, or as a page of its own without JavaScript."""
    context = {"ticket": ticket, "form": form, "title": title, "button": button, "action": action, "lead": lead}
    context |= {"query": request.GET.urlencode(), "section": "queue"}
    context["asks_hours"] = time_panel.asks_hours(ticket, timezone.now())
    if not request.htmx:
        return render(request, "desk/time/act.html", context)
    response = render(request, "components/_cited.html", context | {"part": "desk/time/_act.html", "oob": True})
    return reswap(retarget(response, "#action-body"), "innerHTML")
