"""A version 4 of Smit's agreement with a DAP that names people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.models import ServiceAgreement
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY
from tests.factories import ServiceAgreementFactory
from tickets.models import NoticeWhat
from tickets.notifications.rules import DEFAULTS, IN_BROWSER


@pytest.fixture(autouse=True)
def _what_is_new_is_read_at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of these tests open an Ernstig and count what the customer is mailed; what its opening mails to colleagues
    is tested in tests/tickets/notifications."""
    monkeypatch.setitem(DEFAULTS, NoticeWhat.URGENT, IN_BROWSER)


@pytest.fixture
def with_dap(cast: SimpleNamespace) -> Callable[..., ServiceAgreement]:
    """`with_dap(status_mail=[cast.petra])`: in force for Bakkerij Smit since 1 January."""

    def make(**people: Any) -> ServiceAgreement:
        old = cast.smit_agreement
        old.ends_on = date(2025, 12, 31)
        old.save(update_fields=["ends_on"])
        return ServiceAgreementFactory(
            number="DVO-1001",
            version=4,
            customer=cast.smit,
            starts_on=date(2026, 1, 1),
            packages={"server": "basic", "werkplek": "basic"},
            mandate="Hotfixes mogen meteen.",
            account_manager=cast.daan,
            dap=people,
        )

    return make


@pytest.fixture
def mailed() -> Callable[[], list[tuple[str, str]]]:
    """(message, recipient) of what the sweep writes that was not written before."""
    seen: set[int] = set()

    def new(now: Any = MONDAY) -> list[tuple[str, str]]:
        sweep_outbox(now)
        fresh = MailMessage.objects.exclude(pk__in=seen)
        found = sorted(fresh.values_list("message", "recipient"))
        seen.update(fresh.values_list("pk", flat=True))
        return found

    return new
