"""Mails about a Service Review: the invitation with its .ics, in its turn; what was published, and to whom (SLA 11)."""

from __future__ import annotations

import email
from datetime import timedelta
from email.message import Message
from types import SimpleNamespace

import icalendar
import pytest
from django.core import mail

from infra import signed_links
from mail.models import MailMessage, MailStatus
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import send_due
from reviews import actions
from reviews.models import Review
from tests.conftest import MONDAY, at
from tests.reviews.reviewing.conftest import AFTER, held, planned, the_plan

MOVED = at("2026-12-11 14:00")


@pytest.fixture
def review(cast: SimpleNamespace) -> Review:
    return planned(cast)


def sent_to(address: str) -> list[Message]:
    return [email.message_from_bytes(one.message().as_bytes()) for one in mail.outbox if address in one.to[0]]


def post() -> None:
    sweep_outbox(MONDAY)
    while send_due(MONDAY + timedelta(minutes=1)):
        pass


def appointment(message: Message) -> tuple[icalendar.Calendar, icalendar.Event, Message]:
    parts = [part for part in message.walk() if not part.is_multipart()]
    part = parts[-1]
    assert [each.get_content_type() for each in parts] == ["text/plain", "text/html", "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return calendar, event, part


def test_an_invitation_can_be_taken_into_a_calendar(cast: SimpleNamespace, review: Review) -> None:
    post()
    (message,) = sent_to("jan@smit.example")
    assert message["Subject"] == "Service Review op do 10 dec 10:00"
    calendar, event, part = appointment(message)
    assert part.get_param("method") == "REQUEST" == calendar["METHOD"]
    assert event["UID"] == f"review-{review.uid}@{str(event['UID']).partition('@')[2]}"
    assert event["SEQUENCE"] == 0
    assert event.decoded("DTSTART") == at("2026-12-10 10:00")
    raw = part.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "DTSTART:20261210T090000Z" in raw
    assert "VTIMEZONE" not in raw
    assert all(len(line.encode()) <= 75 for line in raw.splitlines())
    assert str(event["ATTENDEE"]) == "mailto:jan@smit.example", "and nobody else's address"


def test_the_link_of_an_invitation_leaves_and_is_not_kept(cast: SimpleNamespace, review: Review) -> None:
    post()
    kept = MailMessage.objects.get(recipient="jan@smit.example")
    attendee = review.attendees.get(contact=cast.jan)
    assert kept.signed_link == f"{signed_links.INVITATION}:{attendee.pk}:{cast.jan.pk}"
    (message,) = (one for one in mail.outbox if "jan@smit.example" in one.to[0])
    assert "/portaal/reviews/uitnodiging/" in str(message.body)
    assert "/portaal/reviews/uitnodiging/" not in kept.text
    assert f"/desk/reviews/{review.pk}/" in MailMessage.objects.get(recipient="daan@1do.example").text


def test_moved_and_called_off_keep_the_appointment_and_count_on(cast: SimpleNamespace, review: Review) -> None:
    actions.move_review(review, the_plan(planned_for=MOVED), by=cast.daan, now=MONDAY)
    actions.call_off_review(review, by=cast.daan, now=MONDAY, reason="Jan is ziek.")
    post()
    found = [appointment(message) for message in sent_to("jan@smit.example")]
    assert [str(calendar["METHOD"]) for calendar, _event, _part in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for _calendar, event, _part in found] == [0, 1, 2]
    assert len({str(event["UID"]) for _calendar, event, _part in found}) == 1
    assert found[-1][1]["STATUS"] == "CANCELLED"
    assert [message["Subject"] for message in sent_to("jan@smit.example")][1:] == [
        "Verzet: Service Review op vr 11 dec 14:00",
        "Gaat niet door: Service Review op vr 11 dec 14:00",
    ]


def test_another_period_says_nothing_to_a_calendar(cast: SimpleNamespace, review: Review) -> None:
    plan = the_plan(last_day=at("2026-10-31 00:00").date())
    actions.move_review(review, plan, by=cast.daan, now=MONDAY)
    post()
    assert len(sent_to("jan@smit.example")) == 1


def test_a_cancellation_does_not_overtake_its_invitation(cast: SimpleNamespace, review: Review) -> None:
    sweep_outbox(MONDAY)
    first = MailMessage.objects.get(recipient="jan@smit.example")
    MailMessage.objects.filter(pk=first.pk).update(next_attempt_at=MONDAY + timedelta(minutes=30))  # refused once
    actions.call_off_review(review, by=cast.daan, now=MONDAY, reason="Ziek.")
    post()
    assert sent_to("jan@smit.example") == []
    assert len(sent_to("daan@1do.example")) == 2, "who is not waited for has both"
    for minutes in (31, 32):
        send_due(MONDAY + timedelta(minutes=minutes))
    assert [str(appointment(one)[0]["METHOD"]) for one in sent_to("jan@smit.example")] == ["REQUEST", "CANCEL"]
    assert not MailMessage.objects.exclude(status=MailStatus.SENT).exists()


def test_who_came_gets_the_report_and_who_did_not_does_not(cast: SimpleNamespace, review: Review) -> None:
    actions.invite(review, cast.petra, by=cast.daan, now=MONDAY)
    post()
    mail.outbox.clear()
    came = list(review.attendees.exclude(contact=cast.petra))
    actions.hold_review(review, by=cast.daan, now=AFTER, came=came)
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    sweep_outbox(AFTER)
    send_due(AFTER)
    (message,) = (one for one in mail.outbox if "verslag" in one.subject)
    assert message.to == ["Jan Smit <jan@smit.example>"]
    assert published.sha256 in str(message.body)
    assert f"/portaal/reviews/{review.pk}/" in str(message.body)


def test_who_does_not_come_is_told_to_who_planned_it(cast: SimpleNamespace, review: Review) -> None:
    post()
    mail.outbox.clear()
    attendee = review.attendees.get(contact=cast.jan)
    actions.answer_invitation(attendee, now=MONDAY, answer="yes", contact=cast.jan)
    actions.answer_invitation(attendee, now=MONDAY, answer="no", contact=cast.jan)
    post()
    assert [(one.to[0], one.subject) for one in mail.outbox] == [
        ("Daan Mulder <daan@1do.example>", "Jan Smit: komt niet")
    ]


def test_a_correction_says_why(cast: SimpleNamespace, review: Review) -> None:
    held(cast, review)
    actions.publish_review(review, by=cast.daan, now=AFTER)
    actions.correct_review(review, by=cast.daan, now=AFTER, reason="De naam klopte niet.")
    actions.publish_review(review, by=cast.daan, now=AFTER)
    sweep_outbox(AFTER)
    last = MailMessage.objects.filter(message="review_published", recipient="jan@smit.example").latest("pk")
    assert "De naam klopte niet." in last.text
