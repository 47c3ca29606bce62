"""What a customer may not see does not exist, on every address of the API (security I1 to I28, S5)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Duty
from api.urls import router
from contracts import actions as contracts
from contracts.models import (
    Advice,
    Contact,
    CustomerSupplier,
    DapPerson,
    RecurringWork,
    ServiceAgreement,
    Site,
    Supplier,
)
from reviews import actions as review_actions
from reviews.evaluations.queries import current_document
from reviews.models import Evaluation, EvaluationVersion, ImprovementPoint, Review
from reviews.reviewing.planning import ReviewPlan
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory
from tests.yes import say_yes
from tickets import actions
from tickets.models import Attachment, SatisfactionRequest, Ticket, TimeEntry, TimeExport, TimelineEntry, Visit

CANARY = "kanarie-7f3a"
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
SAFE = ("get", "head")


@pytest.fixture
def foreign(cast, open_ticket):
    """All that there is of Willem's: a melding with an internal note and a file."""
    ticket = open_ticket(contact=cast.willem, subject=f"{CANARY} onderwerp", description=f"{CANARY} omschrijving")
    upload = SimpleUploadedFile(f"{CANARY}.txt", b"geheim " + CANARY.encode())
    actions.reply(ticket, by=cast.willem.user, now=MONDAY, text=f"{CANARY} bericht", files=[upload])
    actions.note(ticket, by=cast.sanne, now=MONDAY, text=f"{CANARY} notitie")
    actions.ask_remote_viewing(ticket, by=cast.sanne, now=MONDAY, text=f"{CANARY} vraag")
    actions.escalate(ticket, by=cast.willem.user, now=MONDAY, reason=f"{CANARY} reden")
    _agreed(cast, ticket)
    _evaluated(cast, ticket)
    SatisfactionRequest.objects.create(
        ticket=ticket,
        closing=ticket.opening,
        contact=cast.willem,
        asked_at=MONDAY,
        expires_at=MONDAY + timedelta(days=21),
    )
    cast.willem.name = f"{CANARY} de Vries"
    cast.willem.save()
    cast.vries.name = f"{CANARY} BV"
    cast.vries.save()
    return ticket


def _agreed(cast, ticket) -> None:
    """Willem decides on costs; an advice, time that was written, and its export."""
    ServiceAgreement.objects.filter(pk=cast.vries_agreement.pk).update(ends_on=date(2025, 12, 31))
    cast.vries_agreement = ServiceAgreementFactory(
        number="DVO-1002",
        version=2,
        customer=cast.vries,
        starts_on=date(2026, 1, 1),
        scope=f"{CANARY} scope",
        packages={"server": "basic", "werkplek": "basic"},
        dap={"cost_approvers": [cast.willem]},
    )
    words = {"title": f"{CANARY} titel", "text": f"{CANARY} advies"}
    contracts.give_advice(cast.vries, by=cast.sanne, now=MONDAY, given_to=cast.willem, **words)
    _planned(cast)
    _talked_over(cast)
    say_yes(ticket, cast.sanne, text=f"{CANARY} akkoord")
    actions.log_time(ticket, by=cast.sanne, now=MONDAY, minutes=30, text=f"{CANARY} werk")
    actions.export_time(by=cast.daan, now=MONDAY, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30))


def _talked_over(cast) -> None:
    """A Service Review, and what Willem would do."""
    plan = ReviewPlan(
        planned_for=MONDAY + timedelta(days=9),
        place=f"{CANARY} zaal",
        first_day=date(2026, 6, 1),
        last_day=date(2026, 10, 31),
    )
    people = {"fixed_contact": cast.willem, "account_manager": cast.daan}
    review = review_actions.plan_review(cast.vries, plan, by=cast.daan, now=MONDAY, **people)
    text = f"{CANARY} verbeterpunt"
    review_actions.add_improvement(
        review, by=cast.daan, now=MONDAY, text=text, owner=cast.willem, due_on=date(2027, 1, 15)
    )
    review_actions.share_papers(review, by=cast.daan, now=MONDAY)


def _planned(cast) -> None:
    """A place, a supplier, a visit, work that comes back, and who has duty."""
    supplier = Supplier.objects.create(name=f"{CANARY} leverancier")
    CustomerSupplier.objects.create(supplier=supplier, customer=cast.vries, reference=CANARY)
    site = Site.objects.create(customer=cast.vries, name=f"{CANARY} vestiging")
    visit = {"planned_for": MONDAY + timedelta(days=7), "engineer": cast.ravi, "contact": cast.willem, "text": CANARY}
    actions.plan_visit(cast.vries, by=cast.sanne, now=MONDAY, site=site, **visit)
    work = {"kind": "server_apk", "title": CANARY, "contact": cast.willem, "rrule": "FREQ=MONTHLY;BYDAY=1TU"}
    work |= {"starts_on": MONDAY.date(), "checklist": [CANARY], "items": [CANARY]}
    contracts.add_recurring(cast.vries, by=cast.sanne, now=MONDAY, **work)
    Duty.objects.create(
        kind="opening",
        team=cast.supportcenter,
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(days=1),
        made_by=cast.marloes,
        made_at=MONDAY,
    )


def _evaluated(cast, ticket) -> None:
    """What was learned of it, as Willem reads it; the ticket itself stays open."""
    evaluation = Evaluation.objects.create(
        ticket=ticket,
        customer=cast.vries,
        why="kritisch",
        resolved_at=MONDAY,
        owed_at=MONDAY,
        cause=f"{CANARY} oorzaak",
    )
    document = current_document(evaluation, MONDAY).as_json()
    evaluation.shown = EvaluationVersion.objects.create(
        evaluation=evaluation, release=1, approved_at=MONDAY, approved_by=cast.marloes, document=document
    )
    evaluation.state, evaluation.releases, evaluation.released_at = "released", 1, MONDAY
    evaluation.save()


# The SLA itself is of no customer; which editions somebody reads is in tests/api/editions.
OF_NOBODY = "editions"
# What is for 1do alone, and what is not there: a version that was never offered has no document.
NOT_WILLEMS = (
    "grants",
    "satisfaction",
    "time-exports",
    "agreements//document",
    "suppliers",
    "users",
    "teams",
    "duties",
)


def urls_of(cast, ticket) -> dict[str, str]:
    """Each address with a variable part, filled with what is Willem's."""
    values = {
        "ticket": ticket.pk,
        "attachment": Attachment.objects.get(entry__ticket=ticket).key,
        "customer": cast.vries.pk,
        "contact": cast.willem.pk,
        "calendar": "supportcenter",
        "approval": ticket.approvals.latest("pk").pk,
        "escalation": ticket.escalations.get().pk,
        "agreement": cast.vries_agreement.pk,
        "grant": DapPerson.objects.get(clause__agreement=cast.vries_agreement).pk,
        "advice": Advice.objects.get().pk,
        "evaluation": Evaluation.objects.get().pk,
        "review": Review.objects.get().pk,
        "improvement": ImprovementPoint.objects.get().pk,
        "time-entrie": TimeEntry.objects.get().pk,
        "time-export": TimeExport.objects.get().pk,
        "site": Site.objects.get(customer=cast.vries).pk,
        "supplier": Supplier.objects.get().pk,
        "visit": Visit.objects.get().pk,
        "recurring-work": RecurringWork.objects.get().pk,
        "user": cast.sanne.pk,
        "team": cast.supportcenter.pk,
        "dutie": Duty.objects.get().pk,
        "satisfaction": SatisfactionRequest.objects.get().pk,
    }
    urls = {}
    for pattern in router.urls:
        text = pattern.pattern.regex.pattern.lstrip("^")
        if "(?P<" not in text or text.startswith(OF_NOBODY):
            continue
        before, _, rest = text.partition("(?P<")
        after = rest[rest.index(")") + 1 :].replace("/?$", "/").replace("\\Z", "")
        urls[before + after] = f"/api/v1/{before}{values[before.split('/')[0].rstrip('s')]}{after}"
    return urls


def test_the_matrix_knows_every_route(cast, foreign):
    """A new address joins the matrix by itself; this fails if the patterns come to look otherwise."""
    urls = urls_of(cast, foreign)
    assert "tickets//timeline/" in urls
    assert "tickets//start-work/" in urls
    assert "attachments//download/" in urls
    assert "approvals//decide/" in urls
    assert "escalations//end/" in urls
    assert "agreements//set-clause/" in urls
    assert "time-entries//correct/" in urls
    assert len(urls) >= 64
    named_twice = [url for url in urls.values() if "(" in url or "?" in url]
    assert not named_twice


def test_another_customers_things_are_not_found(cast, api, foreign):
    jan, willem = api(cast.jan.user), api(cast.willem.user)
    counts = (Ticket.objects.count(), TimelineEntry.objects.count(), list(Contact.objects.order_by("pk").values()))
    tried = 0
    for (name, url), method in itertools.product(urls_of(cast, foreign).items(), METHODS):
        if name.startswith("calendars"):
            continue
        body = {"text": "x", "party": "customer", "minutes": 5, "reason": "x", "kind": "servicevraag"}
        answer = getattr(jan, method)(url, body) if method not in (*SAFE, "options") else getattr(jan, method)(url)
        assert answer.status_code in (404, 405), (method, url, answer.status_code)
        assert CANARY not in getattr(answer, "content", b"").decode()
        if method == "get" and answer.status_code == 404:
            elsewhere = url.replace(f"/{foreign.pk}/", "/999999/")
            if name.startswith("attachments"):
                elsewhere = url.replace("attachments/", "attachments/x")
            nothing = jan.get(elsewhere)
            assert nothing.json() == answer.json(), "the same answer as for what does not exist"
            assert willem.get(url).status_code == (404 if name.startswith(NOT_WILLEMS) else 200), url
        tried += 1
    assert tried >= 21 * len(METHODS)
    after = (Ticket.objects.count(), TimelineEntry.objects.count(), list(Contact.objects.order_by("pk").values()))
    assert after == counts


def test_lists_hold_nothing_of_another_customer(cast, api, foreign):
    jan = api(cast.jan.user)
    lists = ["tickets/", "customers/", "contacts/", "calendars/", "tickets/?open=true", f"tickets/?search={CANARY}"]
    lists += [f"customers/?search={CANARY}", f"contacts/?search={CANARY}", f"contacts/?customer={cast.vries.pk}"]
    lists += ["approvals/", "escalations/", f"approvals/?ticket={foreign.pk}", f"escalations/?ticket={foreign.pk}"]
    lists += ["evaluations/", f"evaluations/?ticket={foreign.pk}"]
    lists += ["agreements/", "grants/", "advices/", "time-entries/", "time-exports/", "advices/?status=given"]
    lists += ["reviews/", "improvements/", f"reviews/?customer={cast.vries.pk}"]
    lists += [f"advices/?customer={cast.vries.pk}", f"time-entries/?ticket={foreign.pk}", "agreements/?number=DVO-1002"]
    lists += [f"tickets/?search={foreign.pk}", f"tickets/?search=%23{foreign.pk}", "tickets/?ordering=updated_at"]
    lists += [
        "sites/",
        "suppliers/",
        "visits/",
        "recurring-work/",
        "satisfaction/",
        f"satisfaction/?ticket={foreign.pk}",
        "users/",
        "teams/",
        "duties/",
        "visits/?ended=false",
    ]
    lists += [f"{name}/?customer=K1002" for name in ("sites", "suppliers", "visits", "recurring-work", "contacts")]
    for url in lists:
        answer = jan.get(url)
        assert answer.status_code == 200, answer.json()
        assert CANARY not in answer.content.decode(), url
    assert jan.get("tickets/").json()["results"] == []
    assert [row["name"] for row in jan.get("customers/").json()["results"]] == ["Bakkerij Smit"]
    assert [row["name"] for row in jan.get("contacts/").json()["results"]] == ["Jan Smit"]
    assert len(api(cast.sanne).get("tickets/").json()["results"]) == 2  # and the one of the visit


def test_ids_of_another_customer_in_a_body_or_question(cast, api, foreign):
    jan = api(cast.jan.user)
    body = {"kind": "servicevraag", "subject": "x", "description": "y"}
    for key, value in [("contact", cast.willem.pk), ("customer", cast.vries.pk), ("follows", foreign.pk)]:
        refused = jan.post("tickets/", body | {key: value})
        assert refused.status_code == 400
        assert key in refused.json()["errors"]
    known = jan.get(f"sla/preview/?kind=servicevraag&customer={cast.vries.pk}")
    unknown = jan.get("sla/preview/?kind=servicevraag&customer=999999")
    assert known.status_code == unknown.status_code == 400
    assert known.json() == unknown.json()
    assert Ticket.objects.count() == 2


def test_a_colleague_is_a_stranger_too(cast, api, open_ticket):
    ticket = open_ticket(contact=cast.petra)
    assert api(cast.jan.user).get(f"tickets/{ticket.pk}/").status_code == 404
    assert api(cast.petra.user).get(f"tickets/{ticket.pk}/").status_code == 200


# --- Internal notes (security P8) -------------------------------------------------------------------------
@pytest.fixture
def noted(cast, open_ticket):
    ticket = open_ticket(subject="Geen mail")
    actions.note(ticket, by=cast.sanne, now=MONDAY, text=f"{CANARY} directie is boos")
    upload = SimpleUploadedFile(f"{CANARY}.txt", CANARY.encode())
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="met bestand", files=[upload])
    actions.assign(ticket, by=cast.sanne, now=MONDAY, assignee=cast.sanne)
    actions.log_time(ticket, by=cast.sanne, now=MONDAY, minutes=45, text=f"{CANARY} tijd")
    actions.wait(ticket, by=cast.sanne, now=MONDAY, party="supplier", text="Wij wachten", supplier_reference=CANARY)
    return ticket


def test_internal_notes_stay_inside(cast, api, noted):
    jan, sanne = api(cast.jan.user), api(cast.sanne)
    for url in (
        f"tickets/{noted.pk}/",
        f"tickets/{noted.pk}/timeline/",
        f"tickets/{noted.pk}/attachments/",
        "tickets/",
    ):
        assert CANARY not in jan.get(url).content.decode(), url
    assert CANARY in sanne.get(f"tickets/{noted.pk}/timeline/").content.decode()
    assert CANARY in sanne.get(f"tickets/{noted.pk}/attachments/").content.decode()
    kinds = {entry["kind"] for entry in jan.get(f"tickets/{noted.pk}/timeline/").json()["results"]}
    assert kinds.isdisjoint({"note", "assigned", "time_logged", "warned"})
    key = Attachment.objects.get().key
    for url in (f"attachments/{key}/", f"attachments/{key}/download/"):
        assert jan.get(url).status_code == 404
        assert sanne.get(url).status_code == 200


def test_searching_does_not_tell_what_is_in_a_note(cast, api, noted):
    found = [row["number"] for row in api(cast.sanne).get(f"tickets/?search={CANARY}").json()["results"]]
    assert found == [noted.pk], "the house finds its own words"
    jan = api(cast.jan.user)
    assert jan.get(f"tickets/?search={CANARY}").json()["results"] == []
    assert jan.get("tickets/?search=boos").json()["results"] == []
    assert [row["number"] for row in jan.get("tickets/?search=mail geen").json()["results"]] == [noted.pk]


def test_calendars_are_those_of_his_own_agreements(cast, api, sla):
    slugs = lambda who: [row["slug"] for row in api(who).get("calendars/").json()["results"]]  # noqa: E731
    assert slugs(cast.jan.user) == ["calamiteitendienst", "supportcenter"]
    assert slugs(cast.willem.user) == ["supportcenter"]
    assert slugs(cast.sanne) == ["calamiteitendienst", "supportcenter"]
    url = "calendars/calamiteitendienst/business-hours/?from=2026-11-23&to=2026-11-23"
    assert api(cast.jan.user).get(url).status_code == 200
    assert api(cast.willem.user).get(url).status_code == 404
