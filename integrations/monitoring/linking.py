"""Who a tool's number or name of a customer is: said once by somebody of 1do, and what waited goes on (SLA 6.1)."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Scope, User
from contracts.models import Customer
from infra.errors import Refused
from integrations.models import Alert, ToolCustomer
from integrations.monitoring.giving import give_by_name
from integrations.monitoring.hosts import MANAGE_HOSTS, MOST_WOKEN
from integrations.monitoring.owners import bound_customer
from integrations.monitoring.signals import LONGEST_CUSTOMER, SAID_CUSTOMER, SAID_SITE, ToolAccount

log = logging.getLogger(__name__)

FIELDS = (
    SAID_CUSTOMER, SAID_SITE, "organizationId", "locationId", "CustomerName", "ExternalCustomerID", "CustomerID",
    "site_uid", "site_id", "subscription", "tenantId", "AWSAccountId", "companyId", "customer_id", "tenant",
)  # fmt: skip
MOST_SWEPT = 1_000


def link_customer(row: ToolCustomer, *, by: User, now: datetime, customer: Customer) -> ToolCustomer:
    """From now on, of what this token hands in. What waited for just this goes to the customer at once; the same again
    changes nothing."""
    _require_may(by)
    with transaction.atomic():
        row = ToolCustomer.objects.select_for_update(of=("self",)).select_related("token__user").get(pk=row.pk)
        if row.customer_id != customer.pk:
            _require_own(row.token, customer)
            row.customer, row.linked_by, row.linked_at = customer, by, now
            row.save(update_fields=["customer", "linked_by", "linked_at"])
    for alert_id in _waiting(row)[:MOST_WOKEN]:
        give_by_name(alert_id, customer, by=by, now=now)
    return row


def add_customer(
    *, by: User, now: datetime, token: ApiToken, field: str, value: str, customer: Customer
) -> ToolCustomer:
    """Before any message named it."""
    _require_may(by)
    if Scope.ALERTS_WRITE not in token.scopes:
        raise Refused(_("Dit token levert geen berichten van monitoring in."), field="token")
    if field not in FIELDS:
        raise Refused(_("Kies wat voor nummer of naam het is."), field="field")
    account = ToolAccount(field, value.strip()[:LONGEST_CUSTOMER])
    if not account.value:
        raise Refused(_("Vul in hoe het hulpmiddel de klant noemt."), field="value")
    found = ToolCustomer.objects.filter(token=token, field=field, key=account.key[1]).select_related("customer").first()
    if found is not None and found.customer is not None and found.customer != customer:
        words = {"said": account, "customer": found.customer.name}
        raise Refused(_("“%(said)s” is bij dit token al %(customer)s.") % words, field="value")
    _require_own(token, customer)
    row, _made = ToolCustomer.objects.get_or_create(
        token=token, field=field, key=account.key[1], defaults={"value": account.value}
    )
    return link_customer(row, by=by, now=now, customer=customer)


@transaction.atomic
def unlink_customer(row: ToolCustomer, *, by: User) -> ToolCustomer:
    """It waits again for somebody who knows; what it decided already stays as it is."""
    _require_may(by)
    row = ToolCustomer.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.customer = row.linked_by = row.linked_at = None
    row.save(update_fields=["customer", "linked_by", "linked_at"])
    return row


def _require_may(by: User) -> None:
    if not by.has_perm(MANAGE_HOSTS):
        raise PermissionDenied


def _require_own(token: ApiToken, customer: Customer) -> None:
    bound = bound_customer(token.user)
    if bound is not None and bound != customer:
        raise Refused(_("Dit token is van %s: wat het inlevert blijft van die klant.") % bound.name, field="customer")


def _waiting(row: ToolCustomer) -> list[int]:
    waiting = Alert.objects.filter(is_firing=True, ticket__isnull=True, held__named=row.pk)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def sweep_linked(now: datetime) -> int:
    """What still waits for a name that somebody has linked by now."""
    waiting = Alert.objects.filter(is_firing=True, ticket__isnull=True, held__named__isnull=False).order_by("pk")
    named = list(waiting.values_list("pk", "held")[:MOST_SWEPT])
    linked = ToolCustomer.objects.filter(pk__in={held["named"] for _pk, held in named}, customer__isnull=False)
    rows = {row.pk: row for row in linked.select_related("customer", "linked_by")} if named else {}
    given = 0
    for alert_id, held in named:
        row = rows.get(held["named"])
        if row is None or row.customer is None or row.linked_by is None:
            continue
        try:
            given += give_by_name(alert_id, row.customer, by=row.linked_by, now=now)
        except Exception:
            log.exception("Alert %s could not be given to its customer; the others go on", alert_id)
    return given
