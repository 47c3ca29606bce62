"""The whole way of a Service Review (SLA 11): planned, shared, held, published, agreed to; and the next opens with what
became of its actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from contracts.models import CustomerEvent
from infra.errors import Refused
from reviews import actions
from reviews.models import ImprovementPoint, PublishedReview, Review, ReviewState
from reviews.reviewing.agenda import POINTS
from reviews.reviewing.improving import carried_over, standing_on, tell_due
from reviews.reviewing.review_document import composed
from tests.conftest import MONDAY, at
from tests.reviews.reviewing.conftest import AFTER, MEETING, held, planned, the_plan
from tickets import actions as ticket_actions
from tickets.models import Ticket, TimeEntry
from tickets.time import month as hours

LATER = AFTER + timedelta(days=1)


def test_the_agenda_is_that_of_the_document(review: Review, cast: SimpleNamespace) -> None:
    points = list(review.points.all())
    assert [point.title for point in points] == list(POINTS.values())
    assert {point.citation for point in points} == {"SLA 11"}


def test_everybody_is_invited_with_a_file_of_his_own(review: Review, cast: SimpleNamespace) -> None:
    events = list(CustomerEvent.objects.filter(kind="review_invited").order_by("pk"))
    assert [event.data.get("to_contacts") or event.data["to_users"] for event in events] == [
        [cast.jan.pk],
        [cast.daan.pk],
    ]
    assert all(event.to_mail for event in events)
    first, second = (event.data["calendar"] for event in events)
    assert "mailto:jan@smit.example" in first.replace("\r\n ", "")
    assert "daan@1do.example" not in first.replace("\r\n ", "")
    assert "jan@smit.example" not in second.replace("\r\n ", "")


def test_a_support_agent_plans_no_review(cast: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        planned(cast, by=cast.sanne)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"planned_for": MONDAY - timedelta(hours=1)}, "al voorbij"),
        ({"planned_for": at("2029-01-01 10:00")}, "binnen twee jaar"),
        ({"place": "", "link": ""}, "waar het is"),
        ({"link": "javascript:alert(1)"}, "met https://"),
        ({"minutes": 0}, "15 tot en met 480"),
        ({"first_day": date(2026, 12, 1)}, "Draai de twee dagen om"),
        ({"first_day": date(2016, 1, 1)}, "drie jaar"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(cast: SimpleNamespace, other: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        actions.plan_review(
            cast.smit, the_plan(**other), by=cast.daan, now=MONDAY, fixed_contact=cast.jan, account_manager=cast.daan
        )


def test_nobody_of_another_customer_is_invited(cast: SimpleNamespace, review: Review) -> None:
    with pytest.raises(Refused, match="geen actieve contactpersoon"):
        actions.invite(review, cast.willem, by=cast.daan, now=MONDAY)


def test_a_customer_who_left_is_not_planned_for(cast: SimpleNamespace) -> None:
    cast.smit.is_active = False
    cast.smit.save()
    with pytest.raises(Refused, match="niet meer actief"):
        planned(cast)


def test_it_is_published_as_it_was_and_nothing_moves_it(
    cast: SimpleNamespace, review: Review, open_ticket: Any
) -> None:
    ticket = open_ticket()
    ticket_actions.log_time(ticket, by=cast.sanne, now=MONDAY + timedelta(hours=1), minutes=30)
    with pytest.raises(Refused, match="Leg eerst vast"):
        actions.publish_review(review, by=cast.daan, now=AFTER)
    held(cast, review)
    actions.write_text(review, by=cast.daan, now=AFTER, key="summary", body="Het ging goed.", version=0)
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    assert actions.publish_review(review, by=cast.daan, now=LATER) == published
    review.refresh_from_db()
    assert (review.state, published.version, published.is_plain) == (ReviewState.PUBLISHED, 1, False)
    assert TimeEntry.objects.get().locked_at == AFTER
    assert published.document["summary"]["body"] == "Het ging goed."
    assert published.pdf.read().startswith(b"%PDF")
    with pytest.raises(Refused, match="verandert niet meer"):
        actions.write_text(review, by=cast.daan, now=LATER, key="summary", body="Nee.", version=1)
    with pytest.raises(TypeError):
        published.save()


def test_a_correction_is_the_next_version_with_its_reason(cast: SimpleNamespace, review: Review) -> None:
    held(cast, review)
    first = actions.publish_review(review, by=cast.daan, now=AFTER)
    with pytest.raises(Refused, match="waarom er een correctie"):
        actions.correct_review(review, by=cast.daan, now=LATER, reason=" ")
    actions.correct_review(review, by=cast.daan, now=LATER, reason="Verkeerde datum.")
    actions.write_text(review, by=cast.daan, now=LATER, key="summary", body="Anders.", version=0)
    second = actions.publish_review(review, by=cast.daan, now=LATER)
    assert (second.version, second.reason, second.document["reason"]) == (2, "Verkeerde datum.", "Verkeerde datum.")
    assert PublishedReview.objects.get(pk=first.pk).document["summary"]["body"] == ""
    with pytest.raises(Refused, match="nieuwere versie"):
        actions.respond(first, by=cast.jan.user, now=LATER, agrees=True)


def test_both_sides_agree_once_and_a_remark_is_told(cast: SimpleNamespace, review: Review) -> None:
    held(cast, review)
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    for who in (cast.jan.user, cast.jan.user, cast.daan):
        actions.respond(published, by=who, now=LATER, agrees=True)
    assert sorted(published.responses.values_list("side", flat=True)) == ["customer", "house"]
    with pytest.raises(Refused, match="niet mee eens"):
        actions.respond(published, by=cast.jan.user, now=LATER, agrees=False)
    actions.respond(published, by=cast.jan.user, now=LATER, agrees=False, remark="De datum klopt niet.")
    assert CustomerEvent.objects.filter(kind="review_responded", to_mail=True).get().data["to_users"] == [cast.daan.pk]
    for stranger in (cast.willem.user, cast.petra.user, cast.sanne):
        with pytest.raises(PermissionDenied):
            actions.respond(published, by=stranger, now=LATER, agrees=True)


def test_the_next_review_opens_with_what_became_of_the_actions(cast: SimpleNamespace, review: Review) -> None:
    held(cast, review)
    ours = {"owner": cast.daan, "text": "Monitoring van de oven", "due_on": date(2027, 1, 15)}
    theirs = {"owner": cast.jan, "text": "Kassamensen instrueren", "due_on": date(2027, 2, 1)}
    for given in (ours, theirs):
        actions.add_improvement(review, by=cast.daan, now=AFTER, **given)
    actions.publish_review(review, by=cast.daan, now=AFTER)
    ticket = Ticket.objects.get()
    assert ticket.subject == "Verbeterpunt: Monitoring van de oven"
    of_house, of_customer = ImprovementPoint.objects.order_by("due_on")
    assert of_house.ticket == ticket
    assert of_customer.ticket is None

    after = actions.plan_review(
        cast.smit,
        the_plan(planned_for=at("2027-06-10 10:00"), first_day=date(2026, 12, 1), last_day=date(2027, 5, 31)),
        by=cast.daan,
        now=LATER,
        fixed_contact=cast.jan,
        account_manager=cast.daan,
    )
    assert list(carried_over(after)) == [of_house, of_customer]
    ticket_actions.assign(ticket, by=cast.marloes, now=LATER, assignee=cast.sanne)
    ticket_actions.resolve(ticket, by=cast.sanne, now=LATER, text="De oven wordt bewaakt.")
    actions.end_improvement(of_customer, by=cast.jan.user, now=LATER, done=True, outcome="Op 12 januari gedaan.")
    rows = composed(after, at("2027-06-01 09:00"))["earlier"]
    assert [row["standing"] for row in rows] == [
        f"Gedaan: melding #{ticket.number} is opgelost",
        "Gedaan: Op 12 januari gedaan.",
    ]


def test_only_who_it_is_of_ends_an_action(cast: SimpleNamespace, review: Review) -> None:
    point = actions.add_improvement(review, by=cast.daan, now=MONDAY, owner=cast.jan, text="x", due_on=MEETING.date())
    for stranger in (cast.willem.user, cast.petra.user, cast.sanne):
        with pytest.raises(PermissionDenied):
            actions.end_improvement(point, by=stranger, now=MONDAY, done=True)
    with pytest.raises(Refused, match="waarom dit vervalt"):
        actions.end_improvement(point, by=cast.daan, now=MONDAY, done=False)
    actions.end_improvement(point, by=cast.daan, now=MONDAY, done=False, outcome="Niet meer nodig.")
    point.refresh_from_db()
    assert standing_on(point, MONDAY.date()).words == "Vervallen: Niet meer nodig."


def test_that_an_action_is_due_is_told_once(cast: SimpleNamespace, review: Review) -> None:
    actions.add_improvement(
        review, by=cast.daan, now=MONDAY, owner=cast.jan, text="Instrueren", due_on=date(2027, 1, 8)
    )
    on_the_day = at("2027-01-08 08:00")
    assert tell_due(on_the_day) == 0, "nothing was published"
    held(cast, review)
    actions.publish_review(review, by=cast.daan, now=AFTER)
    assert tell_due(at("2027-01-07 08:00")) == 0
    assert [tell_due(on_the_day), tell_due(on_the_day)] == [1, 0]
    event = CustomerEvent.objects.get(kind="review_action_due")
    assert (event.data["what"], event.data["to_contacts"], event.to_mail) == ("Instrueren", [cast.jan.pk], True)


def test_the_titles_are_those_of_the_document() -> None:
    text = (Path(settings.BASE_DIR) / "sla/editions/2.4-text.toml").read_text()
    assert [title for title in POINTS.values() if title not in text] == []


def test_a_password_is_not_kept_in_any_text(cast: SimpleNamespace, review: Review) -> None:
    secret = "Wachtwoord: Zomer2026!x"
    written = actions.write_text(review, by=cast.daan, now=MONDAY, key="summary", body=secret, version=0)
    assert written.has_hidden
    assert "Zomer2026" not in written.text.body
    fields = {"by": cast.daan, "now": MONDAY, "owner": cast.jan, "due_on": MEETING.date()}
    assert "Zomer2026" not in actions.add_improvement(review, text=secret, **fields).text
    assert "Zomer2026" not in actions.add_point(review, by=cast.jan.user, now=MONDAY, title=secret).title


def test_a_period_that_still_runs_is_not_published_and_says_from_when(cast: SimpleNamespace) -> None:
    plan = the_plan(last_day=date(2026, 12, 31))
    review = actions.plan_review(
        cast.smit, plan, fixed_contact=cast.jan, account_manager=cast.daan, by=cast.daan, now=MONDAY
    )
    held(cast, review)
    with pytest.raises(Refused, match="publiceren kan vanaf 1 januari 2027"):
        actions.publish_review(review, by=cast.daan, now=at("2026-12-31 23:59"))
    assert actions.publish_review(review, by=cast.daan, now=at("2027-01-01 00:00")).version == 1


def test_what_fails_halfway_leaves_no_pdf_behind(
    cast: SimpleNamespace, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the database is gone")

    held(cast, review)
    before = set(Path(settings.MEDIA_ROOT).rglob("reviews/*/*"))
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("reviews.reviewing.publishing.lock_reviewed", fails)
        actions.publish_review(review, by=cast.daan, now=AFTER)
    assert set(Path(settings.MEDIA_ROOT).rglob("reviews/*/*")) == before
    assert not PublishedReview.objects.exists()
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    assert Path(published.pdf.path).exists()


def test_the_monthly_sum_is_in_no_document_and_beside_it_at_the_desk(
    cast: SimpleNamespace, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is invited need not have a say in money; what a product costs is not in it either."""
    asked = hours.read_advice

    def with_sum(*args: Any) -> Any:
        return replace(asked(*args), fee_words="Het maandbedrag blijft € 3.450,00.")

    monkeypatch.setattr("tickets.time.month.read_advice", with_sum)
    published = actions.publish_review(held(cast, review), by=cast.daan, now=AFTER)
    assert "maandbedrag" not in str(published.document) and "3.450" not in str(published.document)


def test_an_improvement_point_is_the_work_of_its_owner(cast: SimpleNamespace, review: Review) -> None:
    due = {"by": cast.daan, "now": MONDAY, "due_on": date(2027, 1, 15)}
    for owner in (cast.sanne, cast.ravi):
        actions.add_improvement(review, text=f"Van {owner.name}", owner=owner, **due)
    held(cast, review)
    cast.ravi.is_active = False
    cast.ravi.save(update_fields=["is_active"])
    actions.publish_review(review, by=cast.daan, now=AFTER)
    given = {point.ticket.assignee for point in review.improvements.select_related("ticket") if point.ticket}
    assert given == {cast.sanne, None}  # who left since gets nothing
    assert Ticket.objects.get(assignee=cast.sanne).timeline.filter(kind="assigned", by=None).exists()
