"""A customer's hours of a month (SLA 6.2, 7.7), and billable time that goes to the books."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.time.forms import ExportPeriodForm, last_month
from infra.errors import Refused
from tickets import actions
from tickets.models import TimeEntry, TimeExport
from tickets.models.time import HoursWarning
from tickets.time import exports
from tickets.time import month as hours
from tickets.time.hours_chart import last_months_chart
from tickets.time.month import Month

SHOWN_EXPORTS = 50
_TYPES = {
    "csv": ("text/csv; charset=utf-8", exports.csv_of),
    "xlsx": (exports.XLSX_TYPE, exports.xlsx_of),
}


@require_GET
@house()
def customer_hours(request: HouseRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    month = chosen_month(request, Month.of(now))
    agreement = hours.agreement_in(customer, month, now)
    reading = hours.read_meter(customer, agreement, month, now)
    corrected = TimeEntry.objects.filter(
        ticket__customer=customer, version__gte=2, started_at__gte=month.starts_at, started_at__lt=month.ends_at
    )
    context = {
        "customer": customer,
        "month": month,
        "this_month": Month.of(now),
        "agreement": agreement,
        "meter": reading,
        "chart": last_months_chart(customer, month, None if reading.is_finished else reading.forecast),
        "has_hours": hours.agreed_hours(agreement) is not None,
        "advice": hours.read_advice(customer, agreement, now),
        "fair_use": hours.read_fair_use(customer, agreement, month),
        "time": hours.read_month(customer, month, request.user),
        "warnings": HoursWarning.objects.filter(agreement__customer=customer, month=month.first).order_by("threshold"),
        "older": exports.older_time(exports.Choice(month.first, month.last, customer)),
        "corrections": corrected.select_related("corrects", "entry__by", "by").order_by("logged_at", "pk"),
        "section": "customers",
    }
    return render(request, "desk/time/hours.html", context)


def chosen_month(request: HttpRequest, this_month: Month) -> Month:
    """As it stands in the address; what is no month, or has yet to come, is this month."""
    return min(Month.parse(request.GET.get("maand", "")) or this_month, this_month)


@require_http_methods(["GET", "POST"])
@house("tickets.export_time")
def exports_page(request: HouseRequest) -> HttpResponse:
    """What has yet to leave, per customer; and what left before."""
    now = timezone.now()
    initial = last_month(timezone.localdate(now))
    given = request.POST if request.method == "POST" else request.GET
    form = ExportPeriodForm(given if "van" in given or "tot" in given else initial)
    choice = _choice(form)
    if request.method == "POST" and choice:
        customer = _customer(request)
        try:
            export = actions.export_time(
                by=request.user,
                now=now,
                customer=customer,
                starts_on=choice.starts_on,
                ends_on=choice.ends_on,
                older=choice.older,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Geëxporteerd als %s; deze regels staan nu vast.") % export)
            return redirect("desk:export", export.pk)
    waiting = exports.waiting_by_customer(choice) if choice else []
    made = TimeExport.objects.select_related("customer", "made_by")
    context = {
        "form": form,
        "choice": choice,
        "older": exports.older_time(choice) if choice else None,
        "waiting": waiting,
        "total": exports.total_of(waiting),
        "without_yes": exports.without_yes(choice.starts_on, choice.ends_on) if choice else [],
        "made": made[:SHOWN_EXPORTS],
        "section": "hours",
    }
    return render(request, "desk/time/exports.html", context)


def _choice(form: ExportPeriodForm) -> exports.Choice | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    return exports.Choice(given["van"], given["tot"], older=given["ouder"])


def _customer(request: HouseRequest) -> Customer | None:
    """Of all customers without one; 404 for one that is not there."""
    word = request.POST.get("klant", "")
    if not word:
        return None
    if not word.isdecimal() or len(word) > 18:
        raise Http404
    return get_object_or_404(Customer.objects.visible_to(request.user), pk=int(word))


@require_GET
@house("tickets.export_time")
def export_page(request: HouseRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(TimeExport.objects.select_related("customer", "made_by"), pk=pk)
    context = {"export": export, "rows": exports.rows_of(export), "section": "hours"}
    return render(request, "desk/time/export.html", context)


@require_GET
@house("tickets.export_time")
def export_file(request: HouseRequest, pk: int, kind: str) -> HttpResponse:
    export = get_object_or_404(TimeExport, pk=pk)
    if kind not in _TYPES:
        raise Http404
    content_type, make = _TYPES[kind]
    response = HttpResponse(make(export), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{exports.file_name(export, kind)}"'
    return response
