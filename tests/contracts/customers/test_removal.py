"""What was made by mistake is taken away; what anything hangs on is not, and neither by whom it is not for."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts import actions
from contracts.models import Contact, Customer, CustomerEvent, MailDomain, Site, Supplier
from infra.errors import Refused
from integrations.models import MonitoredHost
from integrations.monitoring.hosts import remove_host
from tests.conftest import MONDAY


def make(cast, kind):
    by, now = cast.fred, MONDAY
    if kind == "customer":
        return actions.save_customer(None, by=by, now=now, number="K7", name="Zeven", is_active=True)
    if kind == "site":
        return actions.save_site(None, by=by, now=now, customer=cast.smit, name="Zuid", address="Laan 1")
    if kind == "contact":
        return actions.add_contact(cast.smit, by=by, now=now, name="Noor", email="noor@smit.example")
    if kind == "host":
        return MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)
    return actions.save_supplier(None, by=by, now=now, name="Kabel NV", phone="", email="")


VERBS = {
    "customer": actions.remove_customer,
    "site": actions.remove_site,
    "contact": actions.remove_contact,
    "supplier": actions.remove_supplier,
    "host": remove_host,
}


@pytest.mark.parametrize("kind", VERBS)
def test_who_may(cast, kind):
    made = make(cast, kind)
    for who in (cast.els, cast.jan.user):
        with pytest.raises(PermissionDenied):
            VERBS[kind](made, by=who, now=MONDAY)
    VERBS[kind](made, by=cast.fred, now=MONDAY)
    assert not type(made).objects.filter(pk=made.pk).exists()


def test_that_it_went_is_written_down(cast):
    for kind in ("site", "contact"):
        VERBS[kind](make(cast, kind), by=cast.fred, now=MONDAY, source="import")
    said = [event.data for event in CustomerEvent.objects.filter(customer=cast.smit).order_by("-pk")[:4]]
    assert said[0] == {"contact": ["Noor <noor@smit.example>", None], "source": "import"}
    assert said[2] == {"site": ["Zuid: Laan 1", None], "source": "import"}


def test_what_is_used_stays(cast):
    zeven = make(cast, "customer")
    MailDomain.objects.create(customer=zeven, domain="zeven.example")
    supplier = make(cast, "supplier")
    actions.link_supplier(supplier, cast.smit, by=cast.fred, now=MONDAY, reference="1", product="x")
    for verb, row in (
        (actions.remove_customer, zeven),
        (actions.remove_customer, cast.smit),
        (actions.remove_supplier, supplier),
        (actions.remove_contact, cast.jan),
    ):
        with pytest.raises(Refused, match=r"in gebruik|Serviceportaal"):
            verb(row, by=cast.fred, now=MONDAY)
    assert Customer.objects.filter(pk=zeven.pk).exists() and Supplier.objects.filter(pk=supplier.pk).exists()
    assert Contact.objects.filter(pk=cast.jan.pk).exists() and MailDomain.objects.exists()


def test_a_customer_at_whom_something_happened_stays_with_his_log(cast):
    zeven = make(cast, "customer")
    noor = actions.add_contact(zeven, by=cast.fred, now=MONDAY, name="Noor", email="noor@zeven.example")
    actions.remove_contact(noor, by=cast.fred, now=MONDAY)
    with pytest.raises(Refused, match="al iets gebeurd"):
        actions.remove_customer(zeven, by=cast.fred, now=MONDAY)
    kinds = CustomerEvent.objects.filter(customer=zeven).values_list("kind", flat=True)
    assert sorted(kinds) == ["contact_added", "customer_added", "customer_changed"]


def test_a_site_of_one_name_once_and_of_nobody_else(cast):
    site = make(cast, "site")
    with pytest.raises(ValidationError):
        make(cast, "site")
    changed = actions.save_site(site, by=cast.daan, now=MONDAY, customer=cast.vries, name="Zuid", address="Laan 2")
    assert changed.customer == cast.smit and Site.objects.get().address == "Laan 2"
    with pytest.raises(PermissionDenied):
        actions.save_site(site, by=cast.sanne, now=MONDAY, customer=cast.smit, name="Zuid", address="Laan 3")
