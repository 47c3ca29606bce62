"""Prose is made when read: what the verbs store are keys and facts, and what people wrote; never a translated sentence.

All verbs are carried out in a language of which each word is marked; no mark may be left in the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.utils.translation import _trans, gettext

from contracts import actions as agreed
from contracts.models import ClauseKind, CustomerEvent, Site, Supplier
from integrations.models import MonitoredHost
from integrations.monitoring.signals import Signal
from integrations.monitoring.triage import FLAPPING, receive_one
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tests.tickets.versions import renew
from tests.yes import say_yes
from tickets import actions
from tickets.approvals.reminding import remind
from tickets.models import Approval, Ticket, TimeEntry, TimelineEntry
from tickets.planned.recurring import make_due_work

MARK = re.compile("[⟦⟧]")
TABLES: tuple[type[Model], ...] = (Ticket, TimelineEntry, TimeEntry, Approval, CustomerEvent)
MEND = (
    "A translated text was stored. Keep a key with its facts, and make the words when they are read: of a verdict in"
    " contracts/coverage/words.py, of a line that nobody wrote in tickets/own_words.py (`own`), of any other fact in"
    " its row's for_house and for_customer (tickets/kinds.py)."
)

# Where a translated text is stored all the same, and why.
MELDING = "what a melding of the house's own opens with is its text, which people go on with and search in"
CITATION = "the name of what was agreed, by which it is known in letters and documents: not a sentence"
REPORT = "what was found and done, sent to the customer as one text with the words of who was there"
CORRECTION = "a correction of time has a reason in words, a person's or the house's, in one column"
ALLOWED = {
    "Ticket.subject": MELDING,
    "Ticket.description": MELDING,
    "Ticket.steps_taken": MELDING,
    "TimelineEntry.text of opened": MELDING,
    "Approval.citation": CITATION,
    "TimelineEntry.data.citation of asked": CITATION,
    "TimelineEntry.data.citation of decided": CITATION,
    "TimelineEntry.data.citation of mandate": CITATION,
    "TimelineEntry.data.citation of cancelled": CITATION,
    "TimelineEntry.data.citation of escalated": CITATION,
    "TimelineEntry.data.own.citation of waiting": CITATION,
    "TimelineEntry.text of resolved": REPORT,
    "TimelineEntry.text of time_logged": "the note of time on a visit, in the one column for notes",
    "TimeEntry.note": "the note of time on a visit, in the one column for notes",
    "TimelineEntry.text of time_corrected": CORRECTION,
    "TimeEntry.corrected_reason": CORRECTION,
}


def texts_in(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from texts_in(name, path)
            yield from texts_in(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each, path)


def translated_rows() -> dict[str, str]:
    """An example by the place where it stands: "TimelineEntry.data.own of note"."""
    found = {}
    for table in TABLES:
        for row in table._default_manager.values():
            of_kind = f" of {row['kind']}" if table in (TimelineEntry, CustomerEvent) else ""
            for column, value in row.items():
                for path, text in texts_in(value, f"{table.__name__}.{column}"):
                    if MARK.search(text) and not column.endswith("search_text"):
                        found[f"{path}{of_kind}"] = text
    return found


@pytest.fixture
def marked_language(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on whatever is translated says so."""
    monkeypatch.setattr(_trans, "gettext", lambda message: f"⟦{message}⟧")
    monkeypatch.setattr(_trans, "pgettext", lambda context, message: f"⟦{message}⟧")
    monkeypatch.setattr(_trans, "ngettext", lambda one, more, number: f"⟦{one if number == 1 else more}⟧")


def later(minutes: int) -> Any:
    return MONDAY + timedelta(minutes=minutes)


# --- What may happen --------------------------------------------------------------------------------------
def of_a_life(cast: SimpleNamespace, make: Callable[..., Ticket]) -> None:
    sanne, ticket, dell = cast.sanne, make(), Supplier.objects.create(name="Dell")
    made: dict[str, Any] = {"by": sanne, "now": later(1)}
    actions.take(ticket, **made)
    actions.assign(ticket, by=cast.marloes, now=later(1), assignee=cast.ravi, team=cast.second_line)
    actions.note(ticket, text="Even kijken.", **made)
    actions.reply(ticket, text="Wij kijken ernaar.", **made)
    actions.start_work(ticket, **made)
    actions.classify(ticket, kind="incident", impact=1, urgency="B", reason="Meer mensen.", **made)
    actions.change_details(ticket, subject="Geen mail", **made)
    actions.set_reference(ticket, source="erp", external_id="12", **made)
    actions.wait(ticket, party="supplier", text="Wij wachten op Dell.", supplier=dell, **made)
    actions.chase_supplier(ticket, text="Zij bellen terug.", **made)
    actions.add_extra_costs(ticket, amount=Decimal(10), text="Voorrijden.", supplier=dell, **made)
    actions.resume(ticket, **made)
    actions.plan(ticket, planned_for=at("2026-12-02 09:00"), **made)
    actions.send_secret(ticket, kind="wachtwoord", secret="geheim123", days=1, **made)
    actions.escalate(ticket, by=cast.jan.user, now=later(2), reason="Het duurt te lang.")
    actions.acknowledge(ticket.escalations.get(), by=cast.marloes, now=later(3), text="Ik bel.")
    actions.end_escalation(ticket.escalations.get(), by=cast.marloes, now=later(4), outcome="Opgelost.")
    actions.resolve(ticket, text="Herstart.", **made)
    actions.reopen(ticket, by=cast.jan.user, now=later(5), text="Weer stuk.")
    actions.resolve(ticket, by=sanne, now=later(6), text="Herstart.")
    actions.close(ticket, by=None, now=later(7))
    actions.cancel(make(), text="Dubbel.", **made)


def of_coverage_and_time(cast: SimpleNamespace, make: Callable[..., Ticket]) -> None:
    sanne, ticket = cast.sanne, make()
    made: dict[str, Any] = {"by": sanne, "now": later(1)}
    work: dict[str, Any] = {"item_type": "server", "service": "support"}
    actions.describe_work(ticket, features=["vulnerabilities"], **work, **made)
    for minutes in (80, 90):
        actions.log_time(ticket, by=sanne, now=later(300), minutes=minutes, text="Gepatcht.", began_then=True)
    line = TimeEntry.objects.filter(ticket=ticket, is_current=True).last()
    actions.correct_time(line, by=sanne, now=later(301), minutes=95, began_then=True, reason="Pauze vergeten.")
    actions.override_coverage(ticket, by=sanne, now=later(302), verdict="inbegrepen", reason="Coulance.")
    actions.describe_work(ticket, by=sanne, now=later(303), features=["extensions"], reason="Toch niet.", **work)
    say_yes(ticket, sanne, now=later(304))
    given: dict[str, Any] = {"title": "Vervang", "text": "De server.", "given_to": cast.jan}
    advice = agreed.give_advice(cast.smit, by=cast.daan, now=at("2026-11-02 10:00"), **given)
    agreed.decide_advice(advice, by=cast.jan.user, now=at("2026-11-03 10:00"), accepted=False, text="Nee.")
    other = make(contact=cast.jan)
    advice.refresh_from_db()
    actions.link_advice(other, advice=advice, **made)
    actions.link_advice(other, advice=None, **made)
    actions.export_time(
        by=cast.daan, now=later(400), starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30), customer=None
    )


def of_questions(cast: SimpleNamespace, make: Callable[..., Ticket]) -> None:
    made: dict[str, Any] = {"by": cast.sanne, "now": later(1)}
    billed = make(contact=cast.willem)
    asked = actions.ask_estimate(billed, minutes=60, amount=Decimal(95), text="Nieuwe printer.", **made)
    actions.withdraw_approval(asked, text="Het is garantie.", **made)
    actions.ask_estimate(billed, minutes=60, amount=Decimal(95), text="Printer.", **made)
    newer = actions.ask_estimate(billed, minutes=90, amount=Decimal(120), text="Printer.", **made)
    actions.decide(newer, by=cast.willem.user, now=later(2), granted=True)
    silent = make(contact=cast.willem)
    actions.ask_estimate(silent, minutes=60, amount=Decimal(95), text="Printer.", **made)
    for _step in range(3):
        silent.refresh_from_db()
        remind(silent, now=silent.remind_at)
    viewed = make()
    seen = actions.ask_remote_viewing(viewed, text="Om de knop te zoeken.", **made)
    actions.decide(seen, by=cast.jan.user, now=later(2), granted=True)
    actions.begin_viewing(viewed, by=cast.sanne, now=later(3))
    actions.end_viewing(viewed, by=cast.sanne, now=later(4))
    actions.mark_authorisation(viewed, by=cast.sanne, now=later(5))
    renew(cast.vries_agreement, mandate="Hotfixes.")
    hotfix = make(contact=cast.willem)
    actions.ask_estimate(hotfix, minutes=60, amount=Decimal(95), text="Hotfix.", **made)
    actions.use_mandate(hotfix, text="Het lek wordt misbruikt.", **made)
    renew(cast.smit_agreement, dap={ClauseKind.REPORTERS: [cast.jan], ClauseKind.APPROVERS: [cast.jan]})
    stranger = make(contact=cast.petra, kind="aanpassing", is_authorisation=True)
    refused = stranger.approvals.get(kind="reporter")
    actions.decide(refused, by=cast.jan.user, now=later(2), granted=False, text="Dit meld ik zelf.")


def of_planned_work(cast: SimpleNamespace, make: Callable[..., Ticket]) -> None:
    made: dict[str, Any] = {"by": cast.sanne, "now": later(1)}
    saved = actions.save_for_visit(cast.smit, ticket=make(), **made)
    site = Site.objects.create(customer=cast.smit, name="Bakkerij", address="Dorpsstraat 1")
    visit = actions.plan_visit(
        cast.smit, planned_for=at("2026-12-01 09:00"), engineer=cast.ravi, contact=cast.jan, site=site, **made
    )
    for by in (cast.sanne, cast.jan.user):
        actions.save_for_visit(cast.smit, by=by, now=later(2), text=f"Camera van {by.name}")
    outcomes = {saved.pk: {"done": True, "outcome": ""}}
    actions.finish_visit(visit, by=cast.ravi, now=at("2026-12-01 12:00"), minutes=60, outcomes=outcomes)
    agreed.add_recurring(
        cast.smit,
        by=cast.daan,
        now=MONDAY,
        kind="server_apk",
        title="Server-APK",
        contact=cast.jan,
        rrule="FREQ=MONTHLY;BYDAY=1TU",
        starts_on=date(2026, 11, 23),
        checklist=["Schijfruimte"],
        items=["SRV01"],
    )
    make_due_work(at("2026-12-01 08:00"))
    ticket = Ticket.objects.latest("pk")
    result: Any = {"item": "SRV01", "check": "Schijfruimte", "outcome": "ok", "note": ""}
    actions.record_checks(ticket, by=cast.ravi, now=at("2026-12-01 10:00"), results=[result])
    actions.resolve(ticket, by=cast.ravi, now=at("2026-12-01 11:00"), text="")


def of_monitoring(cast: SimpleNamespace, make: Callable[..., Ticket]) -> None:
    for customer, contact, name in ((cast.smit, cast.jan, "srv01"), (cast.vries, cast.willem, "nas01")):
        MonitoredHost.objects.create(name=name, customer=customer, contact=contact, item_type="server")
        minute = iter(range(1, 100))
        for number in range(FLAPPING + 2):
            for is_firing in (True, False):
                receive_one(Signal("test", name, "Schijf vol", is_firing, "1", text="1 GB"), now=later(next(minute)))
            if number == 2:
                receive_one(Signal("test", name, "Geheugen vol", True, "2", text="1 GB"), now=later(next(minute)))


def of_mail(cast: SimpleNamespace, make: Callable[..., Ticket]) -> None:
    cast.petra.email = ""
    cast.petra.save(update_fields=["email"])
    make(contact=cast.petra, contact_email="")
    for _number in range(4):
        make(contact_email="ander@elders.example")
    sweep_outbox(later(500))


STORIES = (of_a_life, of_coverage_and_time, of_questions, of_planned_work, of_monitoring, of_mail)


@pytest.mark.parametrize("story", STORIES)
def test_what_a_verb_stores_is_in_no_language(
    story: Callable[..., None], cast: SimpleNamespace, open_ticket: Callable[..., Ticket], marked_language: None
) -> None:
    story(cast, open_ticket)
    wrong = {place: text for place, text in translated_rows().items() if place not in ALLOWED}
    lines = [f"{place}: {text[:120]}" for place, text in wrong.items()]
    assert not wrong, "\n".join([MEND, *lines])


def test_a_translated_text_is_found_wherever_it_stands(
    cast: SimpleNamespace, open_ticket: Callable[..., Ticket], marked_language: None
) -> None:
    ticket = open_ticket()
    actions.note(ticket, by=cast.sanne, now=later(1), text=gettext("Vanzelf."))
    facts = {"checks": [{"note": gettext("Vanzelf.")}]}
    QuerySet(TimelineEntry).filter(ticket=ticket, kind="opened").update(data=facts)
    assert set(translated_rows()) == {"TimelineEntry.text of note", "TimelineEntry.data.checks.note of opened"}
