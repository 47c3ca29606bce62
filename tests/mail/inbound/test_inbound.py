"""Mail in, by its front door: raw bytes, the sweep, and what then is there (security M, L, R5, V1, V2, F, S1)."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.core.management import call_command

from contracts.models import Contact, MailDomain
from mail.inbound import processing
from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from mail.marks import bounce_address, reply_address
from mail.models import InboundMail, InboundStatus, MailMessage, ReceivedBody
from mail.outbound.outbox import sweep_outbox
from mail.outbound.sending import as_email, send_due
from sla.clock import Party
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory
from tickets import actions
from tickets.clock import clocks
from tickets.kinds import Resumed
from tickets.models import Attachment, EntryKind, Status, Ticket, TimelineEntry

LATER = MONDAY + timedelta(minutes=10)
OURS = "mx.1do.example"


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.MAIL_AUTHSERV_ID = OURS
    settings.MAIL_REPLY_ADDRESS = "supportcenter@1do.example"


def mail(text: str = "De printer doet het niet.", *, html: str = "", **fields: str) -> EmailMessage:
    message = EmailMessage()
    given = {"From": "Jan Smit <jan@smit.example>", "To": "supportcenter@1do.example", "Subject": "Printer"} | fields
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def arrive(message: EmailMessage | bytes, now=LATER, mailbox: str = "postvak") -> InboundMail:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    row = receive(raw, mailbox=mailbox, now=now)
    process_due(now)
    row.refresh_from_db()
    return row


def sent_to(ticket: Ticket, now=LATER) -> EmailMessage:
    """The newest of our mails about this ticket, as it left."""
    sweep_outbox(now)
    newest = MailMessage.objects.filter(entry__ticket=ticket, recipient_user=None).order_by("-pk")[0]
    return as_email(newest).message()


def answer(ticket: Ticket, text: str = "Nog iets.", **fields: str) -> EmailMessage:
    left = sent_to(ticket)
    given = {"To": left["Reply-To"], "Subject": f"Re: {left['Subject']}", "In_Reply_To": left["Message-ID"]}
    return mail(text, **(given | fields))


# --- A new melding ----------------------------------------------------------------------------------------
def test_a_known_contact_reports_by_mail(cast):
    row = arrive(mail())
    ticket = row.ticket
    assert (row.status, row.contact, ticket.channel, ticket.contact) == ("done", cast.jan, "email", cast.jan)
    assert (ticket.kind, ticket.priority, ticket.subject) == ("incident", None, "Printer")
    assert "impact en urgentie" in ticket.missing and "al genomen stappen" in ticket.missing
    opened = ticket.timeline.get(kind=EntryKind.OPENED)
    assert (opened.text, opened.contact, opened.by) == ("De printer doet het niet.", cast.jan, None)
    sweep_outbox(LATER)
    assert list(MailMessage.objects.values_list("message", "recipient")) == [("ticket_opened", "jan@smit.example")]


def test_it_stands_at_the_head_of_the_queue_until_it_is_classified(cast, open_ticket):
    urgent = open_ticket(impact=1, urgency="A", channel="phone", by=cast.sanne, now=LATER)
    ticket = arrive(mail()).ticket
    assert list(Ticket.objects.open().in_queue_order())[0] == ticket
    actions.classify(ticket, by=cast.sanne, now=LATER, kind="servicevraag", impact=None, urgency=None, reason="Vraag")
    assert list(Ticket.objects.open().in_queue_order())[0] == urgent


def test_until_then_nobody_reads_that_no_moment_was_agreed(cast, sign_in):
    ticket = arrive(mail()).ticket
    for who, address, words in (
        (cast.sanne, f"/desk/meldingen/{ticket.pk}/", "Nog in te delen"),
        (cast.jan.user, f"/portaal/meldingen/{ticket.pk}/", "Wij bepalen eerst hoe dringend dit is"),
    ):
        page = sign_in(who).get(address).content.decode()
        assert words in page and "afgesproken." not in page
    actions.classify(ticket, by=cast.sanne, now=LATER, kind="incident", impact=3, urgency="C", reason="Kan wachten")
    assert "Nog in te delen" not in sign_in(cast.sanne).get(f"/desk/meldingen/{ticket.pk}/").content.decode()


def test_files_html_and_quotes_are_kept(cast, sign_in, open_ticket):
    ticket = open_ticket()
    text = "Zie hier.\n\nOp 1-1-2026 schreef X <x@y.example>:\n> oud"
    message = answer(ticket, text, html='<p>Zie <img src="cid:foto"></p>')
    message.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\n123", "image", "png", cid="<foto>", filename="foto.png")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../a.pdf")
    assert arrive(message).ticket == ticket
    assert ticket.timeline.get(kind=EntryKind.REPLY).text == "Zie hier."
    body = ReceivedBody.objects.get(entry__ticket=ticket)
    assert "oud" in body.quoted and body.html == '<p>Zie <img src="cid:foto"></p>'
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.pdf", "foto.png"]
    desk = sign_in(cast.sanne)
    page = desk.get(f"/desk/meldingen/{ticket.pk}/").content.decode()
    assert "Toon opgemaakt" in page and "Waar dit een antwoord op is" in page and "<img src=" not in page
    frame = desk.get(f"/desk/opmaak/{body.pk}/")
    key = Attachment.objects.get(name="foto.png").key
    assert f'src="/mail/beeld/{key}/"' in frame.content.decode()
    assert "sandbox" in frame["Content-Security-Policy"] and "script" not in frame["Content-Security-Policy"]
    assert desk.get(f"/mail/beeld/{key}/")["Content-Type"] == "image/png"
    for other in (sign_in(cast.willem.user), sign_in(cast.petra.user)):
        assert other.get(f"/mail/beeld/{key}/").status_code == 404
        assert other.get(f"/desk/opmaak/{body.pk}/").status_code == 404


def test_x15_pictures_from_elsewhere_load_only_when_asked_for(cast, sign_in):
    ticket = arrive(mail(html='<p>x</p><img src="https://spion.example/a.gif">')).ticket
    desk, pk = sign_in(cast.sanne), ReceivedBody.objects.get(entry__ticket=ticket).pk
    quiet, loud = (desk.get(f"/desk/opmaak/{pk}/{more}") for more in ("", "beelden/"))
    assert 'img data-src="https://spion' in quiet.content.decode()
    assert "https:" not in quiet["Content-Security-Policy"]
    assert 'img src="https://spion' in loud.content.decode()


def test_x7_what_is_no_picture_is_not_shown_as_one(cast, sign_in):
    message = mail()
    message.add_attachment(b"<script>alert(1)</script>", maintype="image", subtype="png", filename="x.png", cid="<x>")
    arrive(message)
    assert sign_in(cast.sanne).get(f"/mail/beeld/{Attachment.objects.get().key}/").status_code == 404


def test_a_password_in_the_name_of_a_file_that_is_not_kept(cast, settings):
    """What is said of it is a line as any other: masked (SLA 10), counted, and told to other programs."""
    settings.ATTACHMENT_MAX_BYTES = 10
    message = mail()
    message.add_attachment(b"x" * 100, maintype="application", subtype="zip", filename="wachtwoord: Welkom01!.zip")
    ticket = arrive(message).ticket
    note = ticket.timeline.get(kind=EntryKind.NOTE)
    assert "Welkom01" not in str(note.data) and "[verborgen: wachtwoord]" in note.said
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.timeline.count()
    assert note.outbox_items.filter(consumer="webhook").exists()


def test_too_much_is_not_lost(cast, settings):
    settings.ATTACHMENT_MAX_COUNT, settings.ATTACHMENT_MAX_BYTES = 2, 100
    message = mail()
    for name, size in (("een", 10), ("groot", 200), ("twee", 10), ("drie", 10)):
        message.add_attachment(b"x" * size, maintype="application", subtype="octet-stream", filename=f"{name}.bin")
    ticket = arrive(message).ticket
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["een.bin", "twee.bin"]
    note = ticket.timeline.get(kind=EntryKind.NOTE).said
    assert "“groot.bin”" in note and "“drie.bin”" in note


def test_3_who_may_not_report_waits_for_who_may(cast, with_dap):
    with_dap(reporters=[cast.petra])
    ticket = arrive(mail()).ticket
    assert (ticket.status, ticket.approvals.get().kind) == (Status.WACHT_OP_KLANT, "reporter")


# --- Who it is --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"From": "vreemd@elders.example"}, "unknown"),
        ({"From": "jan@smit.example.evil.example"}, "unknown"),
        ({"From": "jan@xn--smt-8na.example"}, "unknown"),
        ({"From": "sanne@1do.example"}, "doubtful"),
        ({"From": '"jan@smit.example" <vreemd@elders.example>'}, "doubtful"),
        ({"From": "jan@smit.example, vreemd@elders.example"}, "doubtful"),
    ],
)
def test_m12_who_is_not_known_waits_for_an_agent(cast, fields, status):
    row = arrive(mail(**fields))
    assert (row.status, row.ticket, row.problem != "") == (status, None, True)
    assert not Ticket.objects.exists()
    sweep_outbox(LATER)
    assert not MailMessage.objects.exists(), "a stranger hears nothing, not even that there is somebody"


PASSED = {"Authentication_Results": f"{OURS}; dmarc=pass"}


@pytest.fixture
def of_smit(cast):
    """Every address of smit.example is Bakkerij Smit's."""
    return cast.smit.mail_domains.create(domain="smit.example")


def test_m12_by_the_domain_of_the_customer_where_his_record_says_so(cast, of_smit):
    row = arrive(mail(From="Nieuw Gezicht <Nieuw@Smit.example>", **PASSED))
    contact = Contact.objects.get(email="nieuw@smit.example")
    assert (row.status, row.contact, row.ticket.contact) == ("done", contact, contact)
    assert (contact.customer, contact.name, contact.user) == (cast.smit, "Nieuw Gezicht", None)
    event = cast.smit.events.get(kind="contact_added")
    assert event.by is None and event.data["by_mail"] is True
    again = arrive(mail(From="nieuw@smit.example", **PASSED))
    assert again.ticket.contact == contact and Contact.objects.filter(email="nieuw@smit.example").count() == 1


@pytest.mark.parametrize(
    ("sender", "verified"),
    [
        ("nieuw@smit.example", {}),  # nobody says that it is so
        ("nieuw@smit.example", {"Authentication_Results": f"{OURS}; dmarc=fail"}),
        ("nieuw@smit.example", {"Authentication_Results": "mx.elders.example; dmarc=pass"}),
        ("nieuw@sub.smit.example", PASSED),
        ("nieuw@smit.example.evil.example", PASSED),
        ("nieuw@xn--smt-8na.example", PASSED),
        ("nieuw@notsmit.example", PASSED),
        ("nieuw@vries.example", PASSED),  # whose record says nothing
    ],
)
def test_m12_and_by_nothing_that_looks_like_it(cast, of_smit, sender, verified):
    before = Contact.objects.count()
    row = arrive(mail(From=sender, **verified))
    assert (row.status, row.ticket, Contact.objects.count()) == ("unknown", None, before)


@pytest.mark.parametrize("whose", ["smit", "vries"])
def test_m12_who_was_shut_out_is_not_let_in_by_his_domain(cast, of_smit, whose):
    ContactFactory(customer=getattr(cast, whose), email="weg@smit.example", is_active=False)
    assert arrive(mail(From="weg@smit.example", **PASSED)).status == "unknown"


def test_m12_a_new_colleague_joins_a_ticket_of_his_own_customer_alone(cast, of_smit, open_ticket):
    ours, theirs = open_ticket(), open_ticket(contact=cast.willem)
    row = arrive(answer(ours, From="nieuw@smit.example", **PASSED))
    assert (row.status, row.ticket) == ("done", ours)
    assert ours.timeline.get(kind=EntryKind.REPLY).contact.email == "nieuw@smit.example"
    other = arrive(answer(theirs, From="ander@smit.example", **PASSED))
    assert other.status == "unknown" and not theirs.timeline.filter(kind=EntryKind.REPLY).exists()
    assert not Contact.objects.filter(email="ander@smit.example").exists()


def test_m12_a_crowd_of_a_domain_waits_for_an_agent(cast, of_smit, monkeypatch):
    monkeypatch.setattr("mail.inbound.routing.MOST_NEW_AN_HOUR", 2)
    rows = [arrive(mail(From=f"n{number}@smit.example", **PASSED)) for number in range(3)]
    assert [row.status for row in rows] == ["done", "done", "unknown"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" @Smit.Example. ", "smit.example"),
        ("mail.smit.example", "mail.smit.example"),
        ("xn--smt-8na.example", "xn--smt-8na.example"),
        ("gmail.com", None),
        ("ziggo.nl", None),
        ("smit", None),
        ("jan@smit.example", None),
        ("*.smit.example", None),
        ("smit..example", None),
    ],
)
def test_m12_what_may_be_a_customers_domain(cast, written, kept):
    domain = MailDomain(customer=cast.smit, domain=written)
    if kept is None:
        with pytest.raises(ValidationError):
            domain.full_clean()
    else:
        domain.full_clean()
        assert domain.domain == kept


def test_m5_reply_to_changes_nothing(cast):
    assert arrive(mail(From="vreemd@elders.example", Reply_To="jan@smit.example")).status == "unknown"


def test_an_address_of_two_customers_waits(cast):
    ContactFactory(customer=cast.vries, name="Jan ook", email="jan@smit.example")
    row = arrive(mail())
    assert row.status == "unknown" and "meer dan één klant" in row.problem


def test_m6_headers_that_look_like_ours_have_no_effect(cast):
    fields = {"X_Priority": "1", "X_RT_Status": "resolved", "X_Onedo_Ticket": "1", "Importance": "high"}
    ticket = arrive(mail(**fields)).ticket
    assert (ticket.priority, ticket.status) == (None, Status.NIEUW)


def test_m10_a_crowd_makes_no_contacts(cast):
    before = cast.smit.contacts.count()
    arrive(mail(Cc=", ".join(f"n{n}@x.example" for n in range(500))))
    sweep_outbox(LATER)
    assert cast.smit.contacts.count() == before and MailMessage.objects.count() == 1


def test_m13_a_failed_check_is_said_and_switches_off_identity(cast, open_ticket, sign_in):
    failed = {"Authentication_Results": f"{OURS}; dmarc=fail"}
    row = arrive(mail(**failed))
    assert row.failed_dmarc and row.ticket.timeline.get(kind="opened").data["unverified"] is True
    page = sign_in(cast.sanne).get(f"/desk/meldingen/{row.ticket.pk}/").content.decode()
    assert "de afzender is niet geverifieerd" in page
    resolved = open_ticket()
    actions.resolve(resolved, by=cast.sanne, now=MONDAY, text="Klaar.")
    again = arrive(answer(resolved, **failed))
    resolved.refresh_from_db()
    assert (again.status, resolved.status) == ("doubtful", Status.OPGELOST)


def test_m13_s4_a_mail_never_confirms_a_request_for_rights(cast, with_dap, open_ticket):
    with_dap(approvers=[cast.petra])
    ticket = open_ticket(kind="aanpassing", is_authorisation=True)
    arrive(answer(ticket, "akkoord", From="petra@smit.example", Authentication_Results=f"{OURS}; dmarc=pass"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.approvals.get().status) == (Status.WACHT_OP_KLANT, "asked")


# --- Which ticket -----------------------------------------------------------------------------------------
def test_an_answer_joins_and_ends_the_wait(cast, open_ticket):
    ticket = actions.wait(open_ticket(), by=cast.sanne, now=MONDAY, party="customer", text="Welke?")
    row = arrive(answer(ticket, "De grote.\n\nOp 1-1-2026 schreef 1do <a@1do.example>:\n> Welke?"))
    ticket.refresh_from_db()
    assert (row.ticket, ticket.status) == (ticket, Status.NIEUW)
    reply = ticket.timeline.get(kind=EntryKind.REPLY)
    assert (reply.text, reply.contact) == ("De grote.", cast.jan)
    sweep_outbox(LATER)
    assert set(MailMessage.objects.filter(entry=reply).values_list("message", flat=True)) == {"customer_replied"}


def test_a_colleague_may_answer_and_a_stranger_may_not_m15(cast, open_ticket):
    ticket = open_ticket()
    joined = arrive(answer(ticket, From="petra@smit.example"))
    assert (joined.status, joined.ticket) == ("done", ticket)
    for who in ("willem@vries.example", "vreemd@elders.example"):
        row = arrive(answer(ticket, From=who))
        assert (row.status, row.ticket) == ("unknown", ticket), "for an agent to look at"
    assert ticket.timeline.filter(kind=EntryKind.REPLY).count() == 1


def test_m1_a_cc_takes_no_part(cast, open_ticket):
    ticket = open_ticket()
    arrive(answer(ticket, Cc="spion@elders.example"))
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Dank.")
    sweep_outbox(LATER)
    assert not MailMessage.objects.filter(recipient="spion@elders.example").exists()


@pytest.mark.parametrize("who", ["vreemd@elders.example", "willem@vries.example"])
def test_m3_a_number_is_no_door(cast, open_ticket, who):
    ticket = open_ticket()
    row = arrive(mail(From=who, Subject=f"Re: [#{ticket.pk}] Geen mail"))
    assert row.hint == ticket.pk and row.ticket != ticket
    assert ticket.timeline.count() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"In_Reply_To": "<1.abcdef012345.00000000000000000000@serviceportaal.1do.nl>"},
        {"References": "<1.abcdef012345.deadbeefdeadbeefdead@serviceportaal.1do.nl>"},
        {"To": "supportcenter+1-00000000000000000000@1do.example"},
        {"To": "supportcenter+1@1do.example"},
    ],
)
def test_m1_m2_what_only_looks_like_ours_opens_nothing(cast, open_ticket, forged):
    ticket = open_ticket()
    row = arrive(mail(From="sanne@1do.example", **forged))
    assert row.status == "doubtful" and ticket.timeline.count() == 1


def test_m2_a_colleague_answers_by_mail_only_beyond_doubt(cast, open_ticket):
    ticket = open_ticket()
    weak = arrive(answer(ticket, From="sanne@1do.example"))
    sure = arrive(answer(ticket, "Wij kijken.", From="sanne@1do.example", Authentication_Results=f"{OURS}; dmarc=pass"))
    assert (weak.status, sure.status) == ("doubtful", "done")
    assert ticket.timeline.get(kind=EntryKind.REPLY).by == cast.sanne


def test_by_the_reply_address_alone(cast, open_ticket):
    ticket = open_ticket()
    assert arrive(mail(To=reply_address(ticket.pk))).ticket == ticket
    assert arrive(mail(To="x@y.example", Delivered_To=reply_address(ticket.pk), Subject="b")).ticket == ticket


def test_answers_to_what_is_resolved_or_closed_follow_the_rule(cast, open_ticket):
    ticket = open_ticket()
    actions.resolve(ticket, by=cast.sanne, now=MONDAY, text="Klaar.")
    arrive(answer(ticket, "Nee."))
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_BEHANDELING
    actions.resolve(ticket, by=cast.sanne, now=LATER, text="Nu wel.")
    actions.close(ticket, by=cast.jan.user, now=LATER)
    follow_up = arrive(answer(ticket, "Toch niet."), LATER + timedelta(minutes=5)).ticket
    assert (follow_up.follows, follow_up.channel) == (ticket, "email")


# --- The moment of an answer is when it reached us (SLA 7.9; DESIGN 5a.2) -----------------------------------
@pytest.fixture(params=["worker", "postvak"])
def read_later(request: Any, cast: Any) -> Callable[..., TimelineEntry]:
    """An answer of Jan's that reached us at one moment and was read at another: by a late worker, or by Sanne."""

    def read(ticket: Ticket, arrived: str, read_at: str, text: str = "Nog iets.") -> TimelineEntry:
        row = receive(answer(ticket, text).as_bytes(), mailbox="postvak", now=at(f"2026-11-23 {arrived}"))
        moment = at(f"2026-11-23 {read_at}")
        if request.param == "postvak":
            InboundMail.objects.update(status=InboundStatus.UNKNOWN, next_attempt_at=None)
            row.refresh_from_db()
            processing.release(row, by=cast.sanne, now=moment, contact=cast.jan, ticket=ticket)
        else:
            process_due(moment)
        return TimelineEntry.objects.filter(text=text).latest("pk")

    return read


@pytest.mark.parametrize(
    ("arrived", "since", "due", "late"),
    [
        ("10:20", "10:20", "11:10", True),  # ten of the sixty minutes were gone
        ("11:50", "11:50", "12:40", False),
        ("10:05", "10:10", "11:00", True),  # sent before the question was asked: never before the wait
        ("12:00", None, "12:50", False),  # read at once
    ],
)
def test_an_answer_ends_the_wait_from_when_it_reached_us(
    cast, open_ticket, read_later, sign_in, arrived, since, due, late
):
    ticket = open_ticket()
    actions.wait(ticket, by=cast.sanne, now=at("2026-11-23 10:10"), party="customer", text="Welke printer?")
    assert read_later(ticket, arrived, "12:00").at == at("2026-11-23 12:00")
    ticket.clock.refresh_from_db()
    assert (ticket.clock.due_at, ticket.clock.late) == (at(f"2026-11-23 {due}"), late or None)
    line = ticket.timeline.get(kind=EntryKind.RESUMED)
    assert line.read(Resumed).since == (at(f"2026-11-23 {since}") if since else None)
    words = f"de klok loopt vanaf ma 23 nov {since}" if since else "Beëindigde het wachten"
    assert words in line.facts.for_house(line)


def test_an_answer_reopens_from_when_it_reached_us(cast, open_ticket, read_later):
    ticket = actions.resolve(open_ticket(), by=cast.sanne, now=at("2026-11-23 10:10"), text="Klaar.")
    read_later(ticket, "10:40", "12:00")
    ticket = Ticket.objects.get(pk=ticket.pk)
    spent = clocks.read_clock(ticket, at("2026-11-23 12:00")).by_party[Party.HOUSE]
    assert (ticket.status, spent) == (Status.IN_BEHANDELING, timedelta(minutes=10 + 80))


def test_what_follows_a_closed_melding_was_reported_when_it_reached_us(cast, open_ticket, read_later):
    ticket = actions.close(open_ticket(), by=cast.jan.user, now=at("2026-11-23 10:10"))
    new = read_later(ticket, "10:40", "12:00").ticket
    assert (new.follows, new.opened_at, new.clock.due_at) == (
        ticket,
        at("2026-11-23 10:40"),
        at("2026-11-23 11:40"),
    )


def test_an_answer_that_waited_a_month_in_the_postvak_is_taken_in_all_the_same(cast, open_ticket):
    ticket = actions.close(open_ticket(), by=cast.jan.user, now=MONDAY)
    row = receive(answer(ticket).as_bytes(), mailbox="postvak", now=LATER)
    process_due(LATER + timedelta(days=30))
    row.refresh_from_db()
    assert (row.status, row.ticket.follows, row.ticket.opened_at) == ("done", ticket, LATER)


def test_our_answer_stands_in_his_own_conversation(cast, open_ticket):
    """By which Outlook and Gmail put mails together."""
    ticket = arrive(mail(Message_ID="<eigen-1@smit.example>")).ticket
    ours = sent_to(ticket)
    assert ours["In-Reply-To"] == "<eigen-1@smit.example>"
    arrive(answer(ticket, Message_ID="<eigen-2@smit.example>"))
    actions.reply(ticket, by=cast.sanne, now=LATER, text="Dank.")
    last = sent_to(ticket)
    assert last["In-Reply-To"] == "<eigen-2@smit.example>"
    assert last["References"].split()[1:] == ["<eigen-1@smit.example>", "<eigen-2@smit.example>"]
    assert last["References"].split()[0] == ours["References"].split()[0]


# --- Loops and bounces ------------------------------------------------------------------------------------
def test_l1_a_vacation_reply_is_kept_and_not_answered(cast, open_ticket):
    ticket = open_ticket()
    row = arrive(answer(ticket, Subject="Automatisch antwoord: Geen mail", Auto_Submitted="auto-replied"))
    assert (row.status, row.ticket) == ("shelved", ticket)
    line = ticket.timeline.get(kind=EntryKind.PROGRAM_MAIL)
    assert not line.is_public and "Afwezigheidsbericht (jan@smit.example)" in line.facts.for_house(line)
    sweep_outbox(LATER)
    assert not MailMessage.objects.filter(entry=line).exists()


def test_who_is_away_answers_the_envelope_and_is_seen_at_the_melding(cast, open_ticket):
    """Without a word of what it answers, but to the address that only our mail left with."""
    ticket = open_ticket()
    sweep_outbox(LATER)
    sent = MailMessage.objects.get()
    row = arrive(mail("Ik ben er niet.", To=bounce_address(sent.pk), Subject="Vakantie", Auto_Submitted="auto-replied"))
    sent.refresh_from_db()
    assert (row.status, row.ticket, sent.status) == ("shelved", ticket, "pending")
    assert ticket.timeline.filter(kind=EntryKind.PROGRAM_MAIL).exists()


def test_what_looks_like_an_absence_is_one_only_if_it_answers_us(cast, open_ticket):
    """By its subject alone, as Exchange of old sent it; in a conversation of others somebody writes about it."""
    ticket = open_ticket()
    subject = {"Subject": "Out of Office AutoReply: Uw toegang"}
    assert arrive(answer(ticket, **subject)).status == "shelved"
    row = arrive(mail("Dit krijgen klanten. Kan het uit?", In_Reply_To="<x@smit.example>", **subject))
    sweep_outbox(LATER)
    assert row.status == "done" and not MailMessage.objects.filter(entry__ticket=row.ticket).exists()


def test_words_in_the_answer_to_an_invitation_wait_for_an_agent(cast, open_ticket, sign_in):
    """Also those that stand in the calendar's own part alone; and no melding changes by it."""
    ticket = actions.resolve(open_ticket(), by=cast.sanne, now=MONDAY, text="Klaar.")
    message = answer(ticket, "", Subject="Afgewezen: Bezoek 1do")
    lines = ("METHOD:REPLY", "BEGIN:VEVENT", "UID:1", "COMMENT:Kan niet\\, liever", "  donderdag", "END:VEVENT")
    calendar = "\r\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""))
    message.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"})
    row = arrive(message)
    ticket.refresh_from_db()
    assert (row.status, row.ticket, ticket.status) == ("doubtful", ticket, Status.OPGELOST)
    page = sign_in(cast.sanne).get(f"/desk/postvak/{row.pk}/").content.decode()
    assert "Kan niet, liever donderdag" in page and f'value="{ticket.pk}"' in page


def test_who_shows_what_he_got_back_is_heard_and_a_daemon_is_not(cast, open_ticket):
    """The mail that came back lies with it, by our own number; that it failed is not his to say."""
    sent = sent_to(open_ticket())
    shown = mail("Uw mail komt niet aan: mailbox unavailable.", Subject="Delivery failure: uw mail")
    shown.add_attachment(sent)
    row = arrive(shown)
    assert row.status == "done" and row.ticket.timeline.get(kind=EntryKind.OPENED).text.startswith("Uw mail komt niet")
    del shown["From"]
    shown["From"] = "Mail Delivery System <mailer-daemon@mx.example>"
    row = arrive(shown)
    assert row.ticket.timeline.filter(kind=EntryKind.MAIL_FAILED).exists()


def test_l4_a_person_behind_a_program_is_heard_but_gets_no_automatic_answer(cast):
    row = arrive(mail(Auto_Submitted="auto-replied", References="<x@servicenow.example>"))
    sweep_outbox(LATER)
    assert row.status == "done" and not MailMessage.objects.exists()


def bounce_of(sent: MailMessage, action: str = "failed", **fields: str) -> bytes:
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"""From: MAILER-DAEMON@mx.example
{head}Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; jan@smit.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown

--b
Content-Type: message/rfc822

Message-ID: {sent.message_id}

x
--b--
""".encode()


def test_l2_l6_a_bounce_is_said_at_the_ticket_and_makes_none(cast, open_ticket):
    ticket = open_ticket()
    sweep_outbox(LATER)
    send_due(LATER)
    sent = MailMessage.objects.get()
    row = arrive(bounce_of(sent))
    sent.refresh_from_db()
    line = ticket.timeline.get(kind=EntryKind.MAIL_FAILED)
    assert (row.status, row.ticket, sent.status) == ("done", ticket, "failed")
    assert "550 5.1.1 unknown" in line.said and "jan@smit.example" in line.said
    sweep_outbox(LATER)
    assert MailMessage.objects.filter(message="mail_failed").exists(), "who has the ticket hears it"
    assert Ticket.objects.count() == 1


def test_l2_a_delay_is_no_failure_and_a_foreign_bounce_makes_nothing(cast, open_ticket):
    ticket = open_ticket()
    sweep_outbox(LATER)
    send_due(LATER)
    sent = MailMessage.objects.get()
    for action in ("delayed", "delivered", "relayed", "expanded"):
        arrive(bounce_of(sent, action=action))
    sent.message_id = "<iets@elders.example>"
    row = arrive(bounce_of(sent))
    assert (row.status, ticket.timeline.count(), Ticket.objects.count()) == ("shelved", 1, 1)


def test_l3_two_of_us_stop_after_three_mails(cast, settings):
    """The other house has us as a contact, as we have them: each answers what comes in."""
    ContactFactory(customer=cast.smit, name="Ander huis", email="supportcenter@ander.example")
    first = arrive(mail(From="supportcenter@ander.example", Subject="Melding"))
    sweep_outbox(LATER)
    ours = as_email(MailMessage.objects.get()).message()
    assert ours["Auto-Submitted"] == "auto-generated"
    back = mail(From="supportcenter@ander.example", Subject=ours["Subject"], Auto_Submitted="auto-generated")
    back["In-Reply-To"] = ours["Message-ID"]
    answered = arrive(back)
    sweep_outbox(LATER)
    assert (first.status, answered.status) == ("done", "done"), "somebody may speak by that program"
    heard = MailMessage.objects.exclude(recipient__endswith="@1do.example")
    assert [each.message for each in heard] == ["ticket_opened"], list(heard.values_list("message", "recipient"))
    assert Ticket.objects.count() == 1


def test_l3_l5_a_program_that_gives_no_sign_is_stopped_by_its_number(cast):
    statuses = [arrive(mail(Subject=f"Alarm {n}"), LATER + timedelta(minutes=n)).status for n in range(12)]
    assert statuses == ["done"] * 10 + ["doubtful"] * 2


def test_l5_the_same_to_one_melding_is_heard_twice_an_hour(cast, open_ticket):
    """A program in between changes the address, and says nothing of being one."""
    ticket = open_ticket()
    senders = ("jan@smit.example", "petra@smit.example", "jan@smit.example", "petra@smit.example")
    ids = [f"<{number}@smit.example>" for number in range(4)]
    same = [
        answer(ticket, "Wij hebben uw bericht.", From=who, Message_ID=each)
        for who, each in zip(senders, ids, strict=False)
    ]
    rows = [arrive(each) for each in same]
    assert [row.status for row in rows] == ["done", "done", "doubtful", "doubtful"]
    assert "Drie keer dezelfde tekst" in rows[2].problem
    assert arrive(answer(ticket, "Iets anders.")).status == "done"
    later = LATER + timedelta(minutes=61)
    assert arrive(answer(ticket, "Wij hebben uw bericht."), later).status == "done"
    assert ticket.timeline.filter(kind=EntryKind.REPLY).count() == 4


def test_l3_a_melding_takes_no_more_than_so_many_an_hour(cast, open_ticket, monkeypatch):
    monkeypatch.setattr("mail.inbound.routing.MOST_ON_A_TICKET", 2)
    ticket = open_ticket()
    assert [arrive(answer(ticket, f"Nr {n}")).status for n in range(3)] == ["done", "done", "doubtful"]


def test_l7_our_own_mail_that_comes_back_is_known(cast, open_ticket):
    left = sent_to(open_ticket())
    row = arrive(mail(Message_ID=left["Message-ID"]))
    assert (row.status, Ticket.objects.count()) == ("shelved", 1)


# --- Nothing lost, nothing twice --------------------------------------------------------------------------
def test_r5_fetched_again_it_is_the_same(cast):
    raw = mail(Message_ID="<a@smit.example>").as_bytes()
    first, second = arrive(raw), arrive(raw)
    assert first == second and Ticket.objects.count() == 1


def test_v2_poison_comes_back_three_times_and_then_waits_for_somebody(cast, sign_in):
    poison = b"From: jan@smit.example\nX: " + b"a" * 70_000 + b"\n\nx"
    row = receive(poison, mailbox="p", now=MONDAY)
    arrive(mail())
    for minutes in (0, 2, 20):
        process_due(LATER + timedelta(minutes=minutes))
    row.refresh_from_db()
    assert (row.status, row.attempts) == (InboundStatus.DEAD, 3) and "64 kB" in row.problem
    assert Ticket.objects.count() == 1, "the rest goes on"
    desk = sign_in(cast.sanne)
    assert "64 kB" in desk.get("/desk/postvak/").content.decode()
    download = desk.get(f"/desk/postvak/{row.pk}/bericht/")
    assert download.content == poison and download["Content-Type"] == "application/octet-stream"
    desk.post(f"/desk/postvak/{row.pk}/opnieuw/")
    row.refresh_from_db()
    assert (row.status, row.attempts) == (InboundStatus.RECEIVED, 0)


def test_f6_a_giant_is_kept_and_laid_before_an_agent(cast, settings):
    settings.INBOUND_MAX_BYTES = 2_000
    row = receive(mail("x" * 5_000).as_bytes(), mailbox="p", now=MONDAY)
    for minutes in (0, 2, 20):
        process_due(LATER + timedelta(minutes=minutes))
    row.refresh_from_db()
    assert row.status == InboundStatus.DEAD and "groter dan" in row.problem


def test_v2_a_message_that_kills_its_worker_comes_to_an_end(cast):
    row = receive(mail().as_bytes(), mailbox="p", now=MONDAY)
    InboundMail.objects.filter(pk=row.pk).update(attempts=3)  # claimed three times, and nobody lived to tell
    process_due(LATER)
    row.refresh_from_db()
    assert (row.status, Ticket.objects.count()) == (InboundStatus.DEAD, 0)


def test_a_text_that_is_cut_is_said_to_be(cast):
    ticket = arrive(mail("x " * 15_000)).ticket
    assert "ingekort" in ticket.timeline.get(kind=EntryKind.NOTE).said


def test_c4_a_stored_message_is_not_legible(cast):
    row = receive(mail("wachtwoord: Zomer.26!").as_bytes(), mailbox="p", now=MONDAY)
    with row.raw.open("rb") as file:
        assert b"Zomer" not in file.read()


def test_s1_a_password_is_kept_nowhere_and_the_sender_is_told(cast):
    secret = "Zomer.26!geheim"
    message = mail(f"Hoi,\nwachtwoord: {secret}\n> wachtwoord: {secret}", html=f"<p>wachtwoord: {secret}</p>")
    message.add_attachment(f"[db]\npassword={secret}\n".encode(), maintype="text", subtype="plain", filename="db.ini")
    ticket = arrive(message).ticket
    assert "[verborgen: wachtwoord]" in ticket.description
    assert ticket.timeline.get(kind=EntryKind.HIDDEN).data["hidden"] == {"wachtwoord": 2}
    sweep_outbox(LATER)
    told = MailMessage.objects.get(message="secret_hidden")
    assert told.recipient == "jan@smit.example"
    dumped = io.StringIO()
    call_command("dumpdata", "accounts", "contracts", "tickets", "mail", "sessions", stdout=dumped)
    assert secret not in dumped.getvalue()
    kept = [file.read_bytes() for file in Path(project.MEDIA_ROOT).rglob("*") if file.is_file()]
    assert kept and not any(secret.encode() in content for content in kept)


# --- The doors --------------------------------------------------------------------------------------------
def test_m7_the_door_of_a_mail_server(client, cast, settings):
    settings.MAIL_DOOR_SECRET = "een geheim van genoeg tekens"
    post = {"path": "/mail/ontvangst/", "data": mail().as_bytes(), "content_type": "message/rfc822"}
    right = {"HTTP_AUTHORIZATION": f"Bearer {settings.MAIL_DOOR_SECRET}"}
    assert client.post(**post).status_code == 404
    assert client.post(**post, HTTP_AUTHORIZATION="Bearer mis").status_code == 404
    answers = [client.post(**(post | {"data": data}), **right) for data in (post["data"], b"onzin", b"")]
    assert {(each.status_code, each.content) for each in answers} == {(202, b"")}
    settings.INBOUND_MAX_BYTES = 100
    assert client.post(**(post | {"data": b"x" * 101}), **right).status_code == 413
    assert InboundMail.objects.count() == 2
    settings.MAIL_DOOR_SECRET = ""
    assert client.post(**post, HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_the_command_of_a_pipe_says_when_it_has_to_come_again(tmp_path):
    env = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/geen/db.sqlite3", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "receive_mail"]
    done = subprocess.run(command, input=mail().as_bytes(), cwd=project.BASE_DIR, env=env, capture_output=True)
    assert done.returncode == 75


def test_the_command_of_a_pipe_stores(cast, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(mail().as_bytes())))
    call_command("receive_mail")
    assert InboundMail.objects.get().mailbox == "pipe"


# --- The agent --------------------------------------------------------------------------------------------
@pytest.fixture
def held(cast):
    return arrive(mail(From="Nieuw Iemand <nieuw@smit.example>"))


def test_an_agent_says_whose_it_is(cast, held, sign_in):
    desk = sign_in(cast.sanne)
    page = desk.get(f"/desk/postvak/{held.pk}/").content.decode()
    assert "Dit adres is bij geen klant bekend" in page and "De printer doet het niet." in page
    given = {"customer": cast.smit.pk, "email": "nieuw@smit.example", "name": "Nieuw Iemand", "ticket": ""}
    wrong = desk.post(f"/desk/postvak/{held.pk}/vrijgeven/", given | {"ticket": "999", "customer": ""})
    assert "Melding #999 bestaat niet." in wrong.content.decode() and "Nieuw Iemand" in wrong.content.decode()
    answer_ = desk.post(f"/desk/postvak/{held.pk}/vrijgeven/", given)
    held.refresh_from_db()
    assert answer_["Location"] == f"/desk/meldingen/{held.ticket_id}/"
    assert (held.ticket.contact.name, held.ticket.customer, held.handled_by) == ("Nieuw Iemand", cast.smit, cast.sanne)
    assert arrive(mail("Nog een.", From="nieuw@smit.example")).status == "done"


def test_or_that_it_belongs_to_a_ticket_but_never_to_another_customers(cast, held, open_ticket, sign_in):
    theirs, own = open_ticket(contact=cast.willem), open_ticket()
    desk, given = sign_in(cast.sanne), {"customer": cast.smit.pk, "email": "jan@smit.example", "name": "Jan"}
    refused = desk.post(f"/desk/postvak/{held.pk}/vrijgeven/", given | {"ticket": str(theirs.pk)})
    assert "van een andere klant" in refused.content.decode()
    desk.post(f"/desk/postvak/{held.pk}/vrijgeven/", given | {"ticket": str(own.pk)})
    assert own.timeline.get(kind=EntryKind.REPLY).contact == cast.jan


def test_or_that_nothing_happens_with_it_and_why(cast, held, sign_in):
    desk = sign_in(cast.sanne)
    assert "Schrijf op waarom" in desk.post(f"/desk/postvak/{held.pk}/opbergen/", {}).content.decode()
    desk.post(f"/desk/postvak/{held.pk}/opbergen/", {"reason": "Reclame"})
    held.refresh_from_db()
    assert (held.status, held.problem, held.handled_by) == ("shelved", "Reclame", cast.sanne)


@pytest.mark.parametrize("who", ["willem", "daan"])
def test_others_see_nothing_of_it(cast, held, sign_in, who):
    client = sign_in(cast.daan if who == "daan" else cast.willem.user)
    for address in ("", f"{held.pk}/", f"{held.pk}/bericht/"):
        assert client.get(f"/desk/postvak/{address}").status_code == (403 if who == "daan" else 404)
    assert client.post(f"/desk/postvak/{held.pk}/opbergen/", {"reason": "x"}).status_code in (403, 404)


def test_a_customer_who_left_is_a_stranger(cast):
    gone = CustomerFactory(number="K9", name="Weg", is_active=False)
    ContactFactory(customer=gone, email="oud@weg.example")
    assert arrive(mail(From="oud@weg.example")).status == "unknown"
    assert not TimelineEntry.objects.exists()
