"""What comes in and goes out by other doors than the screens: mail, monitoring, a webhook.

Lives as those of features.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from django.conf import settings

from accounts.models import ApiToken, Scope, User
from demo.features import SANNE, Stage
from demo.walk import Life
from infra.encryption import encrypt
from integrations.models import DeliveryStatus, Webhook
from integrations.monitoring.handing_in import NothingRead, hand_in, keep, settle
from integrations.monitoring.hosts import save_host
from integrations.monitoring.signals import Signal, fingerprint_of
from integrations.monitoring.triage import receive_one
from integrations.webhooks import signatures
from integrations.webhooks.announcing import NAMES, body_of
from mail.inbound.processing import process_due
from mail.inbound.receiving import receive
from tickets import actions
from tickets.models import EntryKind, TimelineEntry

FRED = "fred@1do.example"


# --- Mail in (SLA 3) --------------------------------------------------------------------------------------
def _mail(sender: str, subject: str, text: str, *, html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "supportcenter@1do.example", subject
    message["Message-ID"] = f"<{fingerprint_of(sender, subject)}@demo.example>"
    if settings.MAIL_AUTHSERV_ID:
        message["Authentication-Results"] = f"{settings.MAIL_AUTHSERV_ID}; dmarc=pass"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def melding_by_mail(stage: Stage) -> Life:
    at = stage.ago(130)
    yield at
    contact = stage.contact("K1001", "Jan")
    message = _mail(
        f"{contact.name} <{contact.email}>",
        "Kassa in de winkel start niet op",
        "Goedemorgen,\n\nDe linkerkassa blijft hangen op een blauw scherm. De rechter doet het nog.\n\nGroet,\nJan\n",
        html="<p>Goedemorgen,</p><p>De <b>linkerkassa</b> blijft hangen op een blauw scherm. De rechter doet het nog."
        "</p><p>Groet,<br>Jan</p>",
    )
    message.add_attachment("Stopcode: 0x0000007B\n", filename="foutmelding.txt")
    row = receive(message.as_bytes(), mailbox="supportcenter", now=at)
    process_due(at)
    yield (at := stage.ago(120))
    row.refresh_from_db()
    if row.ticket is not None:
        sanne = stage.staff(SANNE)
        why = "De winkel kan nog afrekenen, met één kassa."
        ticket = actions.classify(row.ticket, by=sanne, now=at, kind="incident", impact=2, urgency="B", reason=why)
        actions.reply(ticket, by=sanne, now=at, text="Dank voor de stopcode. Ik bel u zo om op de kassa mee te kijken.")


def mail_to_classify(stage: Stage) -> Life:
    """Nobody has said how urgent it is: its triage clock runs (SLA 7.9)."""
    yield (at := stage.ago(22))
    contact = stage.contact("K1001", "Jan")
    message = _mail(
        f"{contact.name} <{contact.email}>",
        "Bestellingen komen niet meer binnen",
        "Goedemorgen,\n\nSinds vanochtend komen er geen bestellingen van de webwinkel meer binnen.\n\nGroet,\nJan\n",
    )
    receive(message.as_bytes(), mailbox="supportcenter", now=at)
    process_due(at)


def mails_that_wait(stage: Stage) -> Life:
    """Of people who are known at no customer."""
    yield (at := stage.ago(55))
    stranger = _mail("Info Webshop <info@webshopbouwer.example>", "Uw offerte", "Beste, hierbij onze offerte.\n")
    receive(stranger.as_bytes(), mailbox="supportcenter", now=at)
    text = "Uw klant Bakkerij Smit vraagt ons de nieuwe printer aan te sluiten. Wie kan ons toegang geven?\n"
    printers = _mail("Ton van Dam <ton@printerpartner.example>", "Printer bij Bakkerij Smit", text)
    receive(printers.as_bytes(), mailbox="supportcenter", now=at)
    process_due(at)


def mails_to_look_after(stage: Stage) -> Life:
    """A program's, put away; one that a colleague passes on; and one that cannot be read."""
    yield (at := stage.ago(50))
    jan = stage.contact("K1001", "Jan")
    away = _mail(f"{jan.name} <{jan.email}>", "Automatisch antwoord: afwezig", "Ik ben maandag weer op kantoor.\n")
    away["Auto-Submitted"] = "auto-replied"
    receive(away.as_bytes(), mailbox="supportcenter", now=at)
    passed_on = (
        "Kwam bij mij binnen, pakken jullie dit op?\n\n-----Oorspronkelijk bericht-----\n"
        f"Van: {jan.name} <{jan.email}>\nVerzonden: vandaag\nAan: Sanne de Wit\nOnderwerp: Weegschaal\n\n"
        "De weegschaal in de winkel stuurt niets meer naar de kassa.\n"
    )
    forwarded = _mail(f"Sanne de Wit <{SANNE}>", "FW: Weegschaal", passed_on)
    receive(forwarded.as_bytes(), mailbox="supportcenter", now=at)
    too_long = _mail(f"{jan.name} <{jan.email}>", "Uitnodiging opening winkel", "Komt u ook?\n")
    too_long["Cc"] = ", ".join(f"gast{number}@bakkerijsmit.example" for number in range(3_000))
    receive(too_long.as_bytes(), mailbox="supportcenter", now=at)
    process_due(at)
    for minutes in (48, 36):  # tried again, as the sweep does
        yield (at := stage.ago(minutes))
        process_due(at)


# --- Monitoring (SLA 5.2, 6.1) ----------------------------------------------------------------------------
def alerts(stage: Stage) -> Life:
    """On a covered server, counted; on one of nobody; and one that recovered by itself."""
    yield (at := stage.ago(300))
    contact = stage.contact("K1001", "Jan")
    given: dict[str, Any] = {"customer": contact.customer, "contact": contact, "item_type": "server"}
    for name in ("smit-srv01", "smit-srv02"):
        save_host(None, by=stage.staff(FRED), now=at, name=name, service="support", **given)
    yield (at := stage.ago(210))
    _fire("smit-srv02", "Service Print Spooler gestopt", at)
    yield (at := stage.ago(204))
    _fire("smit-srv02", "Service Print Spooler gestopt", at, is_firing=False)
    for ago in (90, 85, 80):
        yield (at := stage.ago(ago))
        _fire("smit-srv01", "Schijf C: voor 94 % vol", at, text="Nog 7,2 GB vrij van 120 GB.")
    yield (at := stage.ago(40))
    _fire("test-srv09", "Geen antwoord op ping", at)


def alert_between_two(stage: Stage) -> Life:
    """Two customers each have a DC01, and the tool does not say whose."""
    yield (at := stage.ago(290))
    for number, name in (("K1001", "Jan"), ("K1002", "Joris")):
        contact = stage.contact(number, name)
        given: dict[str, Any] = {"customer": contact.customer, "contact": contact, "item_type": "server"}
        save_host(None, by=stage.staff(FRED), now=at, name="DC01", service="support", **given)
    yield (at := stage.ago(35))
    _fire("DC01", "Back-up van vannacht mislukt", at)


def body_not_read(stage: Stage) -> Life:
    """A tool that no adapter knows and for which nobody made a mapping yet."""
    yield (at := stage.ago(30))
    tool = User.objects.create_user("gebouwbeheer@1do.example", name="Gebouwbeheer", is_house=True, is_service=True)
    token, _secret = ApiToken.issue(tool, name="Gebouwbeheer", scopes=[Scope.ALERTS_WRITE], now=at)
    kept = keep(
        b'{"sensor": "Serverruimte", "graden": 31, "toestand": "te warm"}', "application/json", token=token, now=at
    )
    try:
        hand_in(kept, token=token, now=at, bound=None)
    except NothingRead as problem:
        settle(kept, results=problem.results, why=problem.message, is_valid=problem.is_valid)


def _fire(host: str, name: str, at: datetime, *, is_firing: bool = True, text: str = "") -> None:
    fingerprint = fingerprint_of(host, name)
    signal = Signal("zabbix", host, name, is_firing, fingerprint, severity="warning", text=text)
    receive_one(signal, now=at)


# --- Webhooks ---------------------------------------------------------------------------------------------
def webhook(stage: Stage) -> Life:
    """Switched off, so that a demo calls nobody; with what it delivered before. Its verb would look up the address."""
    yield (at := stage.ago(30))
    fred = stage.staff(FRED)
    tool = User.objects.create_user("dashboard@1do.example", name="Dashboard", is_house=True, is_service=True)
    hook = Webhook.objects.create(
        name="Dashboard wachtdienst",
        url="https://dashboard.1do.example/meldingen",
        user=tool,
        events=sorted(NAMES - {"ticket.note"}),
        secret=encrypt(signatures.new_secret().encode()),
        is_active=False,
        disabled_at=at,
        disabled_by=fred,
        call_at=at,
        last_delivered_at=at,
        made_at=at - timedelta(days=60),
        made_by=fred,
    )
    told = TimelineEntry.objects.filter(kind__in=[EntryKind.OPENED, EntryKind.REPLY, EntryKind.RESOLVED], at__lt=at)
    for entry in reversed(told.select_related("ticket__customer").order_by("-at", "-pk")[:12]):
        hook.deliveries.create(
            entry=entry,
            event=f"ticket.{entry.kind}",
            message_id=f"msg_{hook.pk}_{entry.pk}",
            body=body_of(entry, f"ticket.{entry.kind}"),
            created_at=entry.at,
            status=DeliveryStatus.DELIVERED,
            attempts=1,
            last_attempt_at=entry.at,
            last_status=204,
        )


DOORS: tuple[Callable[[Stage], Life], ...] = (
    melding_by_mail,
    mail_to_classify,
    mails_that_wait,
    mails_to_look_after,
    alerts,
    alert_between_two,
    body_not_read,
    webhook,
)
