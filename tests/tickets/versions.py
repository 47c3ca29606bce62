"""The next version of an agreement for a test, without the way of signing it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contracts.models import Contact, DapPerson, ServiceAgreement
from tests.factories import ServiceAgreementFactory

FIRST = date(2026, 11, 2)


def renew(agreement: ServiceAgreement, *, starts_on: date = FIRST, **fields: Any) -> ServiceAgreement:
    """In force from `starts_on`, with the packages of the version before unless told otherwise."""
    packages = {line.package: line.tier for line in agreement.lines.all()}
    ServiceAgreement.objects.filter(pk=agreement.pk).update(ends_on=starts_on - timedelta(days=1))
    given = {
        "number": agreement.number,
        "version": agreement.version + 1,
        "customer": agreement.customer,
        "packages": packages,
        "starts_on": starts_on,
        "tariff_normal": agreement.tariff_normal,
    }
    return ServiceAgreementFactory(**given | fields)


def revoke(contact: Contact, kind: str, now: Any) -> None:
    assert DapPerson.objects.filter(contact=contact, clause__kind=kind).update(revoked_at=now)
