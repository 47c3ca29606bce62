"""A table of what monitoring watches (SLA 6.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact, Customer
from integrations.importing.customer_tables import ACTIVE, CUSTOMER
from integrations.importing.fields import ImportField, RowRefused, Values, email, line_of, one_of, urgency, whole
from integrations.importing.table_kind import TableKind
from integrations.models import ImportKind, ImportRow, MonitoredHost
from integrations.monitoring.hosts import MANAGE_HOSTS, remove_host, save_host
from integrations.monitoring.signals import LONGEST_HOST, host_key


class HostsTable(TableKind):
    kind = ImportKind.HOSTS
    permissions = (MANAGE_HOSTS,)
    hint = _("Een host is bekend aan klantnummer en naam.")
    fields = (
        CUSTOMER,
        ImportField(
            "name",
            _("Host"),
            ("naam", "hostname", "host name", "device", "device name", "apparaat", "computer", "system name"),
            line_of(LONGEST_HOST),
            is_key=True,
        ),
        ImportField(
            "contact",
            _("E-mailadres van de contactpersoon"),
            ("contactpersoon", "contact", "email", "e-mail", "e-mailadres", "op naam van"),
            email,
            for_new=True,
        ),
        ImportField("item_type", _("Onderdeel"), ("soort", "type", "device type"), one_of(ItemType)),
        ImportField("impact", _("Impact"), (), whole(1, 3)),
        ImportField("urgency", _("Urgentie"), ("urgency",), urgency),
        ACTIVE,
    )

    def find(self, values: Values) -> MonitoredHost | None:
        hosts = MonitoredHost.objects.select_for_update(of=("self",)).select_related("customer", "contact")
        return hosts.filter(customer=self.customer(values["customer"]), key=host_key(str(values["name"]))).first()

    def current(self, found: MonitoredHost) -> Values:
        return {
            "contact": found.contact.email,
            "item_type": found.item_type,
            "impact": found.impact or "",
            "urgency": found.urgency or "",
            "is_active": found.is_active,
        }

    def write(self, found: MonitoredHost | None, values: Values, *, by: User, now: datetime) -> MonitoredHost:
        customer = found.customer if found else self.customer(values["customer"])
        impact: Any = values.get("impact") or None
        return save_host(
            found,
            by=by,
            now=now,
            name=found.name if found else str(values["name"]),
            customer=customer,
            contact=self._contact(customer, str(values["contact"]), found),
            item_type=str(values.get("item_type", ItemType.SERVER)),
            service=found.service if found else SUPPORT,
            impact=impact,
            urgency=str(values.get("urgency") or "") or None,
            is_active=bool(values.get("is_active", True)),
        )

    def remove(self, found: MonitoredHost, row: ImportRow, *, by: User, now: datetime) -> None:
        remove_host(found, by=by, now=now)

    def _contact(self, customer: Customer, address: str, found: MonitoredHost | None) -> Contact:
        if found and found.contact.email == address:
            return found.contact
        contact = Contact.objects.filter(customer=customer, email=address).first()
        if contact is None:
            words = {"customer": customer.number, "address": address}
            raise RowRefused(
                (self.fields[2].label, _now("%(customer)s heeft geen contactpersoon met %(address)s") % words)
            )
        return contact
