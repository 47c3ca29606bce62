"""The portal on Monday 23 November 2026, 10:00, unless a test travels on."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.conftest import MONDAY
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jan(cast: SimpleNamespace, sign_in: Any) -> Client:
    return sign_in(cast.jan.user)


@pytest.fixture
def willem(cast: SimpleNamespace, sign_in: Any) -> Client:
    """Of another customer."""
    return sign_in(cast.willem.user)


ANSWERS = {
    "soort": {"kind": "incident"},
    "onderdeel": {"item_type": "werkplek"},
    "ernst": {"impact": "1", "urgency": "A"},
    "omschrijving": {
        "subject": "Alles ligt plat",
        "description": "Niemand kan bij de server.",
        "steps_taken": "Niets.",
    },
    "bereikbaar": {"contact_phone": "0612345678", "contact_email": "jan@smit.example"},
}
TOKEN = "een-token-van-het-formulier"


def answer(client: Client, step: str, answers: dict[str, Any] | None = None, token: str = TOKEN) -> Any:
    given = ANSWERS[step] if answers is None else answers
    if step == "soort":
        return client.post(reverse("portal:new"), given | {"form_token": token})
    return client.post(reverse("portal:step", args=[token, step]), given)


def fill_in(client: Client, token: str = TOKEN, **changed: dict[str, Any]) -> str:
    """Answer every step; returns the address of the page to check."""
    for step in ANSWERS:
        answers = ANSWERS[step] | changed.get(step, {})
        if step == "ernst" and changed.get("soort"):
            continue
        response = answer(client, step, answers, token)
        assert response.status_code == 302, response.context["form"].errors
    return response.url


def only_ticket() -> Ticket:
    return Ticket.objects.get()


def page(response: Any) -> str:
    """The page as text, white space evened out."""
    return " ".join(response.content.decode().split())
