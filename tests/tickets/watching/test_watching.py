"""Who follows a melding hears of its messages, until he stops."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tickets import actions
from tickets.models import NoticeWhat, Notification, Watcher
from tickets.watching.actions import stop_watching, stop_watching_all, watch

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=5)


def told(person) -> int:
    sweep_outbox(LATER)
    return Notification.objects.filter(person=person, what=NoticeWhat.WATCHED).count()


def test_he_hears_of_each_message_but_his_own_until_he_stops(cast, open_ticket):
    ticket = open_ticket()
    watch(ticket, by=cast.ravi, now=MONDAY)
    watch(ticket, by=cast.ravi, now=LATER)
    assert Watcher.objects.count() == 1
    actions.reply(ticket, by=cast.jan.user, now=LATER, text="Het werkt nog niet.")
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Wij kijken.")
    actions.note(ticket, by=cast.sanne, now=LATER, text="Schijf vol.")
    actions.note(ticket, by=cast.ravi, now=LATER, text="Ik ruim op.")
    assert told(cast.ravi) == 3
    stop_watching(ticket, by=cast.ravi)
    actions.note(ticket, by=cast.sanne, now=LATER, text="Klaar.")
    assert told(cast.ravi) == 3


def test_to_be_named_is_no_watching_and_who_left_hears_nothing(cast, open_ticket):
    ticket = open_ticket()
    watch(ticket, by=cast.ravi, now=MONDAY)
    cast.ravi.is_active = False
    cast.ravi.save()
    actions.note(ticket, by=cast.sanne, now=LATER, text="@Marloes kijk eens")
    assert told(cast.ravi) == 0 and told(cast.marloes) == 0
    assert not Watcher.objects.filter(person=cast.marloes).exists()


def test_all_at_once_and_not_for_a_customer(cast, open_ticket):
    for _each in range(2):
        watch(open_ticket(), by=cast.ravi, now=MONDAY)
    assert stop_watching_all(by=cast.ravi) == 2
    with pytest.raises(PermissionDenied):
        watch(open_ticket(), by=cast.jan.user, now=MONDAY)
