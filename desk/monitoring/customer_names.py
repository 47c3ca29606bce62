"""How the monitoring tools call our customers: what waits for somebody who knows, and what was said (SLA 6.1)."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import ApiToken, Scope
from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.monitoring.forms import LinkCustomerForm, NewToolCustomerForm
from desk.monitoring.tabs import monitoring_tabs
from infra import keyset
from infra.errors import Refused
from integrations.models import Alert, ToolCustomer
from integrations.monitoring.hosts import MANAGE_HOSTS
from integrations.monitoring.linking import add_customer, link_customer, unlink_customer
from integrations.monitoring.owners import bound_customer
from integrations.monitoring.tool_customers import likely_customers

PAGE, MOST_WAITING = 50, 100


@require_GET
@house("tickets.work_ticket")
def tool_customers(request: HouseRequest) -> HttpResponse:
    """What waits first, newest on top; below it what was said."""
    asked = request.GET.get("na", "")
    rows = ToolCustomer.objects.select_related("token__user", "customer", "linked_by")
    waiting = list(rows.unlinked().order_by("-last_at", "-pk")[:MOST_WAITING]) if not asked else []
    linked = rows.filter(customer__isnull=False)
    page = keyset.read(linked, ("key", "pk"), PAGE, after=keyset.decode(asked, str, int))
    context = {
        "waiting": likely_customers(waiting),
        "rows": page.rows,
        "next_cursor": keyset.encode(page.next),
        "tabs": monitoring_tabs("klanten"),
        "may_manage": request.user.has_perm(MANAGE_HOSTS),
        "section": "monitoring",
    }
    return render(request, "desk/monitoring/tool_customers.html", context)


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket", MANAGE_HOSTS)
def tool_customer(request: HouseRequest, pk: int) -> HttpResponse:
    """Who one of them is; or somebody else from now on."""
    row = get_object_or_404(ToolCustomer.objects.select_related("token__user", "customer", "linked_by"), pk=pk)
    customers = _customers_for(request, row.token)
    likely = row.customer or likely_customers([row])[0][1]
    form = LinkCustomerForm(request.POST or None, customers, initial={"customer": likely})
    if request.method == "POST" and form.is_valid():
        try:
            row = link_customer(row, by=request.user, now=timezone.now(), customer=form.cleaned_data["customer"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return _linked(request, row)
    alerts = Alert.objects.filter(is_firing=True, ticket__isnull=True, held__named=row.pk).order_by("-last_at")
    context = {"row": row, "form": form, "alerts": alerts[:10], "section": "monitoring"}
    return render(request, "desk/monitoring/tool_customer.html", context)


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket", MANAGE_HOSTS)
def tool_customer_new(request: HouseRequest) -> HttpResponse:
    tokens = [token for token in _tokens() if Scope.ALERTS_WRITE in token.scopes]
    form = NewToolCustomerForm(request.POST or None, tokens, _customers(request))
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            row = add_customer(
                by=request.user,
                now=timezone.now(),
                token=given["token"],
                field=given["field"],
                value=given["value"],
                customer=given["customer"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _linked(request, row)
    context = {"form": form, "has_tokens": bool(tokens), "section": "monitoring"}
    return render(request, "desk/monitoring/tool_customer_new.html", context)


@require_POST
@house("tickets.work_ticket", MANAGE_HOSTS)
def tool_customer_unlink(request: HouseRequest, pk: int) -> HttpResponse:
    row = unlink_customer(get_object_or_404(ToolCustomer, pk=pk), by=request.user)
    messages.success(request, _("“%s” is losgemaakt en wacht weer op een klant.") % row)
    return redirect("desk:tool_customers")


def _linked(request: HouseRequest, row: ToolCustomer) -> HttpResponse:
    words = {"said": row, "customer": row.customer}
    messages.success(request, _("“%(said)s” is vanaf nu %(customer)s.") % words)
    return redirect("desk:tool_customers")


def _tokens() -> Sequence[ApiToken]:
    return list(ApiToken.objects.usable(timezone.now()).select_related("user").order_by("name", "pk"))


def _customers(request: HouseRequest) -> QuerySet[Customer]:
    return Customer.objects.visible_to(request.user).filter(is_active=True).order_by("name")


def _customers_for(request: HouseRequest, token: ApiToken) -> QuerySet[Customer]:
    """Of a customer's own token that customer alone."""
    bound = bound_customer(token.user)
    return _customers(request).filter(pk=bound.pk) if bound else _customers(request)
