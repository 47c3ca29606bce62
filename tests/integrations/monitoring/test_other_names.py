"""One host, several names: what other tools call it is of the same host, and makes no second ticket."""

from __future__ import annotations

import pytest

from infra.errors import Refused
from integrations.models import Alert, MonitoredHost
from integrations.monitoring.adapters import read_body
from integrations.monitoring.hosts import save_host
from integrations.monitoring.signals import short_key
from integrations.monitoring.triage import receive
from tests.conftest import MONDAY
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def save(cast, host=None, *, customer=None, **given):
    customer = customer or cast.smit
    contact = cast.jan if customer == cast.smit else cast.willem
    given = {"name": "SRV01", "item_type": "server", "service": "ondersteuning"} | given
    if host is not None:
        given["service"] = host.service
    else:
        given["service"] = MonitoredHost._meta.get_field("service").default
    return save_host(host, by=cast.fred, now=MONDAY, customer=customer, contact=contact, **given)


def hand_in(host, status="firing", **more):
    bound = more.pop("bound", None)
    body = {"host": host, "name": more.pop("name", "Schijf"), "status": status, "fingerprint": "f1", **more}
    (received,) = receive(read_body(body), now=MONDAY, bound=bound)
    return received


@pytest.mark.parametrize("called", ["srv01", "SRV01.smit.local", "srv01.smit.local:9100", "10.0.0.5", "ninjaone-7"])
def test_each_of_its_names_is_the_same_alert_and_recovers_it(cast, called):
    save(cast, other_names=["srv01.smit.local", "10.0.0.5", "ninjaone-7"])
    assert hand_in("srv01").outcome == "opened"
    assert hand_in(called).outcome == "counted"
    assert hand_in(called, name="CPU", fingerprint="f2").outcome == "joined"
    hand_in("srv01", "resolved", name="CPU", fingerprint="f2")
    assert hand_in(called, "resolved").outcome == "recovered"
    assert Ticket.objects.count() == 1 and set(Alert.objects.values_list("host_key", flat=True)) == {"srv01"}


def test_a_full_name_is_the_only_host_of_its_short_name(cast):
    save(cast)
    assert hand_in("srv01.smit.local").outcome == "opened"
    assert hand_in("srv01").outcome == "counted"
    assert hand_in("srv01x.smit.local").outcome == "unknown_host"


def test_a_short_name_of_two_customers_is_nobodys_unless_it_is_said(cast):
    save(cast)
    save(cast, customer=cast.vries)
    assert hand_in("srv01.vries.local").outcome == "unknown_host"
    assert hand_in("srv01.vries.local", customer="K1002").outcome == "opened"
    assert hand_in("srv01.vries.local", bound=cast.vries, fingerprint="f3").outcome == "joined"
    assert Ticket.objects.get().customer == cast.vries


@pytest.mark.parametrize(
    ("key", "short"),
    [("srv01.smit.local", "srv01"), ("10.0.0.5", ""), ("fe80::1.2", ""), ("www.smit.example", ""), ("srv01", "")],
)
def test_short_names(key, short):
    assert short_key(key) == short


def test_a_name_that_two_customers_use_waits(cast):
    save(cast, other_names=["10.0.0.5"])
    save(cast, customer=cast.vries, name="ander", other_names=["10.0.0.5"])
    received = hand_in("10.0.0.5")
    assert received.outcome == "waiting" and "Bakkerij Smit of Notariskantoor De Vries" in received.why
    assert hand_in("10.0.0.5", customer="K1001").outcome == "opened"


def test_the_name_of_one_and_the_other_name_of_another_customer_is_shared(cast):
    save(cast)
    save(cast, customer=cast.vries, name="ander", other_names=["srv01"])
    assert hand_in("srv01").outcome == "waiting"


def test_what_waited_for_a_name_is_put_on_a_ticket_when_it_is_given(cast):
    host = save(cast)
    assert hand_in("10.0.0.5").outcome == "unknown_host"
    save(cast, host, other_names=["10.0.0.5"])
    assert Alert.objects.get().ticket is not None and Alert.objects.get().host_key == "srv01"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["SRV02"], "al een naam van SRV02"),
        (["10.0.0.2"], "al een naam van SRV02"),
        (["{HOST.NAME}"], "niet ingevuld"),
        (["x" * 201], "hoogstens 200"),
        ([f"n{number}" for number in range(21)], "Hoogstens 20"),
    ],
)
def test_a_name_is_of_one_host_at_a_customer(cast, names, words):
    save(cast, name="SRV02", other_names=["10.0.0.2"])
    host = save(cast, other_names=["10.0.0.1"])
    with pytest.raises(Refused, match=words) as refused:
        save(cast, host, other_names=names)
    assert refused.value.field == "other_names" and host.other_names == "10.0.0.1"
    with pytest.raises(Refused, match="een andere naam van SRV02"):
        save(cast, name="10.0.0.2")


def test_names_stay_unless_they_are_given_anew(cast):
    host = save(cast, other_names=["a", "A", "srv01", "b"])
    assert host.other_names.casefold() == "a\nb"
    save(cast, host)
    assert host.other_names.casefold() == "a\nb"
    save(cast, host, other_names=[])
    assert host.other_names == ""


# --- Notes ------------------------------------------------------------------------------------------------
def test_a_note_stands_at_the_ticket_and_changes_nothing(cast):
    save(cast)
    opened = hand_in("srv01")
    before = Ticket.objects.get(pk=opened.ticket)
    received = hand_in("srv01", "acknowledged")
    alert, after = Alert.objects.get(), Ticket.objects.get()
    assert received.outcome == "noted" and received.ticket == opened.ticket and "acknowledged" in received.why
    assert (alert.is_firing, alert.count, after.status) == (True, 1, before.status)
    assert "acknowledged" in after.timeline.filter(kind="alert").get().text
    assert hand_in("srv01", "resolved").outcome == "recovered"


def test_a_note_about_nothing_keeps_nothing(cast):
    received = hand_in("srv01", "acknowledged")
    assert received.outcome == "nothing" and not Alert.objects.exists()


def test_an_unknown_state_is_said_at_the_ticket(cast):
    save(cast)
    received = hand_in("srv01", "gek")
    assert received.outcome == "opened" and "Onbekende status “gek”" in received.why
    assert "Onbekende status “gek”" in Ticket.objects.get().description
