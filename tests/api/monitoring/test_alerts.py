"""Monitoring at the door: one address for all tools, with a token of its own."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from drf_spectacular.generators import SchemaGenerator

from accounts.actions import issue_token
from infra.errors import Refused
from integrations.models import Alert, MonitoredHost
from tests.conftest import MONDAY
from tests.factories import ContactFactory, UserFactory
from tickets.models import Ticket

PLAIN = {"host": "srv01", "name": "Schijf vol", "status": "firing"}


@pytest.fixture
def host(cast):
    return MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan, item_type="server")


@pytest.fixture
def tool(cast, api):
    return api(cast.sanne, scopes=["alerts:write"])


def test_each_alert_has_its_own_outcome(tool, host):
    answer = tool.post("alerts/", [PLAIN, PLAIN, PLAIN | {"host": "vreemd"}, PLAIN | {"status": ""}])
    assert answer.status_code == 200, answer.json()
    ticket = Ticket.objects.get()
    assert [(row["outcome"], row["ticket"]) for row in answer.json()["results"]] == [
        ("opened", ticket.pk), ("counted", ticket.pk), ("unknown_host", None), ("refused", None)
    ]  # fmt: skip
    assert answer.json()["results"][3]["why"] == "In dit bericht staat niet de status."
    assert tool.post("alerts", PLAIN | {"status": "resolved"}).json()["results"][0]["outcome"] == "recovered"


def test_prtg_sends_json_and_calls_it_a_form(tool, host):
    body = json.dumps({"sensor": "CPU", "device": "srv01", "status": "Down"})
    for text in (quote(body), body, quote(body) + "="):
        answer = tool.generic("POST", "alerts/", text, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200, answer.json()
    assert Alert.objects.get().count == 3


@pytest.mark.parametrize("text", ["", "a=b&c=d", "%7B", "[" * 100_000, '{"a":"%00"}', "%ff%fe"])
def test_a_form_without_json_is_refused(tool, host, text):
    answer = tool.generic("POST", "alerts/", text, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [{}, {"alerts": 3}, {"x": 1}, "x", 3, None, {"alerts": [{}] * 1001}])
def test_what_is_no_alert_is_refused_and_says_how(tool, body):
    answer = tool.post("alerts/", body)
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert not Alert.objects.exists()


def test_other_doors_take_no_forms(cast, api):
    answer = api(cast.jan.user).generic("POST", "tickets/", "a=b", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415


def test_who_may(cast, api, host):
    assert api(cast.sanne, scopes=["tickets:work"]).post("alerts/", PLAIN).status_code == 403
    assert api(cast.jan.user).post("alerts/", PLAIN).status_code == 403
    assert not Alert.objects.exists()
    api(cast.sanne).post("alerts/", PLAIN)
    assert len(api(cast.sanne).get("alerts/?is_firing=true").json()["results"]) == 1
    assert api(cast.jan.user).get("alerts/").json()["results"] == []


def test_more_than_may_come_at_once_is_said(tool, host):
    body = {"alerts": [{"labels": {"alertname": f"A{n}", "host": "srv01"}, "status": "firing"} for n in range(30)]}
    assert len(tool.post("alerts/", body).json()["results"]) == 30
    assert Ticket.objects.count() == 1
    huge = tool.post("alerts/", {"alerts": [{"x": "y" * 1000}] * 3000})
    assert huge.status_code == 413


def test_the_description_names_the_status_that_is_given():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    answers = schema["paths"]["/api/v1/alerts/"]["post"]["responses"]
    assert "200" in answers and "201" not in answers


@pytest.fixture
def of_vries(cast, api):
    """A tool of De Vries: a contact of his, tied to an account of a program."""
    user = UserFactory(email="rmm@vries.example", name="RMM", is_service=True)
    ContactFactory(customer=cast.vries, name="RMM", email="rmm@vries.example", user=user)
    return user


def test_t28_a_tool_of_a_customer_hands_in_for_his_own_hosts(cast, api, host, of_vries):
    MonitoredHost.objects.create(name="SRV01", customer=cast.vries, contact=cast.willem)
    tool = api(of_vries, scopes=["alerts:write"])
    for body in (PLAIN, PLAIN | {"name": "CPU", "customer": "K1001"}, PLAIN | {"name": "X", "host": "vreemd"}):
        answer = tool.post("alerts/", body)
        assert answer.status_code == 200 and "Smit" not in answer.content.decode()
    assert Ticket.objects.get().customer == cast.vries
    assert set(Alert.objects.values_list("customer", flat=True)) == {cast.vries.pk}
    assert api(of_vries, scopes=["alerts:write", "tickets:read"]).get("alerts/").json()["results"] == []


def test_t28_a_tool_of_nobody_hands_in_nothing(cast, api, host):
    orphan = UserFactory(email="rmm@nergens.example", name="RMM", is_service=True)
    assert api(orphan, scopes=["alerts:write"]).post("alerts/", PLAIN).status_code == 403
    assert not Alert.objects.exists()


def test_t28_who_may_have_such_a_token(cast, of_vries):
    given = {"now": MONDAY, "name": "RMM", "scopes": ["alerts:write"]}
    issue_token(of_vries, by=cast.fred, **given)
    for user, scopes in ((cast.jan.user, ["alerts:write"]), (of_vries, ["tickets:work"])):
        with pytest.raises(Refused, match="Alleen voor medewerkers"):
            issue_token(user, by=cast.fred, **given | {"scopes": scopes})


@pytest.mark.parametrize(
    "body",
    [
        {"host": "srv01", "name": "X", "status": "firing", "customer": "K1002"},
        {"host": "srv01", "name": "X", "status": "firing", "customer": {"number": "K1002"}},
        {"host": "srv01", "name": "X", "status": "firing", "site": "Notariskantoor De Vries"},
        {"alerts": [{"status": "firing", "labels": {"alertname": "X", "host": "srv01", "customer": "K1002"}}]},
        {"alerts": [{"status": "firing", "labels": {"alertname": "X", "host": "srv01"}}], "customer": "K1002"},
        {"sensor": "X", "device": "srv01", "status": "Down", "customer": "K1002"},
        {"trigger": "X", "hostname": "srv01", "status": "PROBLEM", "customer": "K1002"},
        {"heartbeat": {"status": 0}, "monitor": {"name": "X", "hostname": "srv01"}, "customer": "K1002"},
        {"title": "X", "monitor_id": 7, "hostname": "srv01", "alert_transition": "Triggered", "klant": "K1002"},
    ],
)
def test_t28_every_tool_can_say_whose_it_is(cast, tool, host, body):
    MonitoredHost.objects.create(name="SRV01", customer=cast.vries, contact=cast.willem)
    (row,) = tool.post("alerts/", body).json()["results"]
    assert row["outcome"] == "opened" and Ticket.objects.get().customer == cast.vries


def test_t28_what_waits_is_read_over_rest(cast, tool, api, host):
    MonitoredHost.objects.create(name="SRV01", customer=cast.vries, contact=cast.willem)
    (row,) = tool.post("alerts/", PLAIN).json()["results"]
    assert row["outcome"] == "waiting" and "Bakkerij Smit of Notariskantoor De Vries" in row["why"]
    (shown,) = api(cast.sanne).get("alerts/").json()["results"]
    assert (shown["waits"], shown["customer"], shown["ticket"]) == (True, None, None)
    assert "Meer klanten" in shown["muted_by"]
