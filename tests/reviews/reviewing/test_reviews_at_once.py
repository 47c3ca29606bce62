"""Two people who do something with one review at the same moment (SLA 11)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from reviews import actions
from reviews.models import PublishedReview, Review
from tests.conftest import MONDAY
from tests.reviews.reviewing.conftest import AFTER, held
from tests.two_connections import TWO_CONNECTIONS, beaten, own
from tickets.models import Ticket

pytestmark = TWO_CONNECTIONS


def refusal(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except Exception as refused:  # whatever it is, it is compared
        return str(refused)
    return ""


def test_published_twice_at_once_is_published_once(cast: SimpleNamespace, review: Review) -> None:
    actions.add_improvement(
        review, by=cast.daan, now=MONDAY, text="Oefenen", owner=cast.daan, due_on=date(2026, 12, 20)
    )
    held(cast, review)
    second = own(review)
    beaten(
        lambda: actions.publish_review(review, by=cast.daan, now=AFTER),
        lambda: actions.publish_review(second, by=cast.marloes, now=AFTER),
    )
    assert PublishedReview.objects.count() == 1 and Ticket.objects.count() == 1


def test_what_is_written_while_it_is_published_is_refused_and_not_lost_in_silence(
    cast: SimpleNamespace, review: Review
) -> None:
    held(cast, review)
    second = own(review)
    write = {"by": cast.marloes, "now": AFTER, "key": "summary", "body": "Te laat.", "version": 0}
    said = beaten(
        lambda: actions.publish_review(review, by=cast.daan, now=AFTER),
        lambda: refusal(lambda: actions.write_text(second, **write)),
    )
    assert "gepubliceerd en verandert niet meer" in said
    assert not review.texts.exists()


def test_who_agrees_twice_at_once_agreed_once(cast: SimpleNamespace, review: Review) -> None:
    held(cast, review)
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    second, user = own(published), cast.jan.user
    beaten(
        lambda: actions.respond(published, by=user, now=AFTER, agrees=True),
        lambda: actions.respond(second, by=user, now=AFTER, agrees=True),
    )
    assert published.responses.count() == 1


def test_called_off_while_somebody_answers(cast: SimpleNamespace, review: Review) -> None:
    own_place = review.attendees.get(contact=cast.jan)
    said = beaten(
        lambda: actions.call_off_review(review, by=cast.daan, now=MONDAY, reason="Ziek."),
        lambda: refusal(lambda: actions.answer_invitation(own_place, by=cast.jan.user, now=MONDAY, answer="yes")),
    )
    assert said == "Deze uitnodiging geldt niet meer."
