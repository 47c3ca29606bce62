"""What a mail says, and that nothing in a name or a subject becomes a header (security H1, X4)."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from email.utils import parseaddr
from html.parser import HTMLParser

import pytest
from django.core import mail as django_mail
from django.core.mail.message import sanitize_address

from accounts.actions import change_user
from contracts import actions as agreements
from contracts.models import CustomerEvent, CustomerEventKind, ServiceAgreement, Supplier
from mail.marks import Mark, read_address, ticket_of
from mail.models import Mailbox, MailMessage, MessageKey
from mail.outbound.notices import mailbox_failing, webhook_given_up
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email, send_due
from reviews import actions as reviews
from reviews.reviewing.improving import tell_due
from reviews.reviewing.planning import ReviewPlan
from sla.models import Calendar
from tests.closed import asked
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory
from tests.yes import say_yes
from tickets import actions, timeline
from tickets.escalation.actions import mark_unacknowledged
from tickets.kinds import EvaluationMoved
from tickets.models import Channel, Ticket
from tickets.monitoring.actions import add_alert
from tickets.notifications import actions as notices
from tickets.notifications.rules import How
from tickets.own_words import OwnLine, own
from tickets.paging.actions import call_due
from tickets.suppliers.actions import remind_to_chase
from tickets.sweeps import remind_customers, warn_due

LATER = MONDAY + timedelta(minutes=5)


class _Words(HTMLParser):
    """The words, and where links lead; those of citations apart, which test_citations.py looks at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("class", "cite") not in attrs:
            self.links += [value or "" for name, value in attrs if name == "href"]


def read(html: str) -> tuple[str, list[str]]:
    parser = _Words()
    parser.feed(html)
    return " ".join("".join(parser.found).split()), parser.links


def written(message: str | None = None, now=LATER) -> MailMessage:
    sweep_outbox(now)
    found = MailMessage.objects.order_by("-pk")
    return found.filter(message=message)[0] if message else found[0]


def every_message(open_ticket, cast, with_dap) -> dict[str, MailMessage]:
    """One mail of every kind, by walking tickets and agreements through their life."""
    agreement = with_dap(cost_approvers=[cast.petra], approvers=[cast.petra], escalation=[(cast.els, 1)])
    moments = (LATER + timedelta(seconds=second) for second in itertools.count())
    _walk_a_ticket(open_ticket(), cast, moments)
    actions.cancel(open_ticket(), by=cast.sanne, now=next(moments), text="Dubbel.")
    _walk_what_was_agreed(open_ticket(), cast, moments)
    _walk_an_evaluation(open_ticket(), cast)
    _walk_a_review(cast)
    _walk_an_agreement(agreement, cast, moments)
    sweep_outbox(LATER)
    refused = MailMessage.objects.filter(message="house_replied")[0]
    from mail.outbound.sending import _give_up

    MailMessage.objects.filter(pk=refused.pk).update(status="sending")
    _give_up(refused, "550 onbekend", LATER)
    sweep_outbox(LATER)
    _walk_how_it_went(open_ticket, cast)
    _walk_among_colleagues(open_ticket, cast)
    return {mail.message: mail for mail in MailMessage.objects.order_by("pk")}


def _walk_a_ticket(ticket: Ticket, cast, moments) -> None:
    sanne, jan = cast.sanne, cast.jan.user
    actions.assign(ticket, by=cast.marloes, now=next(moments), assignee=sanne)
    actions.reply(ticket, by=jan, now=next(moments), text="En?")
    actions.reply(ticket, by=None, contact=cast.jan, now=next(moments), text="wachtwoord: Zomer.26!", channel="email")
    actions.reply(ticket, by=sanne, now=next(moments), text="Ik kijk.")
    warn_due(at("2026-11-23 11:05"))
    say_yes(ticket, sanne, contact=cast.petra, now=next(moments), minutes=30)
    actions.plan(ticket, by=sanne, now=next(moments), planned_for=at("2026-11-24 14:00"))
    actions.wait(ticket, by=sanne, now=next(moments), party="customer", text="Welke?")
    for step in ("2026-11-27 12:00", "2026-12-03 12:00"):
        remind_customers(at(step))
        sweep_outbox(LATER)
    actions.resolve(ticket, by=sanne, now=next(moments), text="Klaar.")
    actions.reopen(ticket, by=jan, now=next(moments), text="Nee.")
    actions.resolve(ticket, by=sanne, now=next(moments), text="Nu wel.")
    actions.reopen(ticket, by=sanne, now=next(moments), text="Toch niet.")
    actions.close(ticket, by=jan, now=next(moments))


def _walk_what_was_agreed(ticket: Ticket, cast, moments) -> None:
    """Costs, mandate, escalation, a supplier (SLA 4.2, 7.10, 12)."""
    sanne, jan = cast.sanne, cast.jan.user
    estimate = actions.ask_estimate(ticket, by=sanne, now=next(moments), minutes=90, text="Mailbox verhuizen.")
    sweep_outbox(LATER)
    actions.decide(estimate, contact=cast.petra, now=next(moments), granted=True, text="Ga je gang.")
    actions.send_secret(ticket, by=sanne, now=next(moments), kind="wachtwoord", secret="Zomer.26!", days=3)  # noqa: S106
    actions.hand_over(ticket, by=jan, now=next(moments), kind="code", secret="4821")  # noqa: S106
    actions.use_mandate(ticket, by=sanne, now=next(moments), text="Het lek wordt misbruikt.")
    started = actions.escalate(ticket, by=jan, now=next(moments), reason="Het duurt te lang.")
    mark_unacknowledged(started, now=at("2026-11-23 12:00"))
    actions.acknowledge(started, by=cast.els, now=at("2026-11-23 12:01"), text="Ik bel u.")
    actions.end_escalation(started, by=cast.els, now=at("2026-11-23 12:02"), outcome="Extra inzet.")
    noon = at("2026-11-23 12:05")
    actions.add_extra_costs(ticket, by=sanne, now=noon, amount=Decimal("80"), text="Een nieuwe schijf.")
    actions.wait(ticket, by=sanne, now=noon, party="supplier", text="Dell zoekt.", chase_on=date(2026, 11, 24))
    remind_to_chase(ticket, now=at("2026-11-24 09:00"))


def _walk_an_evaluation(ticket: Ticket, cast) -> None:
    """Owed for too long, and shared (SLA 11)."""
    owed = EvaluationMoved(step="reminded", people=[{"id": cast.ravi.pk, "name": cast.ravi.name}])
    timeline.append([timeline.draft(ticket, owed, now=LATER)])
    data = {"ticket": ticket.number, "subject": ticket.subject, "release": 1, "to_contacts": [cast.jan.pk]}
    CustomerEvent.objects.create(
        customer=cast.smit,
        kind=CustomerEventKind.EVALUATION_RELEASED,
        at=LATER,
        by=cast.marloes,
        data=data,
        to_mail=True,
    )


def _walk_a_review(cast) -> None:
    """Planned and called off; planned, answered, shared, held, published, remarked upon, and something to be done."""
    days = {"first_day": date(2026, 6, 1), "last_day": date(2026, 11, 30)}
    plan = ReviewPlan(planned_for=LATER + timedelta(days=10), place="De bakkerij", **days)
    people = {"fixed_contact": cast.jan, "account_manager": cast.daan, "by": cast.daan, "now": LATER}
    review = reviews.plan_review(cast.smit, plan, **people)
    reviews.answer_invitation(
        review.attendees.get(contact=cast.jan), by=cast.jan.user, contact=None, now=LATER, answer="maybe"
    )
    reviews.share_papers(review, by=cast.daan, now=LATER)
    due = {"text": "De back-up naar de kluis", "owner": cast.jan, "due_on": date(2027, 1, 8)}
    reviews.add_improvement(review, by=cast.daan, now=LATER, **due)
    after = plan.planned_for + timedelta(hours=2)
    reviews.hold_review(review, by=cast.daan, now=after, came=list(review.attendees.all()))
    published = reviews.publish_review(review, by=cast.daan, now=after)
    reviews.respond(published, by=cast.jan.user, now=after, agrees=False, remark="De datum klopt niet.")
    tell_due(at("2027-01-08 09:00"))
    again = reviews.plan_review(cast.smit, replace(plan, planned_for=after + timedelta(days=90)), **people)
    reviews.call_off_review(again, by=cast.daan, now=LATER, reason="Jan is ziek.")


def _walk_how_it_went(open_ticket, cast) -> None:
    """Asked, and answered that it went badly (SLA 11)."""
    question = asked(open_ticket, cast)
    sweep_outbox(question.asked_at)
    actions.answer_satisfaction(question, by=cast.jan.user, now=question.asked_at, score=1, text="Traag.")
    sweep_outbox(question.asked_at)


def _walk_among_colleagues(open_ticket, cast) -> None:
    """What is new, who is named, what became urgent, and a call (SLA 3.2)."""
    notices.set_notices(by=cast.marloes, chosen={"urgent": How()})
    ticket = open_ticket(impact=3)
    open_ticket()
    actions.note(ticket, by=cast.sanne, now=LATER, text="@Ravi kijk jij?")
    kpn = Supplier.objects.create(name="KPN", email="storing@kpn.example")
    actions.mail_supplier(ticket, by=cast.sanne, now=LATER, supplier=kpn, subject="Lijn", text="Ligt de lijn eruit?")
    actions.classify(ticket, by=cast.ravi, now=LATER, kind="incident", impact=1, urgency="A", reason="Alles ligt stil.")
    about = own(OwnLine.ALERT_MAY_BE_WORSE, name="Schijf vol", host="SRV01", severity="critical")
    add_alert(ticket, now=LATER, own_words=about, needs_look=True)
    sweep_outbox(LATER)
    evening = at("2026-11-23 19:00")
    with_service = Calendar.objects.get(slug=Calendar.CALAMITEITENDIENST)
    ServiceAgreement.objects.filter(customer=cast.smit).update(
        emergency_calendar=with_service, emergency_phone="088 444 50 99"
    )
    open_ticket(impact=1, now=evening)
    sweep_outbox(evening)
    call_due(evening)
    sweep_outbox(evening)


def _walk_an_agreement(agreement, cast, moments) -> None:
    """Offered and withdrawn, offered and signed; an advice; the hours of a month (SLA 6.2, 6.4, 13)."""
    daan, smit = cast.daan, cast.smit
    for is_signed in (False, True):
        concept = agreements.draft_next_version(agreement, by=daan, now=next(moments), starts_on=date(2027, 1, 1))
        people = {"customer_signatory": cast.jan, "house_signatory": cast.els}
        offered = agreements.offer(concept, by=daan, now=next(moments), **people)
        sweep_outbox(LATER)
        if not is_signed:
            agreements.withdraw(offered, by=daan, now=next(moments), reason="Verkeerd aantal.")
            continue
        for signature in offered.signatures.all():
            code = agreements.new_code(signature, now=LATER)
            agreements.sign(signature, now=LATER, code=code, name=signature.name, function="Directeur")
    advice = agreements.give_advice(
        smit, by=daan, now=next(moments), title="Vervang de server", text="Hij is 9 jaar.", given_to=cast.jan
    )
    agreements.decide_advice(advice, by=cast.petra.user, now=next(moments), accepted=True)
    agreements.change_contact(cast.petra, by=daan, now=next(moments), email="petra.nieuw@smit.example")
    CustomerEvent.objects.create(
        customer=smit,
        agreement=agreement,
        kind=CustomerEventKind.HOURS_REACHED,
        at=next(moments),
        data={"month": "2026-11-01", "threshold": 90, "used": 2190, "agreed": 2400, "percentage": 91},
        to_mail=True,
    )
    CustomerEvent.objects.create(
        customer=smit,
        agreement=agreement,
        kind=CustomerEventKind.QUANTITY_PASSED,
        at=next(moments),
        by=cast.sanne,
        data={"package": "server", "agreed": 2, "found": 3, "host": "smit-srv03"},
        to_mail=True,
    )
    CustomerEvent.objects.create(
        customer=smit,
        agreement=agreement,
        kind=CustomerEventKind.REVIEW_BEHIND,
        at=next(moments),
        data={"due_on": "2026-11-01", "per_year": 2, "last": "2026-05-01"},
        to_mail=True,
    )
    CustomerEvent.objects.create(
        customer=smit,
        agreement=agreement,
        kind=CustomerEventKind.RENEWAL_COMING,
        at=next(moments),
        data={
            **{"product": "Microsoft 365", "quantity": 24, "days": 60},
            **{"renews_on": "2027-02-01", "notice_on": "2027-01-02", "stops_before": None},
        },
        to_mail=True,
    )
    CustomerEvent.objects.create(
        customer=smit,
        agreement=agreement,
        kind=CustomerEventKind.EVALUATION_ASKED,
        at=next(moments),
        data={"ticket": 10482, "subject": "Nieuwe server"},
        to_mail=True,
    )
    noor = ContactFactory(customer=smit, name="Noor", email="noor@smit.example")
    agreements.let_in(noor, by=cast.fred, now=next(moments))
    change_user(cast.sanne, by=cast.fred, now=next(moments), name="Sanne de Wit-Bos", is_active=True)
    about = {"name": "TOPdesk", "why": "Antwoordt met 500.", "path": "/desk/koppelingen/webhooks/1/"}
    mailbox_failing(Mailbox.objects.create(name="supportcenter@mx", failing_since=LATER, last_error="Weg."), LATER)
    webhook_given_up(cast.fred, **about, thread="webhook-1", now=next(moments))


SOURCES = r"Na te lezen:|(SLA|DAP) [^:]*: http\S*"
BUTTONS = r"[^:]*(oproep aan|openen|bekijken|beslissen|ondertekenen|antwoorden|doorgeven|krijgen)"
ANSWERS = r"(Uitstekend|Goed|Voldoende|Matig|Slecht): http\S*"


def test_every_message_is_whole_in_text_and_in_html(open_ticket, cast, with_dap, settings):
    mails = every_message(open_ticket, cast, with_dap)
    assert set(mails) == set(MessageKey.values)
    for key, mail in mails.items():
        words, links = read(mail.html)
        heading = mail.text.splitlines()[0]
        assert heading in words, key
        for line in filter(None, (line.strip() for line in mail.text.splitlines())):
            plain = re.sub(rf"^{BUTTONS}: http\S*|^{ANSWERS}|^{SOURCES}$|^-+$", "", line, flags=re.I)
            assert " ".join(plain.split()) in words, (key, line)
        assert mail.subject.startswith(f"[#{mail.entry.ticket_id}] " if mail.entry else ""), key
        assert "None" not in mail.text and "{" not in mail.text and " ." not in mail.text, key
        door = "/desk/" if mail.recipient_user else "/portaal/"
        door = "/persoonlijke-link/" if mail.signed_link else door
        # Whoever reads that mailbox may be the wrong person; a supplier has no page to go to.
        if key in (MessageKey.ADDRESS_CHANGED, MessageKey.SUPPLIER_ASKED):
            assert not links
            continue
        assert len(links) == (6 if key == MessageKey.RATING_ASKED else 1), key
        assert links[0].startswith(settings.SITE_URL + door), key
        assert links[0] in mail.text


def test_customers_are_addressed_with_u_and_colleagues_with_je(open_ticket, cast, with_dap):
    every_message(open_ticket, cast, with_dap)
    for mail in MailMessage.objects.all():
        ours = re.sub(r"-{40,}\n.*?-{40,}\n", "", mail.text, flags=re.S)
        theirs = r"\b(je|jij|jou|jouw)\b" if mail.recipient_user is None else r"(?<!\d )\b(u|uw)\b"
        assert not re.search(theirs, ours, re.I), (mail.message, ours)


def test_the_customer_sees_one_subject_so_that_it_stays_one_conversation(open_ticket, cast, with_dap):
    every_message(open_ticket, cast, with_dap)
    first = Ticket.objects.order_by("number")[0]
    subjects = MailMessage.objects.filter(entry__ticket=first, recipient_user=None).values_list("subject", flat=True)
    assert set(subjects) == {f"[#{first.number}] Geen mail op kantoor"}


@pytest.mark.parametrize(
    ("fields", "says", "says_not"),
    [
        ({}, "Wij beginnen uiterlijk ma 23 nov 11:00.", "streven"),
        ({"impact": 3}, "Wij streven ernaar uiterlijk di 24 nov 10:00 te beginnen.", "beginnen uiterlijk"),
        ({"impact": 3, "urgency": "C"}, "op volgorde van binnenkomst", "uiterlijk"),
        ({"kind": "servicevraag"}, "Wij pakken dit in overleg met u op.", "uiterlijk"),
        ({"impact": 1, "urgency": "A"}, "Bel ons nu op +31 (0)88 - 444 50 50 en noem nummer #", "gesloten"),
        (
            {"impact": 1, "urgency": "A", "channel": Channel.PHONE},
            "Wij beginnen uiterlijk ma 23 nov 10:30.",
            "Bel ons",
        ),
    ],
)
def test_opening_says_what_was_promised(open_ticket, cast, fields, says, says_not):
    if fields.get("channel") == Channel.PHONE:
        fields = fields | {"by": cast.sanne}
    open_ticket(**fields)
    mail = written("ticket_opened")
    assert says in mail.text and says in read(mail.html)[0]
    assert says_not not in mail.text


@pytest.mark.parametrize(("who", "emergency"), [("jan", True), ("willem", False)])
def test_a_kritisch_at_night_is_told_honestly(open_ticket, cast, who, emergency):
    night = at("2026-11-23 22:00")
    open_ticket(contact=getattr(cast, who), impact=1, urgency="A", now=night)
    mail = written("ticket_opened", night)
    text = mail.text
    assert "Bel ons nu" not in mail.subject
    assert "nu gesloten en opent di 24 nov 08:00" in text
    assert "Wij beginnen uiterlijk di 24 nov 08:30." in text
    assert ("Calamiteitendienst" in text) is emergency


@pytest.mark.parametrize(
    ("moment", "subject", "says"),
    [
        (
            "10:31",
            "50 % van de tijd om, begin uiterlijk ma 23 nov 11:00: Geen mail op kantoor",
            "Nog 29 min om te beginnen",
        ),
        (
            "10:46",
            "75 % van de tijd om, begin uiterlijk ma 23 nov 11:00: Geen mail op kantoor",
            "Nog 14 min om te beginnen",
        ),
        (
            "11:01",
            "Te laat (uiterlijk ma 23 nov 11:00): Geen mail op kantoor",
            "toegezegd is dat het werk uiterlijk ma 23 nov 11:00 begint.",
        ),
    ],
)
def test_a_warning_says_how_long_is_left(open_ticket, moment, subject, says):
    ticket = open_ticket()
    warn_due(at(f"2026-11-23 {moment}"))
    mail = written("warning")
    assert mail.subject == f"[#{ticket.number}] {subject}"
    assert says in mail.text


def test_an_aim_that_was_missed_is_not_called_late(open_ticket):
    open_ticket(impact=3)
    warn_due(at("2026-11-24 10:01"))
    mail = written("warning")
    assert "Streven niet gehaald" in mail.subject
    assert "te laat" not in mail.text.lower()


def test_an_internal_word_never_reaches_the_customer(open_ticket, cast):
    ticket = open_ticket()
    with_note = "Deze klant belt altijd."
    actions.note(ticket, by=cast.sanne, now=LATER, text=with_note)
    actions.log_time(ticket, by=cast.sanne, now=LATER, minutes=5, text=with_note)
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Klaar.")
    sweep_outbox(LATER)
    assert MailMessage.objects.count() == 2
    assert not MailMessage.objects.filter(text__contains=with_note).exists()
    assert not MailMessage.objects.filter(html__contains=with_note).exists()


def test_who_cannot_sign_in_gets_no_link(open_ticket, cast):
    cast.jan.user.is_active = False
    cast.jan.user.save()
    open_ticket(by=cast.sanne, channel=Channel.PHONE)
    assert "http" not in written("ticket_opened").text


NASTY = "<img src=x onerror=alert(1)>\"'&{{ settings }}{% debug %}"


def test_html_is_text_everywhere(open_ticket, cast):
    cast.smit.name, cast.jan.name, cast.sanne.name = NASTY + "k", NASTY + "j", NASTY + "s"
    for row in (cast.smit, cast.jan, cast.sanne):
        row.save()
    ticket = open_ticket(subject=NASTY, description=NASTY, contact_phone="<b>1")
    actions.reply(ticket, by=cast.sanne, now=LATER, text=NASTY)
    actions.reply(ticket, by=cast.jan.user, now=LATER, text=NASTY)
    sweep_outbox(LATER)
    assert MailMessage.objects.count() >= 3
    for mail in MailMessage.objects.all():
        assert "<img" not in mail.html and "<b>1" not in mail.html
        assert NASTY in read(mail.html)[0]
        assert NASTY in mail.text


@pytest.mark.parametrize(
    "nasty",
    [
        "Hoi\r\nBcc: dief@example.com",
        "Hoi\nBcc: dief@example.com",
        "Hoi\rBcc: dief@example.com",
        "Hoi\u2028Bcc: dief@example.com",
        "Hoi\x85Bcc: dief@example.com",
        "Hoi\x0b\x0c\x00\x1bBcc: dief@example.com",
        "=?utf-8?q?Hoi=0D=0ABcc:_dief@example.com?=",
        'Jan" <dief@example.com>, "Smit',
        "Jan, dief@example.com",
        "Jan\ud800",
        "é" * 160,
        "",
    ],
)
def test_no_header_from_a_name_or_a_subject(open_ticket, cast, nasty):
    """The rows are made past the forms, as an import would."""
    storable = nasty.replace("\x00", "").encode("utf-8", "replace").decode()
    ticket = open_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(subject=storable)
    type(cast.jan).objects.filter(pk=cast.jan.pk).update(name=storable[:120])
    sweep_outbox(LATER)
    assert send_due(LATER) == 1
    (sent,) = django_mail.outbox
    parsed = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert [address.addr_spec for address in parsed["to"].addresses] == ["jan@smit.example"]
    assert parsed["bcc"] is None and parsed["cc"] is None
    assert [parseaddr(sanitize_address(to, "utf-8"))[1] for to in sent.recipients()] == ["jan@smit.example"]
    assert parsed["subject"].strip().startswith(f"[#{ticket.number}]")
    assert parsed["subject"].isprintable()


def test_the_headers_that_hold_a_conversation_and_keep_robots_quiet(open_ticket, cast):
    ticket = open_ticket()
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Hallo.")
    sweep_outbox(LATER)
    first, second = (as_email(mail).message() for mail in MailMessage.objects.order_by("pk"))
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert second["Auto-Submitted"] is None, "a colleague typed it"
    for sent in (first, second):
        assert read_address(sent["Reply-To"]) == Mark(ticket=ticket.number)
        assert sent["X-Auto-Response-Suppress"] == "All"
        assert sent["From"].endswith("<supportcenter@1do.nl>")
        assert ticket_of(sent["Message-ID"]) == ticket.number
        assert [part.get_content_type() for part in sent.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
