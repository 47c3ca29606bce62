"""Somebody was first, about a secret: what the second one reads under the lock decides."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contracts.actions import change_contact
from contracts.models import Contact
from infra import signed_links
from infra.errors import Refused
from tests.conftest import MONDAY
from tests.tickets.guards import LATER, SECOND
from tests.two_connections import beaten, own, two_connections
from tickets import actions, sweeps
from tickets.models import (
    EntryKind,
    OneTimeSecret,
    TimelineEntry,
)


@pytest.fixture
def secret(open_ticket, cast) -> OneTimeSecret:
    given = {"kind": "wachtwoord", "secret": "Tr0ub4dor&3", "days": 3}
    actions.send_secret(open_ticket(), by=cast.sanne, now=MONDAY, **given)
    return OneTimeSecret.objects.get()


def steps() -> list[str]:
    lines = TimelineEntry.objects.filter(kind=EntryKind.SECRET).order_by("at", "pk")
    return [line.data["step"] for line in lines]


@two_connections
def test_a_secret_that_was_opened_does_not_expire(secret, cast):
    read = lambda: actions.open_secret(own(secret), by=None, contact=cast.jan, now=secret.expires_at - SECOND)  # noqa: E731
    assert beaten(read, lambda: sweeps.expire_secrets(secret.expires_at)) == 0
    assert steps() == ["made", "opened"]


@two_connections
def test_a_secret_expires_once(secret):
    due = secret.expires_at
    assert beaten(lambda: sweeps.expire_secrets(due), lambda: sweeps.expire_secrets(due)) == 0
    assert steps() == ["made", "expired"]


@two_connections
def test_a_secret_that_was_withdrawn_is_not_read(secret, cast):
    withdrawn = lambda: actions.withdraw_secret(own(secret), by=cast.sanne, now=LATER)  # noqa: E731
    with pytest.raises(Refused):
        beaten(withdrawn, lambda: actions.open_secret(own(secret), by=None, contact=cast.jan, now=LATER))
    assert steps() == ["made", "withdrawn"]


@two_connections
def test_who_leaves_while_he_opens_it_reads_no_secret(secret, cast):
    """The page had found him in order; by the time that the lock is his, he has been shut out."""

    def he_leaves() -> None:
        actions.note(secret.ticket, by=cast.sanne, now=LATER, text="Jan werkt hier niet meer.")  # holds the ticket
        change_contact(cast.jan, by=cast.fred, now=LATER, is_active=False)

    token = signed_links.for_mailbox(signed_links.SECRET, secret.pk, cast.jan.pk, cast.jan.email)
    path = reverse("portal:secret_link", args=[token])
    with time_machine.travel(LATER, tick=False):
        assert Client().get(path).status_code == 200
        answer = beaten(he_leaves, lambda: Client().post(path))
        assert answer.status_code == 404 and "Tr0ub4dor" not in answer.content.decode()
        assert steps() == ["made"]
        change_contact(cast.jan, by=cast.fred, now=LATER, is_active=True)
        assert "Tr0ub4dor" in Client().post(path).content.decode()


def test_who_may_not_be_reached_any_more_reads_no_secret(secret, cast):
    for lost in (Contact.objects.filter(pk=cast.jan.pk), User.objects.filter(pk=cast.jan.user.pk)):
        lost.update(is_active=False)
        for given in ({"by": None, "contact": cast.jan}, {"by": cast.jan.user}):
            with pytest.raises(PermissionDenied):
                actions.open_secret(secret, now=LATER, **given)
        lost.update(is_active=True)
    assert actions.open_secret(secret, by=None, contact=cast.jan, now=LATER) == "Tr0ub4dor&3"
