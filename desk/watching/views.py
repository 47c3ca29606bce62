"""Following a melding, and who of the customer may get an answer in copy."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.access import HouseRequest, house
from desk.tickets.forms import ComposerForm
from tickets.models import Ticket
from tickets.watching import actions
from tickets.watching.copies import may_be_copied

WORK = "tickets.work_ticket"


@require_http_methods(["GET", "POST"])
@house(WORK)
def follow(request: HouseRequest, number: int) -> HttpResponse:
    """Whether he follows it, and with whom; the button changes that. Drawn when it is asked for."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).only("number"), pk=number)
    if request.method == "POST":
        if request.POST.get("volg") == "nee":
            actions.stop_watching(ticket, by=request.user)
        else:
            actions.watch(ticket, by=request.user, now=timezone.now())
        if not request.htmx:
            return redirect("desk:ticket", number)
    people = [each.person for each in ticket.watchers.select_related("person").order_by("since", "pk")]
    context = {"ticket": ticket, "people": people, "follows": request.user in people, "section": "queue"}
    return render(request, "desk/watching/_follow.html" if request.htmx else "desk/watching/follow.html", context)


@require_POST
@house(WORK)
def follow_nothing(request: HouseRequest) -> HttpResponse:
    stopped = actions.stop_watching_all(by=request.user)
    messages.success(request, _("Je volgt geen meldingen meer; het waren er %s.") % stopped)
    return redirect("desk:me")


@require_GET
@house(WORK)
def copies(request: HouseRequest, number: int) -> HttpResponse:
    """The boxes for it, in the composer."""
    related = ("agreement", "contact")
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).select_related(*related), pk=number)
    composer = ComposerForm(people=may_be_copied(ticket, timezone.now()))
    return render(request, "desk/watching/_copies.html", {"ticket": ticket, "composer": composer})
