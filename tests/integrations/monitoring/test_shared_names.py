"""A host's name is of one host at a customer; a name that two share waits for an agent (ruling 16)."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction  # noqa: F401 - of the condition below

from contracts.models import Site
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost
from integrations.monitoring.giving import give_alert, prospects
from integrations.monitoring.hosts import save_host
from integrations.monitoring.signals import Signal
from integrations.monitoring.triage import receive_one, sweep_muted
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.tickets.test_races import at_once
from tickets import actions
from tickets.models import EntryKind, Ticket


@pytest.fixture
def first(cast):
    return MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)


@pytest.fixture
def both(cast, first):
    return first, MonitoredHost.objects.create(name="dc01", customer=cast.vries, contact=cast.willem)


def send(name="Schijf vol", *, firing=True, now=MONDAY, bound=None, **more):
    return receive_one(Signal("test", "dc01", name, firing, f"dc01-{name}", **more), now=now, bound=bound)


def give(cast, customer, *, by=None):
    return give_alert(Alert.objects.get(customer=None), by=by or cast.sanne, now=MONDAY, customer=customer)


def test_t28_two_customers_have_a_host_of_one_name_and_no_customer_has_two(cast, both):
    fields = {"contact": cast.jan, "item_type": "server", "service": "support"}
    with pytest.raises(Refused, match="al een host"):
        save_host(None, by=cast.marloes, now=MONDAY, name="DC01:443", customer=cast.smit, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonitoredHost.objects.create(name="Dc01", customer=cast.smit, contact=cast.jan)


def test_t28_what_may_be_of_two_waits_and_says_between_whom(cast, both):
    received = send()
    assert (received.outcome, received.ticket) == ("waiting", None)
    assert "Bakkerij Smit of Notariskantoor De Vries" in received.why
    assert Alert.objects.get().waits and not Ticket.objects.exists()
    assert send().outcome == "waiting" and Alert.objects.get().count == 2
    assert sweep_muted(MONDAY) == 0 and not Ticket.objects.exists()
    sweep_outbox(MONDAY)
    assert not MailMessage.objects.exists()


@pytest.mark.parametrize("said", ["K1002", "k1002", "Notariskantoor De Vries", "notariskantoor de vries"])
@pytest.mark.parametrize("field", ["customer", "site"])
def test_t28_the_call_says_whose_it_is(cast, both, field, said):
    received = send(**{field: said})
    assert received.outcome == "opened"
    assert Ticket.objects.get().customer == cast.vries
    assert send(**{field: said}, firing=False).outcome == "recovered"


def test_t28_a_place_of_one_of_them_says_it_too(cast, both):
    Site.objects.create(customer=cast.vries, name="Delft")
    assert send(site="delft").outcome == "opened" and Ticket.objects.get().customer == cast.vries
    assert send("CPU", site="elders").outcome == "waiting"


def test_t28_a_token_says_whose_it_is(cast, both):
    assert send(bound=cast.vries).outcome == "opened"
    assert Ticket.objects.get().customer == cast.vries


@pytest.mark.parametrize("said", ["K1001", "Bakkerij Smit", "Bestaat Niet BV"])
def test_t28_a_body_never_changes_what_the_token_says(cast, both, said):
    received = send(bound=cast.vries, customer=said)
    assert (received.outcome, received.ticket) == ("waiting", None)
    assert received.why == f"Het bericht noemt “{said}”, maar het token is van een andere klant."
    assert Alert.objects.get().customer == cast.vries
    assert send(bound=cast.vries, customer="K1002").outcome == "opened"


def test_t28_an_alert_of_a_customer_without_such_a_host_never_goes_to_another(cast, first):
    """The kind: the second customer's DC01 is not in the table yet."""
    for said in ({"bound": cast.vries}, {"customer": "K1002"}, {"site": "K1002"}):
        received = send(**said)
        assert received.outcome == "unknown_host" and "Notariskantoor De Vries" in received.why
    assert send("CPU", customer="Notaris de Vries (oud)").outcome == "waiting"
    assert not Ticket.objects.exists()
    fields = {"contact": cast.willem, "item_type": "server", "service": "support"}
    save_host(None, by=cast.marloes, now=MONDAY, name="DC01", customer=cast.vries, **fields)
    assert Ticket.objects.get().customer == cast.vries


def test_t28_without_a_word_the_only_one_it_is(cast, first):
    assert send().outcome == "opened" and Ticket.objects.get().customer == cast.smit
    assert Alert.objects.get().customer == cast.smit


def test_t28_an_agent_gives_it_to_one_and_the_other_sees_nothing(cast, both, sign_in):
    send(text="Nog 1 GB")
    smit, vries = prospects(Alert.objects.get(), MONDAY)
    assert (smit.customer, smit.contact, smit.ticket, smit.muted) == (cast.smit, cast.jan, None, "")
    given = give(cast, cast.vries)
    ticket = Ticket.objects.get()
    assert (ticket.customer, given.ticket, given.customer, given.held) == (cast.vries, ticket, cast.vries, {})
    line = ticket.timeline.get(kind=EntryKind.ALERT)
    assert line.by == cast.sanne and not line.is_public and "Smit" not in line.said
    sweep_outbox(MONDAY)
    assert {mail.recipient for mail in MailMessage.objects.exclude(recipient_user__is_house=True)} == {
        "willem@vries.example"
    }
    assert not Ticket.objects.visible_to(cast.jan.user).exists()
    assert sign_in(cast.jan.user).get(f"/portaal/meldingen/{ticket.pk}/").status_code == 404


def test_t28_given_once_it_is_counted_until_it_recovers_and_then_asked_again(cast, both):
    send()
    give(cast, cast.vries)
    assert send().outcome == "counted"
    recovered = send(firing=False)
    assert recovered.outcome == "noted"  # another server of that name may have recovered
    assert Ticket.objects.get().is_open and not Alert.objects.get().is_firing
    assert send().outcome == "waiting" and Ticket.objects.count() == 1
    give(cast, cast.smit)
    assert set(Ticket.objects.values_list("customer", flat=True)) == {cast.smit.pk, cast.vries.pk}


def test_t28_given_to_whom_it_is_known_at_already(cast, both):
    send(customer="K1002")
    ticket = Ticket.objects.get()
    send(customer="K1002", firing=False)
    actions.close(ticket, by=None, now=MONDAY.replace(month=12))
    send()
    given = give(cast, cast.vries)
    assert Alert.objects.get() == given and given.is_firing and given.ticket != ticket


def test_t28_a_recovery_that_may_be_of_another_ends_nothing(cast, first):
    send()
    MonitoredHost.objects.create(name="dc01", customer=cast.vries, contact=cast.willem)
    assert send().outcome == "counted"
    assert send(firing=False).outcome == "noted" and Ticket.objects.get().is_open


def test_t28_what_contradicts_its_token_ends_nothing(cast, both):
    send(bound=cast.vries)
    assert send(bound=cast.vries, customer="K1001", firing=False).outcome == "noted"
    assert Ticket.objects.get().is_open


def test_t28_words_of_another_never_reach_who_it_was_given_to(cast, first):
    """Of a name that nobody has, and of one that an agent gave to a customer while work mutes it."""
    receive_one(Signal("test", "vm9", "X", True, "vm9", text="Van De Vries"), now=MONDAY, bound=cast.vries)
    receive_one(Signal("test", "vm9", "X", True, "vm9", text="Van Smit"), now=MONDAY)
    assert Alert.objects.get(customer=cast.vries).text == "Van De Vries"
    MonitoredHost.objects.create(name="dc01", customer=cast.vries, contact=cast.willem, is_active=False)
    send(text="Van De Vries")
    give_alert(Alert.objects.get(host_key="dc01"), by=cast.sanne, now=MONDAY, customer=cast.vries)
    assert send(text="Van Smit", severity="critical").outcome == "muted"
    alert = Alert.objects.get(host_key="dc01")
    assert (alert.customer, alert.text, alert.severity) == (cast.vries, "Van De Vries", "critical")


def test_t28_a_host_that_left_the_table_still_recovers(cast, first):
    send()
    first.name = "anders"
    first.save()
    assert send(firing=False).outcome == "noted" and not Alert.objects.get().is_firing


def test_t28_who_may_and_what_is_refused(cast, both):
    send()
    alert = Alert.objects.get()
    for who in (cast.els, cast.jan.user, cast.fred):
        with pytest.raises(PermissionDenied):
            give(cast, cast.smit, by=who)
    MonitoredHost.objects.filter(customer=cast.vries).update(name="x", key="x")
    with pytest.raises(Refused, match="een host met deze naam"):
        give(cast, cast.vries)
    assert not Ticket.objects.exists()
    give(cast, cast.smit)
    assert give_alert(alert, by=cast.sanne, now=MONDAY, customer=cast.smit).ticket == Ticket.objects.get()
    with pytest.raises(Refused, match="intussen beslist"):
        give_alert(alert, by=cast.sanne, now=MONDAY, customer=cast.vries)


def test_t28_a_name_that_is_no_longer_shared_waits_no_longer(cast, both):
    send()
    fields = {"contact": cast.willem, "item_type": "server", "service": "support", "customer": cast.vries}
    save_host(both[1], by=cast.marloes, now=MONDAY, name="dc01-vries", **fields)
    assert Ticket.objects.get().customer == cast.smit


def test_t28_alerts_of_before_know_whose_they_are(cast, first):
    """What the data migration does, on rows as they were: of nobody, and without a reason."""
    ticket = send().ticket
    off = MonitoredHost.objects.create(name="oud", customer=cast.vries, contact=cast.willem, is_active=False)
    common = {"source": "test", "first_at": MONDAY, "last_at": MONDAY, "name": "x"}
    for name in ("oud", "dc01", "vreemd"):
        Alert.objects.create(host_name=name, host_key=name, fingerprint="b", **common)
    Alert.objects.update(customer=None, held={})
    import_module("integrations.migrations.0003_whose_alerts").fill_in(apps, None)
    found = {(alert.host_name, alert.ticket_id): alert for alert in Alert.objects.all()}
    assert found["dc01", ticket].customer == found["dc01", None].customer == cast.smit
    assert (found["oud", None].customer, found["oud", None].held) == (off.customer, {"key": "host_off"})
    assert (found["vreemd", None].customer, found["dc01", None].held) == (None, {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server")
def test_t28_many_workers_keep_two_customers_apart(cast, both):
    said = ["K1001", "K1002", ""]
    at_once(24, lambda index: send(customer=said[index % 3]))
    assert {ticket.customer_id for ticket in Ticket.objects.all()} == {cast.smit.pk, cast.vries.pk}
    assert Ticket.objects.count() == 2 and sum(Alert.objects.values_list("count", flat=True)) == 24
