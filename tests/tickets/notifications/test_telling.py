"""Who of 1do is told of what, how and when (SLA 3.2, 7.9): one person hears of one thing once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from accounts.roster import actions as roster
from infra.errors import Refused
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks import outbox as webhooks
from mail.models import MailMessage
from mail.outbound.outbox import sweep_outbox
from tests.conftest import MONDAY, at
from tests.yes import say_yes
from tickets import actions
from tickets.models import Channel, Consumer, Notification, OutboxItem
from tickets.notifications import actions as notices
from tickets.notifications import making, queries
from tickets.notifications.rules import TO_SET, How
from tickets.sweeps import warn_due

SANNE, RAVI, MARLOES = "sanne@1do.example", "ravi@1do.example", "marloes@1do.example"
FRIDAY = at("2026-11-27 16:50")


@pytest.fixture
def team(cast):
    """A team of five, as in the fault."""
    from tests.factories import HouseUserFactory

    others = [HouseUserFactory(name=f"Agent {n}", email=f"agent{n}@1do.example") for n in range(3)]
    cast.supportcenter.members.add(*others)
    return [cast.sanne, cast.marloes, *others]


def told(now=MONDAY) -> list[tuple[str, str]]:
    """(person, what) of what the sweep makes now."""
    before = set(Notification.objects.values_list("pk", flat=True))
    making.sweep_outbox(now)
    fresh = Notification.objects.exclude(pk__in=before)
    return sorted(fresh.values_list("person__name", "what"))


def house_mails(now=MONDAY) -> list[tuple[str, str]]:
    before = set(MailMessage.objects.values_list("pk", flat=True))
    sweep_outbox(now)
    fresh = MailMessage.objects.exclude(pk__in=before).filter(recipient_user__isnull=False)
    return sorted(fresh.values_list("message", "recipient"))


def test_t29_a_kritisch_by_portal_is_told_to_1do_at_once(open_ticket, cast):
    open_ticket(impact=1)
    assert house_mails() == [("ticket_new", MARLOES), ("ticket_new", SANNE)]
    assert MailMessage.objects.filter(recipient_user=None).count() == 1, "the customer hears of it once"
    mail = MailMessage.objects.filter(message="ticket_new").first()
    assert "Kritisch: Geen mail op kantoor" in mail.subject
    assert "Begin uiterlijk ma 23 nov 10:30" in mail.text


def test_t29_a_standaard_is_no_mail_but_the_team_sees_it(open_ticket, cast):
    open_ticket(impact=3)
    assert house_mails() == []
    assert Counter(Notification.objects.values_list("person__name", "in_browser")) == {
        ("Sanne de Wit", True): 1,
        ("Marloes Kuiper", False): 1,  # a coordinator sees to what is late, not to each new melding
    }


def test_t29_unclassified_is_told_to_who_has_duty(open_ticket, cast):
    open_ticket(impact=None, urgency=None, channel=Channel.EMAIL)
    assert told() == [("Marloes Kuiper", "unclassified"), ("Sanne de Wit", "unclassified")]


def test_the_team_that_has_duty_hears_of_what_is_urgent(open_ticket, cast):
    span = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(days=1)}
    roster.plan_opening_duty(by=cast.marloes, now=MONDAY, team=cast.second_line, **span)
    open_ticket()
    assert told() == [("Ravi Pinas", "urgent")]


def test_t29_a_reply_does_not_mail_all_five_of_the_team(open_ticket, cast, team):
    ticket = open_ticket(impact=3)
    told()
    actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="En?")
    assert house_mails() == [("customer_replied", MARLOES)]
    assert Counter(Notification.objects.filter(what="answered").values_list("in_browser", flat=True)) == {True: 5}


def test_with_an_assignee_he_alone_hears_of_the_reply(open_ticket, cast, team):
    ticket = open_ticket(impact=3)
    actions.take(ticket, by=cast.sanne, now=MONDAY)
    told()
    actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="En?")
    assert told() == [("Sanne de Wit", "answered")]


def test_t29_what_lies_with_who_is_away_reaches_the_coordinator(open_ticket, cast):
    ticket = open_ticket(impact=3)
    actions.assign(ticket, by=cast.marloes, now=MONDAY, assignee=cast.ravi)
    house_mails()
    day = date(2026, 11, 23)
    roster.report_absent(cast.ravi, by=cast.marloes, now=MONDAY, first_day=day, last_day=day)
    actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="En?")
    assert house_mails() == [("customer_replied", MARLOES)]
    assert set(Notification.objects.filter(what="answered").values_list("person__name", flat=True)) == {
        "Marloes Kuiper",
        "Ravi Pinas",
    }


# --- When -------------------------------------------------------------------------------------------------
def test_t29_one_unassigned_kritisch_on_friday_night_is_not_ten_mails(open_ticket, cast, team):
    """Ten mails with one subject on Friday night, for Monday: that was the fault."""
    open_ticket(impact=1, now=at("2026-11-27 16:45"), contact=cast.willem)
    assert len(house_mails(at("2026-11-27 16:45"))) == 5  # each of who has duty, once
    for moment in ("2026-11-27 17:00:30", "2026-11-27 19:00", "2026-11-28 10:00"):
        warn_due(at(moment))
        assert house_mails(at(moment)) == []
    assert Notification.objects.filter(what="warning_50").count() == 5  # in the browser they stand at once
    warn_due(at("2026-11-30 08:08"))
    assert house_mails(at("2026-11-30 08:08")) == [("warning", MARLOES)]


def test_t29_after_a_standstill_the_last_warning_is_told_and_not_each(open_ticket, cast):
    """50, 75 and 100 % at once are one thing: that the time is up. The timeline has them all."""
    ticket = open_ticket(impact=1)
    house_mails()
    later = MONDAY + timedelta(hours=3)
    warn_due(later)
    assert house_mails(later) == [("warning", MARLOES)]
    assert MailMessage.objects.get(message="warning").subject.startswith(f"[#{ticket.number}] Te laat")
    assert ticket.timeline.filter(kind="warned").count() == 3
    whats = Notification.objects.filter(person=cast.sanne, ticket=ticket).values_list("what", flat=True)
    assert sorted(whats) == ["urgent", "warning_100"]


def test_t29_a_later_warning_takes_the_place_of_the_one_before_it(open_ticket, cast):
    ticket = open_ticket(impact=1)
    for minutes in (16, 24, 31):
        warn_due(MONDAY + timedelta(minutes=minutes))
        told(MONDAY + timedelta(minutes=minutes))
    unread = queries.unread(cast.sanne).filter(ticket=ticket).values_list("what", flat=True)
    assert sorted(unread) == ["urgent", "warning_100"]
    assert queries.bell_of(cast.sanne).count == 2
    making.sweep_outbox(MONDAY + timedelta(minutes=32))
    assert queries.bell_of(cast.sanne).count == 2


@pytest.mark.parametrize("is_read", [True, False])
def test_t29_what_waited_and_was_read_meanwhile_is_no_webhook_either(open_ticket, cast, is_read):
    given = {"secret": b"x", "call_at": MONDAY, "made_at": MONDAY, "made_by": cast.fred, "url": "https://sms.example/"}
    Webhook.objects.create(name="sms", user=cast.sanne, events=["ticket.notified"], **given)
    ticket = open_ticket(impact=3)
    actions.take(ticket, by=cast.sanne, now=MONDAY)
    told()
    notices.set_notices(by=cast.sanne, chosen={"answered": How(webhook=True)})
    night = at("2026-11-23 21:00")
    actions.reply(ticket, by=cast.jan.user, now=night, text="En?")
    told(night)
    if is_read:
        notices.read_ticket(ticket, by=cast.sanne, now=night + timedelta(minutes=5))
    webhooks.sweep_outbox(at("2026-11-24 08:00"))
    assert WebhookDelivery.objects.exists() is not is_read


def test_t29_the_warning_of_a_call_in_the_evening_does_not_wait_until_morning(open_ticket, cast):
    """Its clock runs then, whoever has it and whether he has duty or not (SLA 3.2)."""
    evening = at("2026-11-23 20:00")
    ticket = open_ticket(by=cast.sanne, channel=Channel.PHONE, impact=1, now=evening)
    assert ticket.clock.due_at == evening + timedelta(minutes=30)
    actions.assign(ticket, by=cast.marloes, now=evening, assignee=cast.marloes)
    house_mails(evening)
    half = evening + timedelta(minutes=16)
    warn_due(half)
    assert house_mails(half) == [("warning", MARLOES)]


def test_what_waited_and_was_read_meanwhile_is_not_mailed_any_more(open_ticket, cast):
    ticket = open_ticket(impact=3)
    actions.take(ticket, by=cast.sanne, now=MONDAY)
    house_mails()
    night = at("2026-11-23 21:00")
    actions.reply(ticket, by=cast.jan.user, now=night, text="En?")
    actions.reply(ticket, by=cast.jan.user, now=night, text="Nou?")
    assert house_mails(night) == []
    notices.read_ticket(ticket, by=cast.sanne, now=night + timedelta(minutes=5))
    actions.reply(ticket, by=cast.jan.user, now=night + timedelta(minutes=9), text="Hallo?")
    assert house_mails(at("2026-11-24 07:59")) == []
    assert house_mails(at("2026-11-24 08:00")) == [("customer_replied", SANNE)]
    assert house_mails(at("2026-11-24 08:05")) == []


def test_a_warning_that_waited_is_left_out_when_the_work_has_begun(open_ticket, cast):
    ticket = open_ticket(impact=1, now=at("2026-11-27 16:45"), contact=cast.willem)
    say_yes(ticket, cast.sanne, now=at("2026-11-27 16:46"))
    actions.take(ticket, by=cast.sanne, now=at("2026-11-27 16:46"))
    house_mails(at("2026-11-27 16:46"))
    warn_due(at("2026-11-27 17:00:30"))
    assert house_mails(at("2026-11-27 17:00:30")) == []
    actions.start_work(ticket, by=cast.sanne, now=at("2026-11-30 08:00"))
    assert house_mails(at("2026-11-30 08:00")) == []


def test_t29_a_warning_says_which_part_is_gone_and_until_when(open_ticket, cast):
    ticket = open_ticket()
    actions.take(ticket, by=cast.sanne, now=MONDAY)
    house_mails()
    said = {}
    for moment in ("10:31", "10:46", "11:01"):
        warn_due(at(f"2026-11-23 {moment}"))
        sweep_outbox(at(f"2026-11-23 {moment}"))
        said[moment] = MailMessage.objects.filter(recipient=SANNE).latest("pk").subject
    number = f"[#{ticket.number}]"
    assert said["10:31"].startswith(f"{number} 50 % van de tijd om, begin uiterlijk ma 23 nov 11:00: Geen mail")
    assert said["10:46"].startswith(f"{number} 75 % van de tijd om, begin uiterlijk ma 23 nov 11:00: Geen mail")
    assert said["11:01"].startswith(f"{number} Te laat (uiterlijk ma 23 nov 11:00): Geen mail")


# --- Once -------------------------------------------------------------------------------------------------
def test_one_act_is_told_once_however_many_lines_it_wrote(open_ticket, cast):
    ticket = open_ticket()
    actions.take(ticket, by=cast.sanne, now=MONDAY)
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    told()
    actions.reply(ticket, by=cast.jan.user, now=MONDAY, text="Het doet het niet.")
    assert told() == [("Sanne de Wit", "answered")]


def test_t29_the_same_line_twice_in_the_outbox_is_told_once(open_ticket, cast):
    ticket = open_ticket()
    assert told() == [("Marloes Kuiper", "urgent"), ("Sanne de Wit", "urgent")]
    OutboxItem.objects.create(entry=ticket.opening, consumer=Consumer.NOTICE)
    assert told() == []
    assert Notification.objects.count() == 2


def test_a_sweep_that_dies_halfway_has_told_nobody(open_ticket, monkeypatch):
    open_ticket()
    monkeypatch.setattr("tickets.notifications.making.paging.start_for", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        making.sweep_outbox(MONDAY)
    assert not Notification.objects.exists()
    monkeypatch.undo()
    assert len(told()) == 2


def test_a_line_that_cannot_be_worked_out_does_not_keep_the_others_untold(open_ticket, monkeypatch, caplog):
    broken, _whole = open_ticket(), open_ticket()
    hearings = making.hearings

    def failing(entry, house):
        if entry.ticket_id == broken.pk:
            raise ValueError
        return hearings(entry, house)

    monkeypatch.setattr("tickets.notifications.making.hearings", failing)
    assert len(told()) == 2
    assert "cannot be worked out" in caplog.text


def test_what_is_old_is_forgotten(open_ticket):
    open_ticket()
    told()
    told(MONDAY + making.KEEP)
    assert Notification.objects.count() == 2
    told(MONDAY + making.KEEP + timedelta(seconds=1))
    assert not Notification.objects.exists()


def test_who_did_it_hears_nothing(open_ticket, cast):
    ticket = open_ticket(by=cast.sanne, channel=Channel.PHONE)
    assert told() == [("Marloes Kuiper", "urgent")]
    actions.assign(ticket, by=cast.sanne, now=MONDAY, assignee=cast.sanne)
    assert told() == []


def test_telling_takes_the_same_number_of_queries_for_one_and_for_many(open_ticket, django_assert_max_num_queries):
    counted = []
    for size in (1, 6):
        for _ in range(size):
            open_ticket()
        with django_assert_max_num_queries(20) as queries_made:
            making.sweep_outbox(MONDAY)
        counted.append(len(queries_made))
    assert counted[0] == counted[1]


# --- Mentions ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ravi kijk jij?", ["Ravi Pinas"]),
        ("Zie @ravi pinas, en @Marloes.", ["Marloes Kuiper", "Ravi Pinas"]),
        ("Mail naar ravi@1do.example of x@Ravi", []),
        ("@Ravindra @ @@ @niemand", []),
        ("@Sanne zelf", []),
        ("ravi zonder teken", []),
    ],
)
def test_t29_who_is_named_in_a_note_hears_it(open_ticket, cast, text, expected):
    ticket = open_ticket()
    told()
    actions.note(ticket, by=cast.sanne, now=MONDAY, text=text)
    assert told() == [(name, "mentioned") for name in expected]


def test_a_mention_is_mailed_with_the_note_and_only_to_a_colleague(open_ticket, cast):
    ticket = open_ticket()
    house_mails()
    actions.note(ticket, by=cast.sanne, now=MONDAY, text="@Ravi en @Jan Smit: de switch is stuk.")
    assert house_mails() == [("mentioned", RAVI)]
    assert "de switch is stuk." in MailMessage.objects.get(message="mentioned").text
    assert not MailMessage.objects.filter(message="mentioned", recipient="jan@smit.example").exists()


# --- Settings ---------------------------------------------------------------------------------------------
def test_each_sets_it_as_he_likes(open_ticket, cast):
    notices.set_notices(by=cast.sanne, chosen={"urgent": How(browser=True, mail=False)})
    open_ticket()
    assert house_mails() == [("ticket_new", MARLOES)]
    held = queries.settings_of(cast.sanne)
    assert held["urgent"] == How(mail=False)
    assert set(held) == set(TO_SET)
    assert queries.settings_of(cast.marloes)["urgent"].mail


@pytest.mark.parametrize("chosen", [{"paged": How()}, {"weather": How()}, {"urgent": How(when="nooit")}])
def test_what_cannot_be_set_is_refused(cast, chosen):
    with pytest.raises(Refused):
        notices.set_notices(by=cast.sanne, chosen=chosen)


def test_always_does_not_wait_for_opening_hours(open_ticket, cast):
    ticket = open_ticket(impact=3)
    actions.take(ticket, by=cast.sanne, now=MONDAY)
    house_mails()
    notices.set_notices(by=cast.sanne, chosen={"answered": How(when="always")})
    night = at("2026-11-23 21:00")
    actions.reply(ticket, by=cast.jan.user, now=night, text="En?")
    assert house_mails(night) == [("customer_replied", SANNE)]


def test_t29_a_melding_that_becomes_urgent_is_told(open_ticket, cast):
    ticket = open_ticket(impact=3)
    house_mails()
    actions.classify(
        ticket, by=cast.ravi, now=MONDAY, kind="incident", impact=1, urgency="A", reason="De hele zaak ligt stil."
    )
    assert house_mails() == [("became_urgent", MARLOES), ("became_urgent", SANNE)]
