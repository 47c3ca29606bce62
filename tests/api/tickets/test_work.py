"""What the agreement decides of a ticket, over REST: coverage, what is asked of the customer, suppliers, timers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from contracts import actions as contracts
from contracts.models import ClauseKind, Supplier
from tests.conftest import MONDAY
from tests.tickets.versions import renew
from tests.yes import agreed
from tickets import actions
from tickets.models import Approval, Escalation, RunningTimer, Ticket, TimelineEntry

CHANGE = {"kind": "aanpassing", "subject": "Nieuwe collega", "description": "Er begint iemand."}
WORK = {"item_type": "server", "service": "support", "features": ["extensions"]}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jan(cast, api):
    return api(cast.jan.user)


@pytest.fixture
def sanne(cast, api):
    return api(cast.sanne)


@pytest.fixture
def dell(db):
    return Supplier.objects.create(name="Dell", phone="020 555 10 10")


@pytest.fixture
def declined(cast):
    """An advice of before, that Jan declined."""
    before = MONDAY - timedelta(days=30)
    given = {"title": "Vervang de oude server", "text": "Hij is op.", "given_to": cast.jan}
    advice = contracts.give_advice(cast.smit, by=cast.sanne, now=before, **given)
    return contracts.decide_advice(
        advice, by=cast.sanne, now=before, accepted=False, text="Per mail van 24 oktober.", decided_by=cast.jan
    )


def facts_of(program, ticket, kind) -> dict:
    rows = program.get(f"tickets/{ticket.pk}/timeline/").json()["results"]
    return next(row["facts"] for row in reversed(rows) if row["kind"] == kind)


# --- Out --------------------------------------------------------------------------------------------------
def test_a_ticket_says_whether_the_work_is_covered(cast, jan, sanne, open_ticket):
    ticket = open_ticket(features=["extensions"])
    said = {
        "verdict": "meerwerk",
        "clause": "6.4",
        "reason": ticket.coverage.reason,
        "words": ticket.coverage.words,
        "by_hand": False,
    }
    costs = {
        "headline": "Dit valt buiten uw abonnement (SLA 6.4).",
        "costs": "De bestede tijd, tegen het geldende uurtarief. Wij vragen vooraf uw akkoord.",
        "yes": "to_ask",
    }
    assert jan.get(f"tickets/{ticket.pk}/").json()["coverage"] == said | costs
    assert jan.get("tickets/").json()["results"][0]["coverage"] == said
    assert sanne.get(f"tickets/{ticket.pk}/").json()["coverage"] == said | costs | {"warning": ""}
    detail = jan.get(f"tickets/{ticket.pk}/").json()
    assert (detail["item_type"], detail["service"], detail["features"]) == ("werkplek", "support", ["extensions"])
    for name in ("small_change", "user_accounts", "is_authorisation", "emergency_call", "under_mandate"):
        assert detail[name] is False
    for name in ("waiting_for", "escalation", "ignored_advice"):
        assert detail[name] is None
    assert detail["approvals"] == detail["extra_costs"] == []


def test_a_ticket_that_was_taken_over_has_no_verdict(jan, open_ticket):
    ticket = open_ticket()
    Ticket.objects.update(coverage_verdict="")
    assert jan.get(f"tickets/{ticket.pk}/").json()["coverage"] is None


def test_a_warning_is_for_colleagues(jan, sanne, open_ticket):
    ticket = open_ticket()
    Ticket.objects.update(coverage_warning=[{"key": "only_on_site"}])
    for url in ("tickets/", f"tickets/{ticket.pk}/"):
        assert "uitsluitend op locatie" in sanne.get(url).content.decode()
        assert "uitsluitend op locatie" not in jan.get(url).content.decode()


def test_whom_a_ticket_waits_for(cast, jan, sanne, open_ticket, dell):
    asking = open_ticket(features=["extensions"])
    sanne.post(f"tickets/{asking.pk}/ask-estimate/", {"minutes": 90, "text": "Kabel trekken"})
    approval = Approval.objects.get()
    seen = jan.get(f"tickets/{asking.pk}/").json()
    assert seen["waiting_for"] == {"party": "customer", "approval": approval.pk, "question": "estimate"}
    assert seen["approvals"] == [{"id": approval.pk, "kind": "estimate", "status": "asked"}]
    plain = open_ticket()
    sanne.post(f"tickets/{plain.pk}/ask-remote-viewing/", {"text": "Even kijken"})
    sanne.post(f"tickets/{plain.pk}/wait/", {"party": "customer", "text": "Welke versie?"})
    waiting = jan.get(f"tickets/{plain.pk}/").json()["waiting_for"]
    assert waiting == {"party": "customer", "approval": None, "question": None}


def test_who_the_supplier_is_a_customer_does_not_read(cast, jan, sanne, open_ticket, dell):
    ticket = open_ticket()
    body = {"party": "supplier", "text": "Wij wachten", "supplier": dell.pk, "supplier_reference": "SR-77"}
    key = {"HTTP_IDEMPOTENCY_KEY": "w1"}
    for _click in range(2):
        seen = sanne.post(f"tickets/{ticket.pk}/wait/", body | {"chase_on": "2026-11-26"}, **key).json()
    assert seen["supplier"] == {"id": dell.pk, "name": "Dell"}
    assert (seen["supplier_reference"], seen["chase_on"]) == ("SR-77", "2026-11-26")
    assert seen["waiting_for"] == {"party": "supplier", "approval": None, "question": None}
    assert TimelineEntry.objects.filter(kind="waiting").count() == 1
    his = jan.get(f"tickets/{ticket.pk}/").json()
    assert not {"supplier", "supplier_reference", "chase_on"} & set(his)
    assert his["waiting_for"]["party"] == "supplier"
    for url in (f"tickets/{ticket.pk}/", f"tickets/{ticket.pk}/timeline/", "tickets/"):
        assert "Dell" not in jan.get(url).content.decode()
        assert "SR-77" not in jan.get(url).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("coverage=meerwerk", [1, 2]),
        ("coverage=meerwerk&coverage=inbegrepen", [0, 1, 2, 3]),
        ("item_type=netwerk", [2]),
        ("item_type=netwerk&item_type=werkplek", [0, 1, 2, 3]),
        ("service=support", [0, 1, 2, 3]),
        ("service=updates", []),
        ("is_authorisation=true", [3]),
        ("under_mandate=true", [0]),
        ("emergency_call=false", [0, 1, 2, 3]),
        ("emergency_call=true", []),
    ],
)
def test_filters(jan, sanne, open_ticket, query, found):
    tickets = [
        open_ticket(),
        open_ticket(features=["extensions"]),
        open_ticket(item_type="netwerk"),
        open_ticket(kind="aanpassing", is_authorisation=True, user_accounts=True),
    ]
    Ticket.objects.filter(pk=tickets[0].pk).update(under_mandate=True)
    order = [ticket.pk for ticket in tickets]
    for program in (jan, sanne):
        answer = program.get(f"tickets/?ordering=number&{query}")
        assert [order.index(row["number"]) for row in answer.json()["results"]] == found


@pytest.mark.parametrize(
    "query",
    [
        "coverage=gratis",
        "item_type=koffie",
        "under_mandate=ja",
        "coverage_reason=x",
        "supplier__name=Dell",
        "clause=5.2",
    ],
)
def test_what_cannot_be_asked(sanne, query):
    assert sanne.get(f"tickets/?{query}").status_code == 400


@pytest.mark.parametrize("rows", [1, 20])
def test_a_ticket_takes_six_queries_whatever_hangs_on_it(
    cast, api, open_ticket, declined, dell, django_assert_num_queries, rows
):
    ticket = open_ticket(features=["extensions"])
    ticket = actions.wait(ticket, by=cast.sanne, now=MONDAY, party="supplier", text="x", supplier=dell)
    ticket = actions.link_advice(ticket, by=cast.sanne, now=MONDAY, advice=declined)
    actions.escalate(ticket, by=cast.sanne, now=MONDAY, reason="x")
    for number in range(rows):
        actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=number + 1, text="x")
        actions.add_extra_costs(ticket, by=cast.sanne, now=MONDAY, amount=Decimal(5), text="x")
    for user in (cast.sanne, cast.jan.user):
        program = api(user)
        program.get("tickets/")
        with django_assert_num_queries(6):
            seen = program.get(f"tickets/{ticket.pk}/").json()
        assert len(seen["approvals"]) == len(seen["extra_costs"]) == rows


# --- Opening ----------------------------------------------------------------------------------------------
def test_a_customer_says_what_the_form_of_the_portal_asks_of_him(cast, jan):
    renew(cast.smit_agreement, dap={ClauseKind.APPROVERS: [cast.petra]})
    body = CHANGE | {"item_type": "cloud", "user_accounts": True, "is_authorisation": True}
    ticket = jan.post("tickets/", body).json()
    assert (ticket["item_type"], ticket["user_accounts"], ticket["is_authorisation"]) == ("cloud", True, True)
    assert ticket["waiting_for"]["question"] == "authorisation"
    for name, value in [("service", "updates"), ("features", ["extensions"]), ("small_change", True)]:
        refused = jan.post("tickets/", CHANGE | {name: value})
        assert (refused.status_code, refused.json()["errors"]) == (400, {name: ["Onbekend veld."]})
    assert jan.post("tickets/", CHANGE | {"channel": "alert"}).status_code == 400


def test_the_house_says_all_of_it(cast, sanne):
    body = CHANGE | {"contact": cast.jan.pk, "item_type": "server", "features": ["extensions"], "small_change": True}
    ticket = sanne.post("tickets/", body).json()
    assert (ticket["features"], ticket["small_change"]) == (["extensions"], True)
    assert ticket["coverage"]["verdict"] == "meerwerk"
    alert = {"kind": "servicevraag", "subject": "Schijf vol", "description": "D: 1%", "contact": cast.willem.pk}
    alert |= {"channel": "alert", "item_type": "server", "service": "monitoring"}
    ticket = sanne.post("tickets/", alert).json()
    assert (ticket["channel"], ticket["service"]) == ("alert", "monitoring")
    assert ticket["coverage"]["words"].startswith("Meerwerk: ")


def test_a_call_to_the_emergency_line(cast, sanne, clock):
    clock.move_to(MONDAY.replace(hour=21, minute=30))
    body = {"kind": "incident", "impact": 1, "urgency": "A", "subject": "Alles plat", "description": "x"}
    for contact, is_call in ((cast.jan, True), (cast.petra, False)):
        ticket = sanne.post("tickets/", body | {"contact": contact.pk, "channel": "phone"}).json()
        assert ticket["emergency_call"] is is_call


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"item_type": "koffieautomaat"}, "item_type"),
        ({"service": "koffie"}, "service"),
        ({"service": ""}, "service"),
        ({"features": ["toverij"]}, "features"),
        ({"features": "extensions"}, "features"),
        ({"features": [{"a": 1}]}, "features"),
        ({"features": [None]}, "features"),
        ({"features": ["extensions"] * 21}, "features"),
        ({"small_change": "misschien"}, "small_change"),
        ({"kind": "servicevraag", "small_change": True}, "small_change"),
        ({"kind": "servicevraag", "user_accounts": True}, "user_accounts"),
        ({"kind": "servicevraag", "is_authorisation": True}, "is_authorisation"),
        ({"channel": "schedule"}, "channel"),
        ({"emergency_call": True}, "emergency_call"),
        ({"coverage": "inbegrepen"}, "coverage"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(cast, sanne, extra, field):
    refused = sanne.post("tickets/", CHANGE | {"contact": cast.jan.pk} | extra)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert all(isinstance(words, str) for words in refused.json()["errors"][field])
    assert not Ticket.objects.exists()


# --- Coverage ---------------------------------------------------------------------------------------------
def test_describing_overriding_and_letting_go(jan, sanne, open_ticket):
    url = f"tickets/{open_ticket().pk}"
    assert sanne.post(f"{url}/describe-work/", WORK).json()["coverage"]["verdict"] == "meerwerk"
    by_hand = sanne.post(f"{url}/override-coverage/", {"verdict": "inbegrepen", "reason": "Coulance."}).json()
    assert (by_hand["coverage"]["verdict"], by_hand["coverage"]["by_hand"]) == ("inbegrepen", True)
    kept = sanne.post(f"{url}/describe-work/", WORK | {"item_type": "netwerk"})
    assert (kept.status_code, list(kept.json()["errors"])) == (400, ["reason"])
    let_go = sanne.post(f"{url}/describe-work/", WORK | {"item_type": "netwerk", "reason": "Toch niet."}).json()
    assert (let_go["coverage"]["verdict"], let_go["coverage"]["by_hand"]) == ("meerwerk", False)
    ticket = Ticket.objects.get()
    assert set(facts_of(jan, ticket, "covered")) == {"verdict", "clause", "reason", "by_hand"}
    assert "facts" in facts_of(sanne, ticket, "covered")


def test_an_incident_that_follows_from_a_declined_advice(cast, jan, sanne, open_ticket, declined):
    url = f"tickets/{open_ticket(item_type='server').pk}"
    linked = sanne.post(f"{url}/link-advice/", {"advice": declined.pk}).json()
    assert linked["ignored_advice"] == {"id": declined.pk, "title": "Vervang de oude server"}
    assert (linked["coverage"]["verdict"], linked["coverage"]["clause"]) == ("meerwerk", "6.4")
    assert jan.get(f"{url}/").json()["ignored_advice"] == linked["ignored_advice"]
    assert sanne.post(f"{url}/link-advice/", {"advice": None}).json()["ignored_advice"] is None
    theirs = open_ticket(contact=cast.willem)
    for body in ({"advice": declined.pk}, {"advice": 999_999}, {"advice": "x"}, {}):
        refused = sanne.post(f"tickets/{theirs.pk}/link-advice/", body)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["advice"])


# --- Questions to the customer ----------------------------------------------------------------------------
def test_an_estimate_by_the_tariff_or_by_an_amount(jan, sanne, open_ticket):
    url = f"tickets/{open_ticket(features=['extensions']).pk}"
    asked = sanne.post(f"{url}/ask-estimate/", {"minutes": 90, "text": "Kabel trekken"}).json()
    assert (asked["status"], asked["waiting_for"]["question"]) == ("wacht_op_klant", "estimate")
    assert Approval.objects.get().amount == Decimal("142.50")
    sanne.post(f"{url}/ask-estimate/", {"minutes": 90, "text": "Vast bedrag", "amount": "99.95"})
    assert [(each.status, each.amount) for each in Approval.objects.all()] == [
        ("withdrawn", Decimal("142.50")),
        ("asked", Decimal("99.95")),
    ]
    told = facts_of(jan, Ticket.objects.get(), "asked")
    assert set(told) == {"approval", "question", "minutes", "amount", "citation"}
    assert {"rate", "replaces"} <= set(facts_of(sanne, Ticket.objects.get(), "asked"))


def test_an_estimate_for_what_is_covered_does_not_fit(sanne, open_ticket):
    refused = sanne.post(f"tickets/{open_ticket().pk}/ask-estimate/", {"minutes": 90, "text": "x"})
    assert (refused.status_code, "binnen de overeenkomst" in refused.json()["detail"]) == (409, True)


def test_work_under_mandate(cast, jan, sanne, open_ticket):
    refused = sanne.post(f"tickets/{open_ticket().pk}/use-mandate/", {"text": "Kan niet wachten."})
    assert refused.status_code == 409
    renew(cast.smit_agreement, mandate="Tot 2 uur zonder overleg.")
    ticket = open_ticket(features=["extensions"])
    sanne.post(f"tickets/{ticket.pk}/ask-estimate/", {"minutes": 90, "text": "x"})
    done = sanne.post(f"tickets/{ticket.pk}/use-mandate/", {"text": "Kan niet wachten."}).json()
    assert (done["under_mandate"], done["waiting_for"]) == (True, None)
    assert facts_of(jan, ticket, "mandate") == {"citation": "SLA 4.2, overeenkomst DVO-1001 versie 2"}


def test_marking_an_authorisation(cast, jan, sanne, open_ticket):
    renew(cast.smit_agreement, dap={ClauseKind.APPROVERS: [cast.petra]})
    url = f"tickets/{open_ticket(kind='aanpassing').pk}"
    for _click in range(2):
        marked = sanne.post(f"{url}/mark-authorisation/", {"text": "Toegang tot de salarismap"}).json()
    assert (marked["is_authorisation"], len(marked["approvals"])) == (True, 1)
    begun = sanne.post(f"{url}/start-work/")
    assert (begun.status_code, "Petra Bakker" in begun.json()["detail"]) == (409, True)


def test_looking_along_needs_a_yes_for_each_time(cast, jan, sanne, open_ticket):
    ticket = open_ticket()
    url = f"tickets/{ticket.pk}"
    assert sanne.post(f"{url}/begin-viewing/").status_code == 409
    sanne.post(f"{url}/ask-remote-viewing/", {"text": "Even kijken"})
    asked = Approval.objects.get()
    assert sanne.post(f"{url}/begin-viewing/").status_code == 409
    assert jan.post(f"approvals/{asked.pk}/decide/", {"granted": True}).status_code == 200
    assert sanne.post(f"{url}/begin-viewing/").status_code == 200
    assert facts_of(jan, ticket, "viewing") == {"begins": True}
    assert sanne.post(f"{url}/end-viewing/").status_code == 200
    assert facts_of(jan, ticket, "viewing") == {"begins": False}
    assert sanne.post(f"{url}/begin-viewing/").status_code == 409


# --- Suppliers --------------------------------------------------------------------------------------------
def test_extra_costs_are_said_once_and_to_the_customer(jan, sanne, open_ticket, dell):
    ticket = open_ticket()
    body = {"amount": "245.50", "text": "Voorrijkosten", "supplier": dell.pk}
    for _click in range(2):
        answer = sanne.post(f"tickets/{ticket.pk}/add-extra-costs/", body, HTTP_IDEMPOTENCY_KEY="k1")
    costs = [{"amount": "245.50", "supplier": "Dell", "text": "Voorrijkosten"}]
    assert answer.json()["extra_costs"] == jan.get(f"tickets/{ticket.pk}/").json()["extra_costs"] == costs
    assert facts_of(jan, ticket, "extra_costs") == {"amount": "245.50", "supplier": "Dell"}


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "1e9", "10000000", "veel", None, [], {}])
def test_costs_are_an_amount(sanne, open_ticket, amount):
    for act, more in (("add-extra-costs", {}), ("ask-estimate", {"minutes": 5})):
        ticket = open_ticket(features=["extensions"])
        refused = sanne.post(f"tickets/{ticket.pk}/{act}/", {"amount": amount, "text": "x"} | more)
        if act == "ask-estimate" and amount is None:  # by the tariff
            assert refused.status_code == 200
            continue
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["amount"])


def test_a_supplier_is_rung_again(cast, jan, sanne, open_ticket, dell):
    ticket = open_ticket()
    url = f"tickets/{ticket.pk}"
    assert sanne.post(f"{url}/chase-supplier/", {"text": "Geen gehoor"}).status_code == 409
    sanne.post(f"{url}/wait/", {"party": "supplier", "text": "Wij wachten", "supplier": dell.pk})
    chased = sanne.post(f"{url}/chase-supplier/", {"text": "Geen gehoor", "chase_on": "2026-12-01"}).json()
    assert chased["chase_on"] == "2026-12-01"
    assert "Geen gehoor" not in jan.get(f"{url}/timeline/").content.decode()
    for day in ("2026-11-23", "2028-01-01", "9999-12-31", "morgen", 5, True):
        refused = sanne.post(f"{url}/chase-supplier/", {"text": "x", "chase_on": day})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["chase_on"])


# --- Timers -----------------------------------------------------------------------------------------------
def test_a_timer_is_started_stopped_and_written(cast, sanne, open_ticket, clock):
    ticket, other = open_ticket(), open_ticket()
    assert sanne.post(f"tickets/{ticket.pk}/start-timer/").json()["status"] == "in_behandeling"
    elsewhere = sanne.post(f"tickets/{other.pk}/start-timer/")
    assert (elsewhere.status_code, f"#{ticket.pk}" in elsewhere.json()["detail"]) == (409, True)
    assert sanne.post(f"tickets/{other.pk}/stop-timer/").status_code == 409
    clock.shift(timedelta(minutes=25))
    for _click in range(2):
        stopped = sanne.post(f"tickets/{ticket.pk}/stop-timer/", {"text": "Gezocht"}, HTTP_IDEMPOTENCY_KEY="t1")
        assert stopped.status_code == 200
    assert [line.minutes for line in ticket.time_entries.all()] == [25]
    assert sanne.post(f"tickets/{ticket.pk}/start-timer/").status_code == 200
    assert sanne.post(f"tickets/{ticket.pk}/discard-timer/").status_code == 200
    assert not RunningTimer.objects.exists()
    assert ticket.time_entries.count() == 1


def test_hours_that_somebody_says_were_outside(sanne, open_ticket):
    ticket, evening = open_ticket(), {"minutes": 5, "started_at": "2026-11-20T19:00:00+01:00"}
    refused = sanne.post(f"tickets/{ticket.pk}/log-time/", evening | {"outside_hours": True})
    assert refused.status_code == 400 and "nog geen akkoord" in refused.json()["errors"]["outside_hours"][0]
    body = {"contact": ticket.contact_id, "text": "Akkoord.", "minutes": 30, "rate": "outside_hours"}
    assert sanne.post(f"tickets/{ticket.pk}/record-spoken-yes/", body).status_code == 200
    assert sanne.post(f"tickets/{ticket.pk}/log-time/", evening | {"outside_hours": True}).status_code == 200
    sanne.post(f"tickets/{ticket.pk}/log-time/", evening | {"outside_hours": False})
    assert [line.outside_hours for line in ticket.time_entries.order_by("pk")] == [True, False]


# --- Who may ----------------------------------------------------------------------------------------------
WORKS = {
    "describe-work": WORK,
    "override-coverage": {"verdict": "meerwerk", "reason": "x"},
    "link-advice": {"advice": None},
    "ask-estimate": {"minutes": 5, "text": "x"},
    "use-mandate": {"text": "x"},
    "record-spoken-yes": {"text": "x"},
    "mark-authorisation": {},
    "ask-remote-viewing": {"text": "x"},
    "begin-viewing": {},
    "end-viewing": {},
    "add-extra-costs": {"amount": "5.00", "text": "x"},
    "chase-supplier": {"text": "x"},
    "start-timer": {},
    "stop-timer": {},
    "discard-timer": {},
}


@pytest.fixture
def ready(cast, open_ticket, dell):
    """A ticket on which every act of WORKS can be done."""
    renew(cast.smit_agreement, mandate="Tot 2 uur.", dap={ClauseKind.APPROVERS: [cast.petra]})

    def make(act: str) -> Ticket:
        ticket = open_ticket(features=["extensions"])
        if act == "chase-supplier":
            actions.wait(ticket, by=cast.sanne, now=MONDAY, party="supplier", text="x", supplier=dell)
        if "timer" in act:
            agreed(ticket, cast.sanne)
        if act == "stop-timer":
            actions.start_timer(ticket, by=cast.sanne, now=MONDAY)
        if act == "begin-viewing":
            asked = actions.ask_remote_viewing(ticket, by=cast.sanne, now=MONDAY, text="x")
            actions.decide(asked, by=cast.jan.user, now=MONDAY, granted=True)
        return ticket

    return make


def _by_whom(ticket: Ticket, act: str) -> dict:
    return {"contact": ticket.contact_id} if act == "record-spoken-yes" else {}


@pytest.mark.parametrize("act", WORKS)
def test_the_work_is_for_who_works(cast, api, ready, act):
    ticket = ready(act)
    url, body = f"tickets/{ticket.pk}/{act}/", WORKS[act] | _by_whom(ticket, act)
    lines, before = TimelineEntry.objects.count(), Ticket.objects.values().get()
    for user in (cast.jan.user, cast.els):
        assert api(user).post(url, body).status_code == 403
    read_only = api(cast.sanne, ["tickets:read", "tickets:write", "approvals:write"]).post(url, body)
    assert (read_only.status_code, "tickets:work" in read_only.json()["detail"]) == (403, True)
    assert api(cast.willem.user).post(url, body).status_code == 404
    assert api(cast.jan.user).post(url, {"supplier": 1, "advice": 1}).status_code == 403, "before the body is read"
    unknown = api(cast.sanne).post(url, body | {"by": cast.ravi.pk})
    assert (unknown.status_code, unknown.json()["errors"]) == (400, {"by": ["Onbekend veld."]})
    assert (TimelineEntry.objects.count(), Ticket.objects.values().get()) == (lines, before)
    assert api(cast.sanne).post(url, body).status_code == 200


@pytest.mark.parametrize("act", sorted(set(WORKS) - {"end-viewing", "discard-timer", "add-extra-costs", "start-timer"}))
def test_what_no_longer_fits_is_refused(cast, api, open_ticket, act):
    ticket = open_ticket(features=["extensions"])
    actions.close(ticket, by=cast.jan.user, now=MONDAY)
    refused = api(cast.sanne).post(f"tickets/{ticket.pk}/{act}/", WORKS[act] | _by_whom(ticket, act))
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("describe-work", {"item_type": "server"}, "service"),
        ("describe-work", WORK | {"features": ["toverij"]}, "features"),
        ("override-coverage", {"verdict": "gratis", "reason": "x"}, "verdict"),
        ("override-coverage", {"verdict": "meerwerk", "reason": " "}, "reason"),
        ("override-coverage", {"verdict": "meerwerk", "reason": "x" * 251}, "reason"),
        ("ask-estimate", {"minutes": 0, "text": "x"}, "minutes"),
        ("ask-estimate", {"minutes": 60_001, "text": "x"}, "minutes"),
        ("ask-estimate", {"minutes": "veel", "text": "x"}, "minutes"),
        ("ask-estimate", {"minutes": 5, "text": ""}, "text"),
        ("ask-estimate", {"minutes": 5, "text": "x", "rate": "gratis"}, "rate"),
        ("use-mandate", {}, "text"),
        ("mark-authorisation", {"text": ["x"]}, "text"),
        ("ask-remote-viewing", {"text": None}, "text"),
        ("add-extra-costs", {"amount": "5", "text": "x", "supplier": 999_999}, "supplier"),
        ("wait", {"party": "supplier", "text": "x", "supplier": "Dell"}, "supplier"),
        ("wait", {"party": "supplier", "text": "x", "chase_on": "2026-11-23"}, "chase_on"),
        ("escalate", {"reason": ""}, "reason"),
        ("escalate", {}, "reason"),
        ("start-timer", {"minutes": 5}, "minutes"),
        ("log-time", {"minutes": 5, "outside_hours": "soms"}, "outside_hours"),
    ],
)
def test_bad_input_names_its_field(sanne, open_ticket, act, body, field):
    refused = sanne.post(f"tickets/{open_ticket(features=['extensions']).pk}/{act}/", body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_an_act_needs_a_post_and_its_key_is_short(sanne, open_ticket):
    ticket = open_ticket()
    assert sanne.get(f"tickets/{ticket.pk}/describe-work/").status_code == 405
    long = sanne.post(f"tickets/{ticket.pk}/escalate/", {"reason": "x"}, HTTP_IDEMPOTENCY_KEY="x" * 201)
    assert long.status_code == 400
    assert not Escalation.objects.exists()


def test_the_opening_says_its_verdict_and_not_what_the_agent_was_told(cast, jan, sanne, open_ticket):
    ticket = open_ticket(by=cast.sanne, channel="phone", now=MONDAY.replace(hour=7), contact=cast.jan)
    mine, ours = facts_of(jan, ticket, "opened"), facts_of(sanne, ticket, "opened")
    assert mine["coverage"]["verdict"] == "inbegrepen"
    assert ("emergency" in mine, bool(ours["emergency"])) == (False, True)
    assert set(mine) == {"kind", "impact", "urgency", "priority", "channel", "coverage"}
