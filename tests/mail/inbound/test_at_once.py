"""Two outboxes and many sweeps at once: each mail is made once. Only on a database that connections can share."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection  # noqa: F401 - of the condition below

from contracts.models import CustomerEvent, CustomerEventKind
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.tickets.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs a database server"),
]


def test_ten_sweeps_mail_every_event_and_every_entry_once(cast, open_ticket, settings):
    settings.SWEEP_BATCH = 3
    for number in range(20):
        open_ticket()
        CustomerEvent.objects.create(
            customer=cast.smit,
            agreement=cast.smit_agreement,
            kind=CustomerEventKind.HOURS_REACHED,
            at=MONDAY,
            data={"month": "2026-11-01", "threshold": number, "used": 1, "agreed": 100},
            to_mail=True,
        )
    at_once(10, lambda _index: sweep_outbox(MONDAY))
    sweep_outbox(MONDAY)
    assert Counter(MailMessage.objects.values_list("message", flat=True)) == {"hours_reached": 20, "ticket_opened": 20}
    assert not CustomerEvent.objects.filter(to_mail=True).exists()
