"""Two meldingen about one thing: merged at the desk, read by both reporters, and taken apart again within a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum

from infra.errors import Refused
from integrations.models import Alert
from mail import marks
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from reviews.figures.counting import count_due, wrong_days
from reviews.models import TicketRecord
from tests.conftest import MONDAY
from tests.mail.inbound.test_inbound import arrive, mail
from tickets import actions
from tickets.clock.clocks import read_clock
from tickets.models import ClockState, EntryKind, OutboxItem, Status, Ticket, TimeEntry

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = MONDAY + HOUR


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> Any:
    settings.MAIL_AUTHSERV_ID = "mx.1do.example"
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair(cast, open_ticket) -> tuple[Ticket, Ticket]:
    """Jan's of ten o'clock, and Petra's of ten minutes later about the same."""
    first = open_ticket(subject="Geen mail")
    second = open_ticket(
        contact=cast.petra, now=MONDAY + 10 * MINUTE, subject="Mail doet het niet", description="Niets."
    )
    return first, second


def merge(client: Any, ticket: Ticket, other: Ticket | int, **given: Any) -> Any:
    number = other if isinstance(other, int) else other.pk
    return client.post(f"/desk/meldingen/{ticket.pk}/samenvoegen/", {"into": number, "sight_confirmed": "on"} | given)


def said(client: Any, path: str) -> str:
    return client.get(path, follow=True).content.decode()


def test_the_oldest_stays_with_both_conversations(cast, pair, sign_in):
    first, second = pair
    picture = SimpleUploadedFile("fout.png", b"\x89PNG\r\n\x1a\n", "image/png")
    actions.reply(second, by=cast.petra.user, now=MONDAY + 20 * MINUTE, text="Ook op mijn telefoon.", files=[picture])
    desk = sign_in(cast.sanne)
    response = merge(desk, first, second)  # whichever of the two is named first
    assert (response.status_code, response["Location"]) == (302, f"/desk/meldingen/{first.pk}/")
    second.refresh_from_db()
    assert (second.merged_into_id, second.status) == (first.pk, Status.GEANNULEERD)
    for address in (f"/desk/meldingen/{first.pk}/", f"/desk/meldingen/{second.pk}/"):
        page = said(desk, address)
        assert "Ook op mijn telefoon." in page and "Sinds vanochtend" in page and "fout.png" in page
        assert f"uit melding #{second.pk}" in page and f"Hierin opgegaan: #{second.pk}" in page
    assert page.index("Sinds vanochtend") < page.index("Ook op mijn telefoon.")


def test_both_reporters_read_it_and_nobody_else(cast, pair, sign_in):
    first, second = pair
    actions.merge(second, first, by=cast.sanne, now=LATER, sight_confirmed=True)
    for contact in (cast.jan, cast.petra):
        portal = sign_in(contact.user)
        for number in (first.pk, second.pk):
            page = said(portal, f"/portaal/meldingen/{number}/")
            assert "Geen mail" in page and "Niets." in page
        listed = said(portal, "/portaal/meldingen/")
        assert f"/portaal/meldingen/{first.pk}/" in listed and f"/portaal/meldingen/{second.pk}/" not in listed
    for number in (first.pk, second.pk):
        assert sign_in(cast.willem.user).get(f"/portaal/meldingen/{number}/").status_code == 404


def test_a_third_of_the_same_customer_sees_neither(cast, pair, sign_in):
    from tests.factories import ContactFactory

    third = ContactFactory(customer=cast.smit, name="Kees", email="kees@smit.example", with_user=True)
    first, second = pair
    actions.merge(second, first, by=cast.sanne, now=LATER, sight_confirmed=True)
    for number in (first.pk, second.pk):
        assert sign_in(third.user).get(f"/portaal/meldingen/{number}/").status_code == 404


def test_coverage_and_clock_are_those_of_the_first(cast, pair):
    """The merge is no start of work (SLA 7.9)."""
    first, second = pair
    due = first.clock.due_at
    actions.start_work(second, by=cast.sanne, now=MONDAY + 15 * MINUTE)
    actions.merge(first, second, by=cast.sanne, now=MONDAY + 20 * MINUTE, sight_confirmed=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.clock.due_at, first.clock.state, first.clock.work_started_at) == (due, ClockState.RUNNING, None)
    assert not second.clock.is_open


def test_every_way_to_either_arrives_at_the_one_that_stays(cast, pair, sign_in, open_ticket):
    """By mail, portal, REST and desk, and through a chain of two."""
    first, second = pair
    third = open_ticket(contact=cast.petra, now=MONDAY + 12 * MINUTE)
    sweep_outbox(LATER)
    theirs = {mail.entry.ticket_id: mail for mail in MailMessage.objects.filter(entry__kind=EntryKind.OPENED)}
    actions.merge(third, second, by=cast.sanne, now=LATER)
    actions.merge(second, first, by=cast.sanne, now=LATER, sight_confirmed=True)
    for each in (second, third):
        words = f"Per mail op {each.pk}."
        assert arrive(mail(words, From="petra@smit.example", In_Reply_To=theirs[each.pk].message_id)).ticket == first
        assert first.timeline.filter(text=words, contact=cast.petra).exists()
    portal = sign_in(cast.petra.user)
    given = {"text": "Via het portaal.", "form_token": "een-token-van-mij"}
    assert portal.post(f"/portaal/meldingen/{third.pk}/antwoord/", given).status_code in (302, 404)
    assert actions.reply(third, by=cast.petra.user, now=LATER, text="Nog iets.").ticket == first
    assert actions.note(second, by=cast.sanne, now=LATER, text="Let op.").ticket == first
    assert not third.timeline.filter(kind=EntryKind.REPLY).exists()
    third.refresh_from_db()
    assert actions.survivor(third) == first
    assert marks.ticket_of(theirs[third.pk].message_id) == third.pk


def test_what_went_is_worked_on_where_it_went(cast, pair):
    first, second = pair
    actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)
    for verb, given in ((actions.log_time, {"minutes": 5}), (actions.take, {}), (actions.cancel, {"text": "Nee."})):
        with pytest.raises(Refused):
            verb(second, by=cast.sanne, now=LATER, **given)
    second.refresh_from_db()
    assert second.assignee is None and second.worked_minutes == 0


@pytest.mark.parametrize("named", ["self", "closed", "other customer", "gone", "merged"])
def test_what_cannot_be_merged_is_said_beside_the_number(cast, pair, sign_in, open_ticket, named):
    first, second = pair
    closed = open_ticket(now=MONDAY - HOUR)
    actions.cancel(closed, by=cast.sanne, now=MONDAY, text="Dubbel.")
    merged = open_ticket(now=MONDAY + 30 * MINUTE)
    actions.merge(merged, first, by=cast.sanne, now=LATER)
    other, words = {
        "self": (second, "deze melding zelf"),
        "closed": (closed, "is geannuleerd"),
        "other customer": (open_ticket(contact=cast.willem), "van een andere klant"),
        "gone": (999_999, "bestaat niet"),
        "merged": (merged, "al samengevoegd met"),
    }[named]
    response = merge(sign_in(cast.sanne), second, other)
    assert response.status_code == 200 and words in response.content.decode()
    second.refresh_from_db()
    assert second.merged_into is None


def test_who_reads_along_is_asked_first(cast, pair, sign_in):
    first, second = pair
    response = merge(sign_in(cast.sanne), second, first, sight_confirmed="")
    assert "lezen hierna elkaars berichten" in response.content.decode()
    second.refresh_from_db()
    assert second.merged_into is None


def test_nothing_that_waits_for_somebody_is_lost(cast, pair):
    first, second = pair
    actions.start_timer(second, by=cast.sanne, now=MONDAY + 15 * MINUTE)
    with pytest.raises(Refused, match="timer"):
        actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)


def test_the_more_urgent_one_does_not_vanish_in_the_other(cast, open_ticket):
    calm = open_ticket(impact=3, urgency="C")
    urgent = open_ticket(now=MONDAY + MINUTE, impact=1, urgency="A")
    with pytest.raises(Refused, match="dringender"):
        actions.merge(calm, urgent, by=cast.sanne, now=LATER)


def test_customers_do_not_merge(cast, pair, sign_in):
    first, second = pair
    assert merge(sign_in(cast.jan.user), first, second).status_code in (302, 403, 404)
    assert merge(sign_in(cast.daan), first, second).status_code == 403
    second.refresh_from_db()
    assert second.merged_into is None


def test_hours_are_the_same_before_and_after_and_after_undoing(cast, pair, sign_in):
    first, second = pair
    actions.log_time(first, by=cast.sanne, now=MONDAY + 20 * MINUTE, minutes=15)
    actions.log_time(second, by=cast.sanne, now=MONDAY + 40 * MINUTE, minutes=30)

    def hours() -> Any:
        lines = TimeEntry.objects.filter(ticket__customer=cast.smit, is_current=True)
        return lines.aggregate(Sum("minutes"), Sum("billed_minutes"))

    before = hours()
    actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)
    assert hours() == before
    assert "45 min" in said(sign_in(cast.sanne), f"/desk/meldingen/{first.pk}/")
    actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)  # the second click
    actions.unmerge(second, by=cast.sanne, now=LATER)
    assert hours() == before


def test_alerts_go_along_and_come_back(cast, pair):
    first, second = pair
    alert = Alert.objects.create(
        fingerprint="a", name="Schijf", host_name="dc01", ticket=second, first_at=MONDAY, last_at=MONDAY
    )
    actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)
    alert.refresh_from_db()
    assert alert.ticket == first
    actions.unmerge(second, by=cast.sanne, now=LATER)
    alert.refresh_from_db()
    assert alert.ticket == second


def test_merging_mails_nobody_and_an_answer_reaches_both(cast, pair, sign_in):
    first, second = pair
    sweep_outbox(LATER)
    seen = set(MailMessage.objects.values_list("pk", flat=True))
    actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)
    sweep_outbox(LATER)
    assert not MailMessage.objects.exclude(pk__in=seen).exists()
    assert "(jan@smit.example) en Petra Bakker" in said(sign_in(cast.sanne), f"/desk/meldingen/{first.pk}/")
    actions.reply(first, by=cast.sanne, now=LATER, text="Wij kijken ernaar.")
    sweep_outbox(LATER)
    to = MailMessage.objects.exclude(pk__in=seen).values_list("recipient", flat=True)
    assert sorted(to) == ["jan@smit.example", "petra@smit.example"]
    assert OutboxItem.objects.filter(consumer="mail").count() == 0


def test_undone_within_a_day_it_is_as_it_was(cast, pair, sign_in):
    """What was said since, stays where it was said."""
    first, second = pair
    actions.wait(second, by=cast.sanne, now=MONDAY + 15 * MINUTE, party="customer", text="Welke pc?")
    second.refresh_from_db()
    before = {name: getattr(second, name) for name in ("status", "remind_at", "closes_at", "closed_at", "planned_for")}
    state = read_clock(second, LATER)
    actions.merge(first, second, by=cast.sanne, now=MONDAY + 20 * MINUTE, sight_confirmed=True)
    actions.reply(second, by=cast.petra.user, now=MONDAY + 30 * MINUTE, text="Die van mij.")
    desk = sign_in(cast.sanne)
    response = desk.post(f"/desk/meldingen/{first.pk}/uit-elkaar/", {"number": second.pk})
    assert response["Location"] == f"/desk/meldingen/{second.pk}/"
    second = Ticket.objects.get(pk=second.pk)
    first.refresh_from_db()
    assert {name: getattr(second, name) for name in before} == before and not first.has_merged
    assert read_clock(second, LATER).ledger == state.ledger and second.clock.state == ClockState.PAUSED
    assert first.timeline.filter(text="Die van mij.").exists()
    assert sign_in(cast.petra.user).get(f"/portaal/meldingen/{first.pk}/").status_code == 404
    assert actions.unmerge(second, by=cast.sanne, now=LATER) == second  # the second click


def test_after_a_day_it_stays_merged(cast, pair, sign_in, _monday):
    first, second = pair
    actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)
    with pytest.raises(Refused, match="dag lang"):
        actions.unmerge(second, by=cast.sanne, now=LATER + DAY)
    assert "Haal uit elkaar" in said(sign_in(cast.sanne), f"/desk/meldingen/{first.pk}/")
    _monday.move_to(LATER + DAY)
    assert "Haal uit elkaar" not in said(sign_in(cast.sanne), f"/desk/meldingen/{first.pk}/")


def test_a_chain_comes_apart_in_either_order(cast, pair, open_ticket):
    first, second = pair
    third = open_ticket(contact=cast.petra, now=MONDAY + 12 * MINUTE)
    actions.merge(third, second, by=cast.sanne, now=LATER)
    actions.merge(second, first, by=cast.sanne, now=LATER, sight_confirmed=True)
    actions.unmerge(second, by=cast.sanne, now=LATER)
    third.refresh_from_db()
    second.refresh_from_db()
    first.refresh_from_db()
    assert (third.merged_into_id, second.has_merged, first.has_merged) == (second.pk, True, False)
    actions.unmerge(third, by=cast.sanne, now=LATER)
    third.refresh_from_db()
    assert third.merged_into_id is None and third.is_open


def test_merged_is_not_solved_and_counts_once(cast, pair):
    first, second = pair
    count_due(LATER)
    actions.merge(first, second, by=cast.sanne, now=LATER, sight_confirmed=True)
    count_due(LATER + HOUR)
    assert list(TicketRecord.objects.filter(merged=False).values_list("ticket", flat=True)) == [first.pk]
    assert not list(wrong_days(LATER + HOUR))
    actions.unmerge(second, by=cast.sanne, now=LATER + HOUR)
    count_due(LATER + 3 * HOUR)
    assert TicketRecord.objects.filter(merged=False).count() == 2
    assert not list(wrong_days(LATER + 3 * HOUR))
