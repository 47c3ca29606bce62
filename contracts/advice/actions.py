"""Advice to change something, and what the customer does with it (SLA 6.4)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.advice.deciders import deciders
from contracts.models import Advice, AdviceStatus, Contact, Customer, CustomerEvent, CustomerEventKind
from contracts.verb import cleaned, require
from infra.errors import Refused
from infra.nudges import nudge_outbox
from sla.business_hours import AMSTERDAM
from sla.wording import long_day_words

GIVE = "contracts.give_advice"


@transaction.atomic
def give_advice(customer: Customer, *, by: User, now: datetime, title: str, text: str, given_to: Contact) -> Advice:
    """Written down, and mailed to the contact: without that it is no proof that it was given."""
    require(by, GIVE)
    title, text = cleaned(title)[:160], cleaned(text)
    if not customer.is_active:
        raise Refused(_("Deze klant is niet meer actief; maak de klant eerst weer actief."))
    if given_to.customer_id != customer.pk or not given_to.is_active:
        raise Refused(_("Kies een actieve contactpersoon van deze klant."), field="given_to")
    if not title:
        raise Refused(_("Vat het advies samen in een paar woorden."), field="title")
    if not text:
        raise Refused(_("Schrijf op wat je adviseert en waarom; de klant leest dit."), field="text")
    advice = Advice.objects.create(
        customer=customer, title=title, text=text, given_by=by, given_to=given_to, given_at=now
    )
    _record(advice, CustomerEventKind.ADVICE_GIVEN, by=by, now=now)
    return advice


@transaction.atomic
def decide_advice(
    advice: Advice,
    *,
    by: User,
    now: datetime,
    accepted: bool,
    text: str = "",
    decided_by: Contact | None = None,
    decided_at: datetime | None = None,
) -> Advice:
    """Once, by who may at the customer; or recorded by 1do, with who decided, the proof of it and when that was: what
    was declined before an incident counts, whenever it was written down (SLA 6.4).

    Declining has a price (SLA 6.4): an incident that follows from it is not covered.
    """
    advice = Advice.objects.select_for_update(of=("self",)).select_related("customer", "given_to").get(pk=advice.pk)
    text = cleaned(text)
    contact = _recorded(advice, by, decided_by, text, now) if by.is_house else _himself(advice, by, now)
    status = AdviceStatus.ACCEPTED if accepted else AdviceStatus.DECLINED
    if advice.status != AdviceStatus.GIVEN:
        if (advice.status, advice.decided_by_id) == (status, contact.pk):
            return advice  # the same answer, clicked twice
        raise Refused(_already(advice))
    moment = _moment(advice, decided_at, now) if by.is_house else now
    advice.status, advice.decided_by, advice.decided_at, advice.decision_text = status, contact, moment, text
    advice.recorded_by = by if by.is_house else None
    advice.save(update_fields=["status", "decided_by", "decided_at", "decision_text", "recorded_by"])
    _record(advice, CustomerEventKind.ADVICE_DECIDED, by=by, now=now)
    return advice


def _himself(advice: Advice, by: User, now: datetime) -> Contact:
    contact = Contact.objects.visible_to(by).filter(customer=advice.customer_id).first()
    if contact is None:
        raise PermissionDenied
    may = deciders(advice, now)
    if contact not in may:
        raise Refused(_("Over dit advies beslist %(names)s.") % {"names": may.words})
    return contact


def _recorded(advice: Advice, by: User, contact: Contact | None, text: str, now: datetime) -> Contact:
    """Who is named in the DAP, or without such a clause anybody of the customer: the proof says the rest."""
    require(by, GIVE)
    if contact is None or contact.customer_id != advice.customer_id or not contact.is_active:
        raise Refused(_("Kies wie van de klant dit heeft beslist."), field="decided_by")
    may = deciders(advice, now)
    if may.citation and contact not in may:
        raise Refused(_("Over dit advies beslist %(names)s.") % {"names": may.words}, field="decided_by")
    if not text:
        message = _("Schrijf op waaruit dit blijkt, bijvoorbeeld een mail met de datum; het is het bewijs (SLA 6.4).")
        raise Refused(message, field="text")
    return contact


def _moment(advice: Advice, decided_at: datetime | None, now: datetime) -> datetime:
    """Between the advice and now."""
    if decided_at is None:
        return now
    if decided_at > now:
        raise Refused(_("Dit moment ligt in de toekomst."), field="decided_at")
    if decided_at < advice.given_at:
        raise Refused(_("Toen was dit advies nog niet gegeven."), field="decided_at")
    return decided_at


def _already(advice: Advice) -> str:
    assert advice.decided_at
    words = {
        "name": advice.decided_by.name if advice.decided_by else "",
        "day": long_day_words(advice.decided_at.astimezone(AMSTERDAM).date()),
    }
    if advice.status == AdviceStatus.ACCEPTED:
        return _("Dit advies is al overgenomen door %(name)s op %(day)s; dat verandert niet meer.") % words
    return _("Dit advies is al afgewezen door %(name)s op %(day)s; dat verandert niet meer.") % words


def _record(advice: Advice, kind: CustomerEventKind, *, by: User, now: datetime) -> None:
    CustomerEvent.objects.create(
        customer=advice.customer,
        agreement=advice.customer.agreement_at(now),
        kind=kind,
        at=now,
        by=by,
        data={"advice": advice.pk},
        to_mail=True,
    )
    transaction.on_commit(nudge_outbox)
