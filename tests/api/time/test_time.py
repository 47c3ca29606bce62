"""Time entries, exports and hours over REST: who reads what, corrections, each line once (SLA 6.2, 7.4, 8, 11)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Scope
from contracts.models import ServiceAgreement
from tests.conftest import MONDAY, at
from tests.factories import ServiceAgreementFactory
from tests.yes import agreed
from tickets import actions
from tickets.models import TimeEntry

NOW = at("2026-11-23 15:00")
INTERNAL = {"by", "note", "version", "export", "locked_at"}


@pytest.fixture(autouse=True)
def _that_afternoon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def worked(cast, open_ticket):
    """An hour for Willem that he pays, half an hour for Jan that is included."""
    for contact, minutes in ((cast.willem, 60), (cast.jan, 30)):
        ticket = open_ticket(contact=contact)
        if contact == cast.willem:
            agreed(ticket, cast.sanne)
        actions.log_time(ticket, by=cast.sanne, now=MONDAY + timedelta(hours=2), minutes=minutes, text="kanarie-note")
    return {line.ticket.contact_id: line for line in TimeEntry.objects.select_related("ticket")}


def test_each_reads_the_time_on_his_own_meldingen(cast, api, worked):
    own = worked[cast.willem.pk]
    [row] = api(cast.willem.user).get("time-entries/").json()["results"]
    assert (row["id"], row["minutes"], row["verdict"], row["clause"]) == (own.pk, 60, "meerwerk", "5.2")
    assert not INTERNAL & row.keys() and "amount" not in row
    assert api(cast.jan.user).get(f"time-entries/{own.pk}/").status_code == 404
    house = api(cast.sanne).get(f"time-entries/{own.pk}/").json()
    assert (house["note"], house["amount"], house["rate"]) == ("kanarie-note", "95.00", "95.00")
    assert len(api(cast.sanne).get("time-entries/").json()["results"]) == 2


def test_amounts_are_for_who_has_a_say_in_money(cast, api, open_ticket):
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(ends_on=date(2025, 12, 31))
    ServiceAgreementFactory(
        number="DVO-1002",
        version=2,
        customer=cast.vries,
        starts_on=date(2026, 1, 1),
        packages={"server": "basic", "werkplek": "basic"},
        dap={"cost_approvers": [cast.willem]},
    )
    actions.log_time(agreed(open_ticket(contact=cast.willem), cast.sanne), by=cast.sanne, now=NOW, minutes=60)
    [row] = api(cast.willem.user).get("time-entries/").json()["results"]
    assert (row["amount"], row["rate_kind"]) == ("95.00", "normal")
    seen = api(cast.willem.user).get(f"customers/{cast.vries.pk}/hours/").json()
    assert seen["total"]["amount"] == "95.00"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("verdict=meerwerk", 1),
        ("verdict=meerwerk&verdict=inbegrepen", 2),
        ("exported=true", 0),
        ("started_after=2026-11-23T12:00:00Z", 0),
        ("started_before=2026-11-23T12:00:00Z", 2),
        ("current=false", 0),
        ("updated_since=2026-11-23T11:00:00Z", 2),
    ],
)
def test_filters(cast, api, worked, query, found):
    assert len(api(cast.sanne).get(f"time-entries/?{query}").json()["results"]) == found


def test_a_customer_does_not_filter_by_what_he_may_not_read(cast, api, worked):
    assert api(cast.jan.user).get("time-entries/?exported=true").status_code == 400


def test_a_correction_is_a_new_version_with_its_reason(cast, api, worked):
    url = f"time-entries/{worked[cast.willem.pk].pk}/"
    sanne = api(cast.sanne)
    assert sanne.post(url + "correct/", {"minutes": 45}).status_code == 400
    after = sanne.post(url + "correct/", {"minutes": 45, "reason": "Pauze vergeten"}).json()
    assert (after["version"], after["minutes"], after["corrects"]) == (2, 45, worked[cast.willem.pk].pk)
    assert sanne.get(url).json()["is_current"] is False
    willem = api(cast.willem.user)
    assert [row["minutes"] for row in willem.get("time-entries/").json()["results"]] == [45]
    assert willem.get(url).status_code == 404, "what was corrected does not count any more"
    assert willem.post(f"time-entries/{after['id']}/correct/", {"minutes": 1, "reason": "x"}).status_code == 403
    assert api(cast.sanne, [Scope.TIME_READ]).post(url + "correct/", {}).status_code == 403


def test_each_line_leaves_once(cast, api, worked):
    daan, period = api(cast.daan), {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    made = daan.post("time-exports/", period)
    assert (made.status_code, made.json()["line_count"], made.json()["amount"]) == (201, 1, "95.00")
    assert daan.post("time-exports/", period).status_code == 409
    url = f"time-exports/{made.json()['id']}/"
    assert b"Notariskantoor De Vries" in daan.get(url + "csv/").content
    assert daan.get(url + "xlsx/").content.startswith(b"PK")
    line = f"time-entries/{worked[cast.willem.pk].pk}/"
    assert api(cast.sanne).post(line + "correct/", {"minutes": 5, "reason": "x"}).status_code == 409
    assert api(cast.sanne).get(line).json()["export"] == made.json()["id"]


@pytest.mark.parametrize("who", ["sanne", "willem"])
def test_others_export_nothing(cast, api, worked, who):
    made = api(cast.daan).post("time-exports/", {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}).json()
    client = api(cast.sanne if who == "sanne" else cast.willem.user)
    assert client.post("time-exports/", {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}).status_code == 403
    assert client.get("time-exports/").json()["results"] == []
    for address in ("", "csv/", "xlsx/"):
        assert client.get(f"time-exports/{made['id']}/{address}").status_code == 404


def test_as_many_queries_for_one_line_as_for_twenty(cast, api, open_ticket, django_assert_num_queries):
    ticket = agreed(open_ticket(contact=cast.willem), cast.sanne)
    clients = [(api(cast.sanne), 2), (api(cast.willem.user), 5)]
    for client, _queries in clients:
        client.get("time-entries/")  # that the token was used is written once a minute
    for _rows in (1, 20):
        for _line in range(_rows):
            actions.log_time(ticket, by=cast.sanne, now=NOW, minutes=5)
        for client, queries in clients:
            with django_assert_num_queries(queries):
                assert len(client.get("time-entries/").json()["results"]) >= _rows


def test_hours_of_a_month(cast, api, open_ticket):
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(ends_on=date(2025, 12, 31))
    ServiceAgreementFactory(
        number="DVO-1002",
        version=2,
        customer=cast.vries,
        starts_on=date(2026, 1, 1),
        packages={"all-in-1": "premium"},
        categories=[3, 4],
        hours_per_month=Decimal(10),
    )
    actions.log_time(open_ticket(contact=cast.willem), by=cast.sanne, now=NOW, minutes=90)
    url = f"customers/{cast.vries.pk}/hours/"
    said = api(cast.willem.user).get(url + "?month=2026-11").json()
    assert (said["month"], said["meter"]["agreed"], said["meter"]["used"], said["meter"]["left"]) == (
        "2026-11",
        600,
        90,
        510,
    )
    assert (said["advice"]["verdict"], said["advice"]["months"]) == ("te_hoog", 6)
    assert "amount" not in said["total"] and len(said["tickets"]) == 1
    assert api(cast.willem.user).get(url + "?month=november").status_code == 400
    assert api(cast.jan.user).get(url).status_code == 404
    assert api(cast.sanne).get(url).json()["total"]["amount"] == "0.00"
