"""Monitoring: what fires now, of which hosts nobody knows whose they are, and the table that says so (SLA 6.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact, Customer
from desk import cursors
from desk.access import HouseRequest, house
from infra.errors import Refused
from infra.forms import RefusableForm
from integrations.models import Alert, MonitoredHost
from integrations.monitoring.hosts import MANAGE_HOSTS, save_host
from sla.priority import Impact, Urgency

PAGE = 50
SERVICES = [
    (SUPPORT, gettext_lazy("Ondersteuning en opvolging van alerts")),
    ("backup_monitoring", gettext_lazy("Monitoring van back-ups")),
]


class HostForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Host"),
        max_length=200,
        help_text=gettext_lazy("Zoals de monitoring hem noemt. Hoofdletters en een poort erachter tellen niet."),
        error_messages={"required": gettext_lazy("Vul de naam van de host in.")},
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Op naam van"),
        queryset=Contact.objects.none(),
        empty_label=gettext_lazy("Kies een contactpersoon"),
        help_text=gettext_lazy("Krijgt de statusmails, en geeft akkoord als de opvolging meerwerk is."),
        error_messages={"required": gettext_lazy("Kies de contactpersoon op wiens naam de meldingen komen.")},
    )
    item_type = forms.ChoiceField(label=gettext_lazy("Wat het is"), choices=ItemType.choices, initial=ItemType.SERVER)
    service = forms.ChoiceField(label=gettext_lazy("SLA-onderdeel (5.2)"), choices=SERVICES)
    impact = forms.TypedChoiceField(
        label=gettext_lazy("Impact"),
        choices=[("", gettext_lazy("Bepaalt de medewerker")), *Impact.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Met impact en urgentie krijgt een melding meteen een prioriteit (7.9)."),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgentie"),
        choices=[("", gettext_lazy("Bepaalt de medewerker")), *Urgency.choices],
        required=False,
    )
    is_active = forms.BooleanField(label=gettext_lazy("Maakt meldingen"), required=False, initial=True)

    def __init__(self, data: Any, customer: Customer, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Contact.objects.filter(customer=customer, is_active=True).order_by("name")


@require_GET
@house("tickets.work_ticket")
def monitoring(request: HouseRequest) -> HttpResponse:
    """What fires, newest first; or with `lijst=hosts` the table of hosts."""
    shown = "hosts" if request.GET.get("lijst") == "hosts" else "actief"
    context = {
        "shown": shown,
        "lists": [("actief", _("Actief")), ("hosts", _("Hosts"))],
        "may_manage": request.user.has_perm(MANAGE_HOSTS),
        "section": "monitoring",
    }
    if shown == "hosts":
        hosts = MonitoredHost.objects.select_related("customer", "contact")
        after = cursors.decode(request.GET.get("na", ""), str, int)
        if after is not None:
            hosts = hosts.filter(cursors.beyond(("key", "pk"), after))
        found = list(hosts.order_by("key", "pk")[: PAGE + 1])
        context |= {"hosts": found[:PAGE], "next_cursor": _cursor(found, "key")}
        return render(request, "desk/monitoring/monitoring.html", context)
    alerts = Alert.objects.filter(is_firing=True).select_related("ticket__customer")
    after = cursors.decode(request.GET.get("na", ""), datetime, int)
    if after is not None:
        alerts = alerts.filter(cursors.beyond(("last_at", "pk"), after, descending=True))
    rows = list(alerts.order_by("-last_at", "-pk")[: PAGE + 1])
    context |= {"alerts": rows[:PAGE], "next_cursor": _cursor(rows, "last_at")}
    return render(request, "desk/monitoring/monitoring.html", context)


def _cursor(rows: list[Any], field: str) -> str:
    if len(rows) <= PAGE:
        return ""
    last = rows[PAGE - 1]
    return cursors.encode(getattr(last, field), last.pk)


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


def _host_page(request: HouseRequest, form: HostForm, customer: Customer, host: MonitoredHost | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_host(host, by=request.user, now=timezone.now(), customer=customer, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(host)s hoort nu bij %(customer)s.") % {"host": saved, "customer": customer})
            return redirect("desk:monitoring")
    title = _("Host wijzigen") if host else _("Host toevoegen")
    context = {"form": form, "customer": customer, "title": title, "section": "monitoring"}
    return render(request, "desk/monitoring/host.html", context)
