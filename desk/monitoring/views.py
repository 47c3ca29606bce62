"""Monitoring: what fires now, of which hosts nobody knows whose they are, and the table that says so (SLA 6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.monitoring.forms import GiveForm, HostForm
from desk.monitoring.tabs import monitoring_tabs
from infra import keyset
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost, MonitoredHostName
from integrations.monitoring.giving import give_alert, prospects
from integrations.monitoring.hosts import MANAGE_HOSTS, save_host, sharers
from integrations.monitoring.owners import candidates
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
        "tabs": monitoring_tabs(shown),
        "may_manage": request.user.has_perm(MANAGE_HOSTS),
        "section": "monitoring",
    }
    if shown == "hosts":
        hosts = MonitoredHost.objects.select_related("customer", "contact")
        known = keyset.read(hosts, ("key", "pk"), PAGE, after=keyset.decode(asked, str, int))
        context |= {"hosts": known.rows, "next_cursor": keyset.encode(known.next)}
        return render(request, "desk/monitoring/monitoring.html", context)
    alerts = Alert.objects.filter(is_firing=True).select_related("ticket__customer", "customer")
    page = keyset.read(alerts, ("-last_at", "-pk"), PAGE, after=keyset.decode(asked, datetime, int))
    context |= {"alerts": _with_whose(page.rows), "next_cursor": keyset.encode(page.next)}
    return render(request, "desk/monitoring/monitoring.html", context)


def _with_whose(alerts: Sequence[Alert]) -> list[tuple[Alert, str]]:
    """Each with between whom it waits; two queries more, however many wait."""
    keys = {alert.host_key for alert in alerts if alert.waits}
    hosts: dict[str, list[MonitoredHost]] = {key: [] for key in keys}
    for host in MonitoredHost.objects.filter(key__in=keys).select_related("customer") if keys else ():
        hosts[host.key].append(host)
    others = MonitoredHostName.objects.filter(key__in=keys).select_related("host__customer")
    for other in others if keys else ():
        if all(host.customer_id != other.customer_id for host in hosts[other.key]):
            hosts[other.key].append(other.host)
    return [(alert, _between(alert, hosts.get(alert.host_key, []))) for alert in alerts]


def _between(alert: Alert, hosts: Sequence[MonitoredHost]) -> str:
    return alert.customer.name if alert.customer else candidates(hosts)


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket")
def alert_give(request: HouseRequest, pk: int) -> HttpResponse:
    """Whose a waiting alert is; what happens then stands beside each name before anybody chooses."""
    alert = get_object_or_404(Alert.objects.select_related("customer", "ticket"), pk=pk)
    found = prospects(alert, now := timezone.now())
    form = GiveForm(request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        try:
            given = give_alert(alert, by=request.user, now=now, customer=form.cleaned_data["customer"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return _given(request, given)
    context = {"alert": alert, "prospects": found, "form": form, "section": "monitoring"}
    context |= {"may_manage": request.user.has_perm(MANAGE_HOSTS)}
    return render(request, "desk/monitoring/give.html", context)


def _given(request: HouseRequest, alert: Alert) -> HttpResponse:
    messages.success(request, _("“%(alert)s” is van %(customer)s.") % {"alert": alert, "customer": alert.customer})
    return redirect("desk:ticket", alert.ticket_id) if alert.ticket_id else redirect("desk:monitoring")


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
            _say_who_shares(request, saved)
            return redirect("desk:monitoring")
    title = _("Host wijzigen") if host else _("Host toevoegen")
    context = {"form": form, "customer": customer, "title": title, "section": "monitoring"}
    return render(request, "desk/monitoring/host.html", context)


def _say_who_shares(request: HouseRequest, host: MonitoredHost) -> None:
    if others := sharers(host):
        sentence = _(
            "%(others)s heeft ook een host %(host)s. Een bericht dat niet zegt van welke klant het is, wacht voortaan"
            " hier op een medewerker. Laat de monitoring “customer” meesturen, of geef elke klant een token."
        )
        names = ", ".join(customer.name for customer in others)
        messages.warning(request, sentence % {"others": names, "host": host})
