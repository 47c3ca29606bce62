"""What every verb about an agreement does: who may, the lock, and the event line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Customer, CustomerEvent, CustomerEventKind, ServiceAgreement
from infra.errors import Refused
from infra.nudges import nudge_outbox

ADD, CHANGE = "contracts.add_serviceagreement", "contracts.change_serviceagreement"
SIGN = "contracts.sign_serviceagreement"
PLAN = "contracts.change_recurringwork"


def require(by: User, permission: str) -> None:
    if not (by.is_house and by.has_perm(permission)):
        raise PermissionDenied


def locked_customer(customer: Customer) -> Customer:
    """Whoever makes a version takes this lock first, so that there is one in the making at a time."""
    return Customer.objects.select_for_update().get(pk=customer.pk)


def locked(agreement: ServiceAgreement) -> ServiceAgreement:
    found = ServiceAgreement.objects.select_for_update(of=("self",)).filter(pk=agreement.pk)
    fresh = found.select_related("customer", "edition").first()
    if fresh is None:
        raise Refused(_("Dit concept is intussen weggegooid."))
    return fresh


def locked_concept(agreement: ServiceAgreement) -> ServiceAgreement:
    """What was offered or signed is never changed (SLA 13)."""
    concept = locked(agreement)
    if not concept.is_concept:
        raise Refused(
            _("Deze versie is al aangeboden of ondertekend en verandert niet meer; maak een volgende versie.")
        )
    return concept


def record(
    agreement: ServiceAgreement,
    kind: CustomerEventKind,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    data: dict[str, Any] | None = None,
    to_mail: bool = False,
) -> CustomerEvent:
    """A concept may still be thrown away, and events stay: so theirs name it by number and version only."""
    if to_mail:
        transaction.on_commit(nudge_outbox)
    return CustomerEvent.objects.create(
        customer=agreement.customer,
        agreement=None if agreement.is_concept else agreement,
        kind=kind,
        at=now,
        by=by,
        text=text,
        data={"number": agreement.number, "version": agreement.version} | (data or {}),
        to_mail=to_mail,
    )


def cleaned(text: Any) -> str:
    """PostgreSQL keeps no NUL; no person types one."""
    return str(text).replace("\x00", "").strip()
