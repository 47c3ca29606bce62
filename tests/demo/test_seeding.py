"""The demo data: the same twice, believable at any hour, and nobody is mailed about the past."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.db import transaction

from accounts.models import User
from contracts.coverage.rules import Verdict
from contracts.models import Advice, AdviceStatus, Contact, Customer, ServiceAgreement
from demo import people, seeding
from demo.people import PASSWORD
from demo.scene import SCENES, back
from demo.stories import all_stories, phrases
from integrations.models import Alert, AlertBody, MonitoredHost, Webhook
from mail.models import InboundMail
from sla.priority import Nature, Priority
from tests.conftest import at
from tests.demo.conftest import DAYS, NOW
from tests.snapshot import Snapshot
from tickets.models import (
    Approval,
    ClockState,
    EntryKind,
    OutboxItem,
    Status,
    Ticket,
    TicketClock,
    TimeEntry,
    TimelineEntry,
)

MOMENTS = {
    "just after opening": at("2026-11-23 08:02"),
    "a Sunday night": at("2026-11-22 03:30"),
    "Christmas Day": at("2026-12-25 11:00"),
    "the night the clock goes back": at("2026-10-25 02:30"),
    "an early evening": at("2026-11-23 17:40"),
}


def without_keys(text: str) -> str:
    """The number of an advice is handed out by the database, and a rolled-back one is not handed out again."""
    return re.sub(r"\bA\d+\b", "A", text)


def story_of_everything() -> str:
    """All that was said and done, without the keys that a database hands out."""
    first = Ticket.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    lines = [
        f"{entry.ticket_id - first} {entry.at.isoformat()} {entry.kind} {entry.by} {without_keys(entry.text)}"
        for entry in TimelineEntry.objects.order_by("ticket_id", "at", "pk").select_related("by")
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def filled(now: datetime, **options: int) -> str:
    """Fills, reads and forgets."""
    with transaction.atomic():
        seeding.fill(now, **{"days": DAYS, **options})
        told = story_of_everything()
        transaction.set_rollback(True)
    return told


def test_the_same_seed_and_moment_give_the_same_data_and_another_seed_other(db: None, made_once: Snapshot) -> None:
    again, other = filled(NOW), filled(NOW, seed=1)
    made_once.restore()
    assert again == story_of_everything() != other


def test_on_a_monday_afternoon_the_desk_has_everything(demo: None) -> None:
    everything_is_there(NOW)


@pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS)
def test_at_any_hour_the_desk_has_everything(db: None, now: datetime) -> None:
    seeding.fill(now, days=1)
    everything_is_there(now)


def everything_is_there(now: datetime) -> None:
    running = Ticket.objects.filter(clock__state=ClockState.RUNNING, clock__work_started_at__isnull=True)
    kritisch = running.filter(priority=Priority.KRITISCH).select_related("clock")
    assert kritisch.exists(), "a Kritisch runs"
    assert all(ticket.clock.due_at > now for ticket in kritisch)
    assert running.filter(priority=Priority.STANDAARD).exists()
    to_classify = running.filter(clock__nature=Nature.TRIAGE, channel="email").select_related("clock")
    assert to_classify.exists() and all(ticket.clock.due_at > now for ticket in to_classify), "a mail to classify"
    assert TicketClock.objects.filter(state=ClockState.PAUSED).exists()
    assert TicketClock.objects.filter(is_open=True, late=True).exists()
    assert set(Ticket.objects.values_list("status", flat=True)) >= {
        Status.NIEUW,
        Status.IN_BEHANDELING,
        Status.WACHT_OP_KLANT,
        Status.WACHT_OP_LEVERANCIER,
        Status.INGEPLAND,
        Status.OPGELOST,
    }
    assert not TimelineEntry.objects.filter(at__gt=now).exists(), "nothing from the future"
    assert not Ticket.objects.filter(opened_at__gt=now).exists()
    assert not TicketClock.objects.filter(next_warning_at__lt=now - timedelta(minutes=1)).exists()


def test_six_customers_and_some_forty_people(demo: None) -> None:
    assert Customer.objects.count() == 6
    assert 40 <= Contact.objects.count() + User.objects.filter(is_house=True).count() <= 60
    without_sla = [customer.name for customer in Customer.objects.all() if customer.agreement_at(NOW) is None]
    assert without_sla == ["Drukkerij Hofman"]
    assert Customer.objects.get(number="K1001").agreement_at(NOW).has_emergency_service
    assert not Customer.objects.get(number="K1003").agreement_at(NOW).has_emergency_service
    managers = {customer.agreements.latest("starts_on").account_manager for customer in Customer.objects.all()}
    assert len(managers) == 2


def test_everybody_signs_in_with_the_printed_password(demo: None) -> None:
    for user in User.objects.filter(is_service=False):
        assert check_password(PASSWORD, user.password), user.email


def test_what_comes_and_goes_by_other_doors_is_there(demo: None) -> None:
    received = Counter(InboundMail.objects.values_list("status", flat=True))
    assert received == {"done": 2, "unknown": 2, "shelved": 1, "doubtful": 1, "dead": 1}
    assert InboundMail.objects.get(status="doubtful").original_sender == "jan@bakkerijsmit.example"
    assert InboundMail.objects.get(status="dead").subject == "Uitnodiging opening winkel"
    assert AlertBody.objects.unseen().count() == 1
    between = Alert.objects.get(host_key="dc01")
    assert between.ticket is None and between.customer is None
    by_mail = InboundMail.objects.get(status="done", subject__startswith="Kassa").ticket
    assert by_mail.timeline.filter(attachments__name="foutmelding.txt").exists() and by_mail.priority
    assert MonitoredHost.objects.count() == 4
    assert Alert.objects.get(host_key="smit-srv01").count == 3
    assert Alert.objects.get(host_key="smit-srv02").ticket.status == "opgelost"
    assert Alert.objects.get(host_key="test-srv09").ticket is None
    assert Webhook.objects.get().deliveries.filter(status="delivered").count() == 12
    assert not Webhook.objects.filter(is_active=True).exists(), "a demo calls nobody"
    assert not OutboxItem.objects.filter(consumer="webhook").exists()


def test_nobody_is_mailed_about_the_past(demo: None) -> None:
    items = OutboxItem.objects.select_related("entry")
    assert 1 <= items.count() <= 40
    old = [item for item in items if item.entry.at < NOW - seeding.KEEP_MAIL_FOR]
    assert len(old) < seeding.KEEP_MAILS


def test_half_a_demo_is_never_left_behind(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls_over(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("demo.seeding.Walk.play", falls_over)
    with pytest.raises(RuntimeError):
        seeding.fill(NOW, days=0)
    assert seeding.is_empty()


def test_time_is_logged_on_what_was_solved(demo: None) -> None:
    solved = Ticket.objects.filter(status__in=[Status.OPGELOST, Status.GESLOTEN]).exclude(timeline__kind="waiting")
    assert solved.exists()
    assert not solved.exclude(channel="alert").filter(time_entries__isnull=True).exists()  # which recovers by itself
    assert all(entry.minutes >= 5 for entry in TimeEntry.objects.all())


def test_every_word_in_the_stories_is_filled_in() -> None:
    known = {"collega", "plek", "printer", "map", "app", "leverancier", "pc", "telefoon", "voornaam", "behandelaar"}
    told = " ".join(repr(story) for story in all_stories()) + repr(phrases())
    assert set(re.findall(r"\{(\w+)\}", told)) <= known


def test_stories_are_whole() -> None:
    for story in all_stories():
        assert bool(story.urgencies) == (story.kind == "incident"), story.subject
        assert bool(story.ask) == bool(story.answer), story.subject
        assert bool(story.supplier) == bool(story.supplier_back), story.subject
        assert bool(story.again) == bool(story.fixed), story.subject
        assert all(len(subject) <= 110 for subject in story.subject), story.subject
    assert all(story.fits(company.number) for company in people.COMPANIES for story in all_stories() if not story.only)


def test_scenes_name_people_who_are_there() -> None:
    companies = {company.number: company for company in people.COMPANIES}
    for scene in SCENES:
        assert any(person.name.split()[0] == scene.who for person in companies[scene.customer].people), scene


def test_back_counts_working_minutes(sla: None) -> None:
    from sla.models import Calendar

    hours = Calendar.objects.get(slug="supportcenter").current_version.business_hours
    assert back(hours, at("2026-11-23 08:10"), 20) == at("2026-11-20 16:50")


def test_everything_that_an_agreement_decides_is_there(db: None) -> None:
    """Tickets in every verdict, and each question, step, visit and count at least once."""
    seeding.fill(NOW, days=40)
    assert set(Ticket.objects.values_list("coverage_verdict", flat=True)) == set(Verdict.values)
    told = set(TimelineEntry.objects.values_list("kind", flat=True))
    wanted = set(EntryKind.values) - {EntryKind.UNACKNOWLEDGED, EntryKind.CHASE_DUE}
    wanted -= {"due_moved", "imported", "mail_failed", "cancelled", "details_changed", "alert", "hidden"}
    wanted -= {"program_mail", "thanked"}  # by mail, of which the demo receives few
    wanted -= {"taken_back", "answer_waived"}  # within seconds of an act; and what somebody at work says of a message
    assert told >= wanted
    asked = set(Approval.objects.values_list("kind", "status"))
    assert asked >= {
        ("estimate", "asked"),
        ("estimate", "granted"),
        ("estimate", "declined"),
        ("authorisation", "asked"),
        ("authorisation", "granted"),
        ("reporter", "asked"),
        ("remote_viewing", "granted"),
    }
    assert set(Advice.objects.values_list("status", flat=True)) == set(AdviceStatus.values)
    empty = {
        model.__name__
        for label in ("contracts", "tickets")
        for model in apps.get_app_config(label).get_models()
        if not model.objects.exists()
    }
    by_hand = {"RunningTimer", "HeldAct", "ReadMark", "MessageDraft", "BulkAct", "BulkItem"}  # of who sits at the desk
    assert empty <= by_hand | {"QueueView", "Watcher", "RoutingRule"}  # and what everybody sets up for himself


def test_a_version_waits_for_its_signatures(demo: None) -> None:
    offered = ServiceAgreement.objects.get(status="offered")
    assert (offered.customer.number, offered.version) == ("K1005", 3)
    assert ServiceAgreement.objects.filter(status="in_force").exclude(document_sha256="").count() == 8
