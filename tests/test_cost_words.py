"""Every door says the same of what work costs: portal, desk, REST and mail, for every verdict and every yes."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import ApiToken, Scope
from contracts.coverage.costs import _SPENT, HEADLINES, Yes, cost_words
from contracts.coverage.rules import Verdict
from contracts.models import ServiceAgreement
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory, ServiceAgreementFactory
from tests.yes import say_yes
from tickets import actions
from tickets.approvals.consent import standing_yes
from tickets.models import Channel, Ticket

LATER = MONDAY + timedelta(minutes=10)
SENTENCES = {str(words) for words in _SPENT.values()} | {
    "Niets extra; het zit in het maandbedrag.",
    "Niets extra; de tijd gaat van uw uren af.",
}


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def gerda(cast: SimpleNamespace) -> Any:
    """Of a customer with All-in-1 and 10 hours a month, without Microsoft Cloudbeheer."""
    customer = CustomerFactory(number="K1003", name="Garage Jansen")
    ServiceAgreementFactory(
        customer=customer, packages={"all-in-1": "premium"}, categories=[2, 3, 4], hours_per_month=Decimal(10)
    )
    return ContactFactory(customer=customer, name="Gerda Jansen", email="gerda@jansen.example", with_user=True)


class Stage:
    def __init__(self, cast: SimpleNamespace, open_ticket: Callable[..., Ticket], gerda: Any) -> None:
        self.cast, self.open_ticket, self.gerda = cast, open_ticket, gerda

    def meerwerk(self, **fields: Any) -> Ticket:
        return self.open_ticket(contact=self.cast.willem, **fields)

    def asked(self, ticket: Ticket, **fields: Any) -> Any:
        given = {"by": self.cast.sanne, "now": LATER, "minutes": 60, "text": "Nakijken."} | fields
        return actions.ask_estimate(ticket, **given)


def _declined(stage: Stage) -> Ticket:
    asked = stage.asked(stage.meerwerk())
    actions.decide(asked, now=LATER, granted=False, by=stage.cast.willem.user, text="Nee.")
    return asked.ticket


def _granted(stage: Stage) -> Ticket:
    asked = stage.asked(stage.meerwerk())
    actions.decide(asked, now=LATER, granted=True, by=stage.cast.willem.user)
    return asked.ticket


def _spoken(stage: Stage) -> Ticket:
    ticket = stage.meerwerk()
    say_yes(ticket, stage.cast.sanne, now=LATER)
    return ticket


def _mandate(stage: Stage) -> Ticket:
    ServiceAgreement.objects.filter(pk=stage.cast.vries_agreement.pk).update(mandate="Hotfixes mogen meteen.")
    ticket = stage.meerwerk()
    actions.use_mandate(ticket, by=stage.cast.sanne, now=LATER, text="Dit kan niet wachten.")
    return ticket


def _ended(stage: Stage) -> Ticket:
    ticket = stage.meerwerk()
    actions.resolve(ticket, by=stage.cast.sanne, now=LATER, text="Vanzelf hersteld.")
    return ticket


def _visit(stage: Stage) -> Ticket:
    visit = actions.plan_visit(
        stage.cast.smit,
        by=stage.cast.sanne,
        now=LATER,
        planned_for=at("2026-11-25 09:00"),
        engineer=stage.cast.sanne,
        contact=stage.cast.jan,
    )
    return visit.ticket


def _without_agreement(stage: Stage) -> Ticket:
    return stage.open_ticket(contact=ContactFactory(name="Sem", email="sem@los.example", with_user=True))


CALL = {"impact": 1, "channel": Channel.PHONE, "now": at("2026-11-20 19:00")}
SCENES: dict[str, tuple[Callable[[Stage], Ticket], Verdict, Yes]] = {
    "included": (lambda stage: stage.open_ticket(), Verdict.INBEGREPEN, Yes.NOT_NEEDED),
    "all-in-1": (lambda stage: stage.open_ticket(contact=stage.gerda), Verdict.INBEGREPEN, Yes.NOT_NEEDED),
    "fair use": (
        lambda stage: stage.open_ticket(kind="aanpassing", small_change=True),
        Verdict.FAIR_USE,
        Yes.NOT_NEEDED,
    ),
    "fair use of all-in-1": (
        lambda stage: stage.open_ticket(contact=stage.gerda, kind="aanpassing", small_change=True),
        Verdict.FAIR_USE,
        Yes.NOT_NEEDED,
    ),
    "account work": (
        lambda stage: stage.open_ticket(contact=stage.gerda, kind="aanpassing", user_accounts=True),
        Verdict.INBEGREPEN,
        Yes.NOT_NEEDED,
    ),
    "meerwerk": (lambda stage: stage.meerwerk(), Verdict.MEERWERK, Yes.TO_ASK),
    "asked": (lambda stage: stage.asked(stage.meerwerk()).ticket, Verdict.MEERWERK, Yes.ASKED),
    "granted": (_granted, Verdict.MEERWERK, Yes.GRANTED),
    "spoken": (_spoken, Verdict.MEERWERK, Yes.GRANTED),
    "declined": (_declined, Verdict.MEERWERK, Yes.DECLINED),
    "mandate": (_mandate, Verdict.MEERWERK, Yes.MANDATE),
    "ended without a yes": (_ended, Verdict.MEERWERK, Yes.MISSING),
    "emergency call": (
        lambda stage: stage.open_ticket(by=stage.cast.sanne, **CALL),
        Verdict.MEERWERK,
        Yes.EMERGENCY,
    ),
    "visit": (_visit, Verdict.MEERWERK, Yes.VISIT),
    "outside hours": (
        lambda stage: stage.asked(stage.open_ticket(), rate="outside_hours").ticket,
        Verdict.MEERWERK,
        Yes.ASKED,
    ),
    "option": (
        lambda stage: stage.open_ticket(contact=stage.gerda, item_type="cloud"),
        Verdict.OPTIE,
        Yes.TO_ASK,
    ),
    "not offered": (
        lambda stage: stage.open_ticket(item_type="netwerk", service="file_restore"),
        Verdict.NIET_AANGEBODEN,
        Yes.TO_ASK,
    ),
    "no sla": (_without_agreement, Verdict.GEEN_SLA, Yes.TO_ASK),
}


def test_t6_every_verdict_and_every_yes_is_walked() -> None:
    assert {verdict for _make, verdict, _yes in SCENES.values()} == set(Verdict)
    assert {yes for _make, _verdict, yes in SCENES.values()} >= set(Yes) - {Yes.DAP}


@pytest.mark.parametrize("scene", SCENES)
def test_t6_t7_every_door_says_the_same(scene, cast, open_ticket, gerda, sign_in) -> None:
    make, verdict, yes = SCENES[scene]
    ticket = Ticket.objects.get(pk=make(Stage(cast, open_ticket, gerda)).pk)
    assert (ticket.coverage_verdict, standing_yes(ticket)) == (verdict, yes)
    words = cost_words(ticket.coverage, yes)

    portal = _text(sign_in(ticket.contact.user).get(f"/portaal/meldingen/{ticket.pk}/"))
    desk = _text(sign_in(cast.sanne).get(f"/desk/meldingen/{ticket.pk}/"))
    said = {"portal": portal, "desk": desk}
    for user, side in ((ticket.contact.user, "customer"), (cast.sanne, "house")):
        said[f"REST, {side}"] = _program(user).get(f"/api/v1/tickets/{ticket.pk}/").json()["coverage"]["costs"]
    sweep_outbox(LATER)
    asked = MailMessage.objects.filter(entry__ticket=ticket, message="approval_asked").first()
    if asked and yes == Yes.ASKED:
        said["mail"] = " ".join(asked.text.split())
    for door, text in said.items():
        assert _sentences(text) == {words.costs}, door
    assert words.headline in portal
    assert words.headline == str(HEADLINES[verdict]) % {"clause": ticket.coverage_clause}


@pytest.mark.parametrize(
    ("who", "answers", "costs"),
    [
        ("jan", {"kind": "incident", "item_type": "werkplek"}, "Niets extra; het zit in het maandbedrag."),
        ("gerda", {"kind": "incident", "item_type": "werkplek"}, "Niets extra; de tijd gaat van uw uren af."),
        ("willem", {"kind": "incident", "item_type": "werkplek"}, str(_SPENT[Yes.TO_ASK])),
    ],
)
def test_t6_beforehand_desk_and_rest_say_the_same(who, answers, costs, cast, gerda, sign_in) -> None:
    contact = gerda if who == "gerda" else getattr(cast, who)
    preview = _program(contact.user).get("/api/v1/coverage/preview/", answers).json()
    assert preview["costs"] == costs
    desk = sign_in(cast.sanne).get(reverse("desk:preview"), answers | {"contact": contact.pk})
    assert _sentences(_text(desk)) == {costs}


def _text(response: Any) -> str:
    assert response.status_code == 200
    return html.unescape(" ".join(response.content.decode().split()))


def _sentences(text: str) -> set[str]:
    """Longest first: one sentence may begin as another does."""
    found = {sentence for sentence in SENTENCES if sentence in text}
    return {one for one in found if not any(one != other and one in other for other in found)}


def _program(user: Any) -> APIClient:
    client = APIClient()
    token = ApiToken.issue(user, name="test", scopes=[str(scope) for scope in Scope.values], now=LATER)[1]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client
