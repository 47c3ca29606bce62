"""A review of which people, or the whole customer, left meanwhile (SLA 11)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from contracts.models import Contact, CustomerEvent
from infra.errors import Refused
from reviews import actions
from reviews.models import ImprovementPoint, Review
from tests.conftest import MONDAY, at
from tests.reviews.reviewing.conftest import AFTER, held, planned, the_plan


def improved(cast: SimpleNamespace, review: Review, owner: Any, now: Any = MONDAY) -> ImprovementPoint:
    day = date(2026, 12, 20)
    return actions.add_improvement(review, by=cast.daan, now=now, text="Oefenen", owner=owner, due_on=day)


def test_who_came_all_left_and_it_is_published_all_the_same(cast: SimpleNamespace, review: Review) -> None:
    point = improved(cast, review, cast.daan)
    held(cast, review)
    Contact.objects.filter(pk=cast.jan.pk).update(is_active=False)
    actions.publish_review(review, by=cast.daan, now=AFTER)
    point.refresh_from_db()
    assert point.ticket is not None and point.ticket.contact == cast.petra


def test_without_anybody_there_only_what_needs_nobody_is_published(cast: SimpleNamespace, review: Review) -> None:
    point = improved(cast, review, cast.daan)
    held(cast, review)
    cast.smit.contacts.update(is_active=False)
    with pytest.raises(Refused, match="geen contactpersonen meer"):
        actions.publish_review(review, by=cast.daan, now=AFTER)
    actions.end_improvement(point, by=cast.daan, now=AFTER, done=False, outcome="Er is niemand meer.")
    assert actions.publish_review(review, by=cast.daan, now=AFTER).version == 1


def test_of_a_customer_who_left_a_review_is_called_off_and_nothing_else(cast: SimpleNamespace, review: Review) -> None:
    cast.smit.is_active = False
    cast.smit.save()
    told = CustomerEvent.objects.count()
    elsewhere = the_plan(planned_for=at("2026-12-11 10:00"))
    for act in (
        lambda: actions.share_papers(review, by=cast.daan, now=MONDAY),
        lambda: actions.move_review(review, elsewhere, by=cast.daan, now=MONDAY),
        lambda: actions.invite(review, cast.petra, by=cast.daan, now=MONDAY),
    ):
        with pytest.raises(Refused, match="niet meer actief"):
            act()
    assert CustomerEvent.objects.count() == told
    assert actions.call_off_review(review, by=cast.daan, now=MONDAY, reason="Gestopt.").is_cancelled


def test_a_colleague_who_is_no_longer_invited_does_not_agree(cast: SimpleNamespace) -> None:
    review = planned(cast, others=[cast.sanne, cast.ravi])
    actions.uninvite(review.attendees.get(user=cast.sanne), by=cast.daan, now=MONDAY)
    held(cast, review)
    published = actions.publish_review(review, by=cast.daan, now=AFTER)
    with pytest.raises(PermissionDenied):
        actions.respond(published, by=cast.sanne, now=AFTER, agrees=True)
    assert actions.respond(published, by=cast.ravi, now=AFTER, agrees=True).agrees


def test_what_came_in_under_a_correction_may_be_taken_out_again(cast: SimpleNamespace, review: Review) -> None:
    first = improved(cast, review, cast.jan)
    held(cast, review)
    actions.publish_review(review, by=cast.daan, now=AFTER)
    later = at("2026-12-10 12:00")
    actions.correct_review(review, by=cast.daan, now=later, reason="Er ontbrak een punt.")
    actions.remove_improvement(improved(cast, review, cast.jan, later), by=cast.daan, now=later)
    with pytest.raises(Refused, match="al gepubliceerd"):
        actions.remove_improvement(first, by=cast.daan, now=later)
