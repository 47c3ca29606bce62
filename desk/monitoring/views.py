"""Monitoring: what fires now, of which hosts nobody knows whose they are, and the table that says so (SLA 6.1)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.monitoring.forms import HostForm
from infra import keyset
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost
from integrations.monitoring.hosts import MANAGE_HOSTS, save_host
from integrations.monitoring.quantities import Excess, excesses

PAGE = 50


@require_GET
@house("tickets.work_ticket")
def monitoring(request: HouseRequest) -> HttpResponse:
    """What fires, newest first; or with `lijst=hosts` the table of hosts."""
    asked = request.GET.get("na", "")
    shown = "hosts" if request.GET.get("lijst") == "hosts" else "actief"
    context = {
        "shown": shown,
        "lists": [("actief", _("Actief")), ("hosts", _("Hosts"))],
        "may_manage": request.user.has_perm(MANAGE_HOSTS),
        "section": "monitoring",
    }
    if shown == "hosts":
        hosts = MonitoredHost.objects.select_related("customer", "contact")
        known = keyset.read(hosts, ("key", "pk"), PAGE, after=keyset.decode(asked, str, int))
        context |= {"hosts": known.rows, "next_cursor": keyset.encode(known.next)}
        return render(request, "desk/monitoring/monitoring.html", context)
    alerts = Alert.objects.filter(is_firing=True).select_related("ticket__customer")
    page = keyset.read(alerts, ("-last_at", "-pk"), PAGE, after=keyset.decode(asked, datetime, int))
    context |= {"alerts": page.rows, "next_cursor": keyset.encode(page.next)}
    return render(request, "desk/monitoring/monitoring.html", context)


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket", MANAGE_HOSTS)
def host_new(request: HouseRequest) -> HttpResponse:
    """First whose it is, then the rest: contacts are those of that customer."""
    number = request.GET.get("klant", "")
    customers = Customer.objects.visible_to(request.user).filter(is_active=True)
    name = request.GET.get("naam", "")[:200]
    if not (number.isdecimal() and len(number) <= 12):
        context = {"customers": customers.order_by("name"), "name": name, "section": "monitoring"}
        return render(request, "desk/monitoring/host_customer.html", context)
    customer = get_object_or_404(customers, pk=int(number))
    form = HostForm(request.POST or None, customer, {"name": name})
    return _host_page(request, form, customer, None)


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket", MANAGE_HOSTS)
def host_change(request: HouseRequest, pk: int) -> HttpResponse:
    host = get_object_or_404(MonitoredHost.objects.select_related("customer"), pk=pk)
    initial = {name: getattr(host, name) for name in HostForm.base_fields}
    return _host_page(request, HostForm(request.POST or None, host.customer, initial), host.customer, host)


def _excess_of(host: MonitoredHost) -> list[Excess]:
    agreement = host.customer.agreement_at(timezone.now())
    over = excesses(host.customer_id, agreement.lines.all()) if agreement and host.is_active else []
    return [each for each in over if each.package == host.item_type]


def _host_page(request: HouseRequest, form: HostForm, customer: Customer, host: MonitoredHost | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_host(host, by=request.user, now=timezone.now(), customer=customer, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(host)s hoort nu bij %(customer)s.") % {"host": saved, "customer": customer})
            for excess in _excess_of(saved):
                messages.warning(request, _("Let op: %s. De accountmanager hoort dit.") % excess.words)
            return redirect("desk:monitoring")
    title = _("Host wijzigen") if host else _("Host toevoegen")
    context = {"form": form, "customer": customer, "title": title, "section": "monitoring"}
    return render(request, "desk/monitoring/host.html", context)
