"""A tool's own number or name of a customer, linked once per token, and what waited for it goes on (SLA 6.1)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accounts.models import ApiToken
from infra.errors import Refused
from integrations.models import Alert, AlertMapping, MonitoredHost, ToolCustomer
from integrations.monitoring import linking, tool_customers
from integrations.monitoring.linking import add_customer, link_customer, sweep_linked
from integrations.monitoring.triage import sweep_muted
from tests.conftest import MONDAY
from tests.desk.monitoring.test_received import hand_in
from tests.factories import ContactFactory, HouseUserFactory, UserFactory
from tickets.models import EntryKind, Ticket

URL = "/desk/monitoring/klanten/"
NINJA = {
    "seriesUid": "s-1", "activityType": "CONDITION", "statusCode": "TRIGGERED", "sourceName": "Schijf vol",
    "severity": "MAJOR", "organizationId": 12, "device": {"systemName": "DC01"},
}  # fmt: skip
BODIES = {
    "organizationId": NINJA,
    "CustomerID": {"AlertID": 1, "Title": "Vol", "DeviceName": "DC01", "Severity": "Critical", "CustomerID": 12},
    "subscription": {
        "schemaId": "azureMonitorCommonAlertSchema",
        "data": {"essentials": {
            "alertId": "/a/1", "alertRule": "CPU", "monitorCondition": "Fired", "severity": "Sev1",
            "alertTargetIDs": ["/subscriptions/12/resourcegroups/x/y/dc01"], "configurationItems": ["DC01"],
        }},
    },
    "AWSAccountId": {"AlarmName": "CPU", "AlarmArn": "arn:x", "AWSAccountId": "12", "NewStateValue": "ALARM",
                     "Trigger": {"Dimensions": [{"name": "host", "value": "DC01"}]}},
    "tenantId": {"id": "g1", "tenantId": "12", "title": "Ransomware", "status": "new", "severity": "high",
                 "alertWebUrl": "https://x.example", "evidence": [{"deviceDnsName": "DC01"}]},
    "site_id": {"alert_uid": "d1", "device_hostname": "DC01", "alert_type": "Disk", "site_id": "12"},
    "companyId": {"id": 3, "name": "Backup", "computerName": "DC01", "companyId": 12,
                  "lastActivation": {"status": "Error"}},
    "customer_id": {"alerts": [{"status": "firing", "fingerprint": "p1", "labels": {
        "alertname": "MQFull", "host": "DC01", "customer_id": "12"}}]},
    "tenant": {"host": "DC01", "name": "Vol", "status": "firing", "tenant": 12},
    "site": {"host": "DC01", "name": "Vol", "status": "firing", "site": "12"},
    "customer": {"host": "DC01", "name": "Vol", "status": "firing", "customer": "12"},
}  # fmt: skip


@pytest.fixture
def token(cast):
    user = HouseUserFactory.create(email="rmm@1do.example", name="RMM van 1do", is_service=True)
    return ApiToken.issue(user, name="RMM", scopes=["alerts:write"], now=MONDAY)[0]


@pytest.fixture
def both(cast):
    """Two customers with a DC01."""
    MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)
    MonitoredHost.objects.create(name="DC01", customer=cast.vries, contact=cast.willem)


def send(token, body, **change):
    row = hand_in(token, json.dumps(body | change))
    return row.results[0]


@pytest.mark.parametrize("field", list(BODIES))
def test_each_tools_own_number_says_whose_it_is(cast, token, both, field):
    add_customer(by=cast.marloes, now=MONDAY, token=token, field=field, value="12", customer=cast.vries)
    assert send(token, BODIES[field])["outcome"] == "opened"
    assert Ticket.objects.get().customer == cast.vries


def test_ncentral_says_it_by_a_name(cast, token, both):
    xml = (
        "<notification><CustomerName>Vries &gt; Delft</CustomerName><DeviceName>DC01</DeviceName>"
        "<AffectedService>Disk</AffectedService><QualitativeNewState>Failed</QualitativeNewState></notification>"
    )
    add_customer(by=cast.marloes, now=MONDAY, token=token, field="CustomerName", value="vries", customer=cast.vries)
    assert hand_in(token, xml, "text/xml").results[0]["outcome"] == "opened"
    assert Ticket.objects.get().customer == cast.vries


@pytest.mark.parametrize("field", ["organizationId", "subscription", "customer", "site"])
def test_what_nobody_knows_is_offered_and_one_click_puts_what_waited_on_a_ticket(cast, token, both, sign_in, field):
    assert send(token, BODIES[field])["outcome"] == "waiting"
    row = ToolCustomer.objects.get()
    assert (row.field, row.value, row.customer, row.last_host) == (field, "12", None, "DC01")
    marloes = sign_in(cast.marloes)
    page = marloes.get(URL).content.decode()
    assert str(row) in page and "Kies welke klant" in page
    assert '<span class="count">1</span>' in marloes.get("/desk/monitoring/").content.decode()
    answer = marloes.post(f"{URL}{row.pk}/", {"customer": cast.vries.pk}, follow=True)
    assert f"“{row}” is vanaf nu Notariskantoor De Vries." in answer.content.decode()
    assert Ticket.objects.get().customer == cast.vries
    assert send(token, BODIES[field])["outcome"] == "counted"


def test_what_came_of_a_host_and_a_customer_both_unknown_is_his_once_that_is_said(cast, token, sign_in):
    """At once, and not at its next message; with the moment that it came (SLA 7.9)."""
    assert send(token, NINJA)["outcome"] == "unknown_host"
    alert, row = Alert.objects.get(), ToolCustomer.objects.get()
    assert (alert.customer, alert.waits, alert.held_words) == (None, False, "")
    page = sign_in(cast.marloes).get("/desk/monitoring/").content.decode()
    assert "Van geen klant" in page and f'href="{URL}{row.pk}/"' in page
    assert "Schijf vol" in sign_in(cast.marloes).get(f"{URL}{row.pk}/").content.decode()
    assert f'href="{URL}{row.pk}/"' not in sign_in(cast.sanne).get("/desk/monitoring/").content.decode()
    link_customer(row, by=cast.marloes, now=MONDAY, customer=cast.vries)
    alert.refresh_from_db()
    assert (alert.customer, alert.ticket, alert.held) == (cast.vries, None, {})
    page = sign_in(cast.marloes).get("/desk/monitoring/").content.decode()
    assert "Bij Notariskantoor De Vries staat deze host niet in de tabel" in page

    assert send(token, NINJA, seriesUid="s-2", organizationId=13)["outcome"] == "waiting"


def test_of_a_host_that_is_known_first_it_counts_from_when_it_came(cast, token):
    send(token, NINJA)
    Alert.objects.update(first_at=(came := MONDAY - timedelta(hours=1)))
    MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)
    assert sweep_muted(MONDAY) == 1
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.opened_at) == (cast.smit, came)


def test_a_number_that_is_not_linked_waits_where_others_are(cast, token, sign_in):
    """The kind: its host's name is of one customer only, who is not who is meant."""
    MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)
    assert send(token, NINJA, organizationId=1)["outcome"] == "opened"  # nothing is linked: by its host
    add_customer(by=cast.marloes, now=MONDAY, token=token, field="organizationId", value="7", customer=cast.smit)
    received = send(token, NINJA, seriesUid="s-2", organizationId=8)
    assert received["outcome"] == "waiting" and "organizationId 8" in received["why"]
    assert Ticket.objects.count() == 1
    alert = Alert.objects.get(customer=None)
    page = sign_in(cast.marloes).get(f"/desk/monitoring/bericht/{alert.pk}/").content.decode()
    assert f'href="{URL}{alert.named}/"' in page
    link_customer(ToolCustomer.objects.get(value="8"), by=cast.marloes, now=MONDAY, customer=cast.vries)
    alert.refresh_from_db()
    assert (alert.customer, alert.ticket, alert.waits) == (cast.vries, None, False)  # he has no such host yet
    assert "staat deze host niet in de tabel" in sign_in(cast.marloes).get("/desk/monitoring/").content.decode()


def test_what_waited_is_given_when_it_is_linked_and_says_who_decided(cast, token, both):
    add_customer(by=cast.marloes, now=MONDAY, token=token, field="organizationId", value="7", customer=cast.smit)
    for number in range(3):
        send(token, NINJA, seriesUid=f"s-{number}")
    link_customer(ToolCustomer.objects.get(value="12"), by=cast.marloes, now=MONDAY, customer=cast.vries)
    ticket = Ticket.objects.get()
    assert (ticket.customer, Alert.objects.filter(ticket=ticket, customer=cast.vries).count()) == (cast.vries, 3)
    assert ticket.timeline.filter(kind=EntryKind.ALERT, by=cast.marloes, is_public=False).exists()
    assert send(token, NINJA, seriesUid="s-0", statusCode="RESET")["outcome"] == "noted"


def test_beyond_the_first_the_sweep_gives_it(cast, token, both, monkeypatch):
    add_customer(by=cast.marloes, now=MONDAY, token=token, field="organizationId", value="7", customer=cast.smit)
    for number in range(3):
        send(token, NINJA, seriesUid=f"s-{number}")
    monkeypatch.setattr(linking, "MOST_WOKEN", 1)
    link_customer(ToolCustomer.objects.get(value="12"), by=cast.marloes, now=MONDAY, customer=cast.vries)
    assert Alert.objects.filter(customer=None).count() == 2
    assert (sweep_linked(MONDAY), sweep_linked(MONDAY)) == (2, 0)
    assert Alert.objects.filter(customer=cast.vries, ticket__isnull=False).count() == 3


def test_the_table_goes_before_our_own_numbers_and_names(cast, token, both):
    """organizationId 1001 is no customer K1001; and what a tool calls Bakkerij Smit may be another's."""
    add_customer(by=cast.marloes, now=MONDAY, token=token, field="customer", value="K1001", customer=cast.vries)
    assert send(token, BODIES["customer"], customer="k1001")["outcome"] == "opened"
    assert Ticket.objects.get().customer == cast.vries
    assert send(token, NINJA, organizationId="K1001")["outcome"] == "waiting"


def test_it_is_of_one_token(cast, token, both):
    other = ApiToken.issue(token.user, name="Ander", scopes=["alerts:write"], now=MONDAY)[0]
    add_customer(by=cast.marloes, now=MONDAY, token=other, field="organizationId", value="12", customer=cast.vries)
    assert send(token, NINJA)["outcome"] == "waiting"
    assert send(other, NINJA, seriesUid="s-9")["outcome"] == "opened"


def test_a_name_that_we_know_is_not_offered(cast, token, both):
    send(token, NINJA, organization={"name": "Notariskantoor De Vries"})
    send(token, BODIES["site"], site="Bakkerij Smit")
    send(token, BODIES["customer"], customer="K1002")
    assert not ToolCustomer.objects.exists()


def test_a_token_of_a_customer_stays_his_and_a_wrong_word_is_his_once_somebody_says_so(cast, both, sign_in):
    user = UserFactory(email="rmm@vries.example", name="RMM", is_service=True)
    ContactFactory(customer=cast.vries, name="RMM", email="rmm@vries.example", user=user)
    token = ApiToken.issue(user, name="RMM Vries", scopes=["alerts:write"], now=MONDAY)[0]
    body, bound = BODIES["customer"] | {"customer": "vries-prod"}, cast.vries
    for change in ({}, {"customer": "K1001"}):
        kept = _hand_in_bound(token, body | change, bound)
        assert kept["outcome"] == "waiting"
    row = ToolCustomer.objects.get(value="vries-prod")
    marloes = sign_in(cast.marloes)
    page = marloes.get(f"{URL}{row.pk}/").content.decode()
    assert "Notariskantoor De Vries (K1002)" in page and "Bakkerij Smit" not in page
    assert marloes.post(f"{URL}{row.pk}/", {"customer": cast.smit.pk}).status_code == 200
    with pytest.raises(Refused, match="blijft van die klant"):
        link_customer(row, by=cast.marloes, now=MONDAY, customer=cast.smit)
    assert not Ticket.objects.exists()
    assert marloes.post(f"{URL}{row.pk}/", {"customer": cast.vries.pk}).status_code == 302
    assert _hand_in_bound(token, body, bound)["outcome"] in ("counted", "opened")
    assert Ticket.objects.get().customer == cast.vries
    _hand_in_bound(token, NINJA, bound)
    assert not ToolCustomer.objects.filter(field="organizationId").exists()


def _hand_in_bound(token, body, bound):
    from integrations.models import AlertBody
    from integrations.monitoring import handing_in

    kept = handing_in.keep(json.dumps(body).encode(), "application/json", token=token, now=MONDAY)
    handing_in.hand_in(kept, token=token, now=MONDAY, bound=bound)
    return AlertBody.objects.get(pk=kept.row.pk).results[0]


def test_a_mapping_uses_it_too_and_its_trial_says_so(cast, token, both, sign_in):
    AlertMapping.objects.create(token=token, paths={"host": "h", "name": "n", "customer": "org"})
    add_customer(by=cast.marloes, now=MONDAY, token=token, field="customer", value="77", customer=cast.vries)
    assert send(token, {"h": "dc01", "n": "Vol", "org": 77})["outcome"] == "opened"
    page = sign_in(cast.fred).get(f"/desk/koppelingen/{token.pk}/veldindeling/").content.decode()
    assert "Notariskantoor De Vries" in page
    assert not ToolCustomer.objects.unlinked().exists()


def test_who_may_link(cast, token, both, sign_in):
    send(token, NINJA)
    row = ToolCustomer.objects.get()
    new = {"token": token.pk, "field": "organizationId", "value": "5", "customer": cast.smit.pk}
    for who, read, write in [
        (cast.sanne, 200, 403),
        (cast.els, 403, 403),
        (cast.jan.user, 404, 404),
        (cast.fred, 403, 403),
    ]:
        client = sign_in(who)
        assert client.get(URL).status_code == read
        for url, data in [
            (f"{URL}{row.pk}/", {"customer": cast.smit.pk}),
            (f"{URL}{row.pk}/los/", {}),
            (f"{URL}nieuw/", new),
        ]:
            assert client.post(url, data).status_code == write
    row.refresh_from_db()
    assert row.customer is None and ToolCustomer.objects.count() == 1
    assert sign_in(cast.marloes).post(f"{URL}nieuw/", new).status_code == 302
    assert "Kies welke klant" not in sign_in(cast.sanne).get(URL).content.decode()


def test_changed_and_unlinked(cast, token, both, sign_in):
    row = add_customer(
        by=cast.marloes, now=MONDAY, token=token, field="organizationId", value="12", customer=cast.vries
    )
    marloes = sign_in(cast.marloes)
    assert "Notariskantoor De Vries" in marloes.get(URL).content.decode()
    marloes.post(f"{URL}{row.pk}/", {"customer": cast.smit.pk})
    row.refresh_from_db()
    assert row.customer == cast.smit
    marloes.post(f"{URL}{row.pk}/los/")
    row.refresh_from_db()
    assert (row.customer, row.linked_by, row.linked_at) == (None, None, None)
    assert send(token, NINJA)["outcome"] == "waiting"
    assert marloes.get(f"{URL}999999/").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": ""}, "Vul in hoe"),
        ({"value": "x" * 121}, "120 tekens"),
        ({"field": "verzonnen"}, "geldige keuze"),
        ({"token": ""}, "Kies een koppeling"),
        ({"token": "999"}, "geldige keuze"),
        ({"customer": ""}, "Kies welke klant"),
        ({"customer": "9" * 40}, "geldige keuze"),
        ({"value": "12"}, "is bij dit token al Notariskantoor De Vries"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(cast, token, sign_in, change, words):
    add_customer(by=cast.marloes, now=MONDAY, token=token, field="organizationId", value="12", customer=cast.vries)
    given = {"token": token.pk, "field": "organizationId", "value": "5", "customer": cast.smit.pk}
    answer = sign_in(cast.marloes).post(f"{URL}nieuw/", given | change)
    assert answer.status_code == 200 and words in answer.content.decode()
    assert ToolCustomer.objects.count() == 1


def test_names_without_end_fill_no_table_and_what_nobody_says_any_more_goes(cast, token, monkeypatch):
    monkeypatch.setattr(tool_customers, "MOST_UNLINKED", 3)
    for number in range(5):
        send(token, NINJA, seriesUid=f"s-{number}", organizationId=number)
    assert ToolCustomer.objects.count() == 3
    row = add_customer(by=cast.marloes, now=MONDAY, token=token, field="organizationId", value="77", customer=cast.smit)
    assert tool_customers.forget_unlinked(MONDAY.replace(year=2027)) == 3
    assert ToolCustomer.objects.get() == row


def test_a_likely_customer_is_one_click(cast, token, sign_in):
    MonitoredHost.objects.create(name="DC01", customer=cast.smit, contact=cast.jan)
    send(token, NINJA)
    page = sign_in(cast.marloes).get(URL).content.decode()
    assert "Het is Bakkerij Smit" in page and f'name="customer" value="{cast.smit.pk}"' in page


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_costs_the_same_with_one_and_with_twenty(
    cast, token, both, sign_in, number, django_assert_max_num_queries
):
    for each in range(number):
        send(token, NINJA, seriesUid=f"s-{each}", organizationId=each)
        add_customer(by=cast.marloes, now=MONDAY, token=token, field="site", value=f"x{each}", customer=cast.smit)
    marloes = sign_in(cast.marloes)
    with django_assert_max_num_queries(11):
        assert marloes.get(URL).status_code == 200


def test_words_of_a_tool_are_text_on_the_page(cast, token, both, sign_in):
    send(token, NINJA, organizationId="<script>x", organization={"name": "<img src=x>"}, device={"systemName": "<i>h"})
    marloes = sign_in(cast.marloes)
    for url in (URL, f"{URL}{ToolCustomer.objects.get().pk}/"):
        page = marloes.get(url).content.decode()
        assert "<script>x" not in page and "<img src=x" not in page and "<i>h" not in page
