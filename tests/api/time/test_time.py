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
        actions.log_time(
            ticket,
            by=cast.sanne,
            now=MONDAY + timedelta(hours=2),
            minutes=minutes,
            text="kanarie-note",
            began_then=True,
        )
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
    assert api(cast.sanne).get(line).json()["export"] == made.json()["id"]


def test_t9_a_correction_after_it_left_is_a_credit_in_the_next_export(cast, api, worked):
    daan, period = api(cast.daan), {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    daan.post("time-exports/", period)
    line = worked[cast.willem.pk]
    after = api(cast.sanne).post(f"time-entries/{line.pk}/correct/", {"minutes": 5, "reason": "Te veel"})
    assert (after.status_code, after.json()["minutes"], after.json()["export"]) == (200, 5, None)
    assert api(cast.sanne).get(f"time-entries/{line.pk}/").json()["minutes"] == 60
    waiting = daan.post("time-exports/waiting/", period).json()
    assert (waiting["lines"], waiting["credits"], waiting["minutes"], waiting["amount"]) == (2, 1, -55, "-87.08")
    seen = api(cast.willem.user).get(f"customers/{cast.vries.pk}/hours/?month=2026-11").json()
    [credit] = seen["credits"]
    assert (credit["line"], credit["minutes"], credit["reason"], "amount" in credit) == (line.pk, 60, "Te veel", False)
    assert [row["minutes"] for row in api(cast.willem.user).get("time-entries/").json()["results"]] == [5]
    made = daan.post("time-exports/", period).json()
    assert (made["line_count"], made["minutes"], made["amount"]) == (2, -55, "-87.08")
    assert "Creditregel" in daan.get(f"time-exports/{made['id']}/csv/").content.decode()
    assert daan.get(f"time-exports/{made['id']}/xlsx/").content.startswith(b"PK")


def test_t8_older_lines_are_said_and_taken_along(cast, api, open_ticket):
    ticket = agreed(open_ticket(contact=cast.willem), cast.sanne)
    given = {"minutes": 120, "started_at": at("2026-10-30 10:00"), "began_then": True}
    actions.log_time(ticket, by=cast.sanne, now=NOW, **given)
    daan, period = api(cast.daan), {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    waiting = daan.post("time-exports/waiting/", period).json()
    assert (waiting["lines"], waiting["older_lines"], waiting["older_amount"]) == (0, 1, "190.00")
    assert waiting["older_words"] == "nog 1 oudere regel, €\xa0190,00, van oktober"
    refused = daan.post("time-exports/", period)
    assert refused.status_code == 409 and "nog 1 oudere regel" in refused.json()["detail"]
    assert daan.post("time-exports/waiting/", period | {"older": True}).json()["lines"] == 1
    made = daan.post("time-exports/", period | {"older": True}).json()
    assert (made["line_count"], made["amount"], made["with_older"]) == (1, "190.00", True)
    assert b"30-10-2026" in daan.get(f"time-exports/{made['id']}/csv/").content


def test_what_waits_is_for_who_may_export_and_of_a_period_that_can_be(cast, api):
    period = {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    for user in (cast.sanne, cast.willem.user):
        assert api(user).post("time-exports/waiting/", period).status_code == 403
    daan = api(cast.daan)
    assert daan.post("time-exports/waiting/", {}).status_code == 400
    for wrong in ({"ends_on": "9999-12-31"}, {"starts_on": "2026-12-31"}, {"older": "misschien"}):
        assert daan.post("time-exports/waiting/", period | wrong).status_code in (400, 409), wrong


def test_time_in_the_future_is_refused_beside_its_field(cast, api, worked):
    line = worked[cast.willem.pk]
    given = {"minutes": 5, "reason": "x", "started_at": "2026-11-24T10:00:00Z"}
    refused = api(cast.sanne).post(f"time-entries/{line.pk}/correct/", given)
    assert refused.status_code in (400, 409) and "toekomst" in str(refused.json())


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
    assert (said["advice"]["verdict"], said["advice"]["months"]) == (None, 0), "nobody reported anything before"
    assert "fee" not in said["advice"] and said["sums"]["billed"] == "Alle tijd viel binnen de overeenkomst."
    assert "amount" not in said["total"] and len(said["tickets"]) == 1
    assert api(cast.willem.user).get(url + "?month=november").status_code == 400
    assert api(cast.jan.user).get(url).status_code == 404
    assert api(cast.sanne).get(url).json()["total"]["amount"] == "0.00"
