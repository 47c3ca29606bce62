"""What the page of an agreement shows: one version with its DAP, the others beside it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.agreements.diff import hours_words
from contracts.coverage.table import category_words, whole_table
from contracts.dap.queries import ClauseShown, clauses_shown
from contracts.dap.words import WITHOUT
from contracts.models import (
    AgreementStatus,
    ClauseKind,
    Customer,
    CustomerEvent,
    CustomerEventKind,
    ServiceAgreement,
    Signature,
)
from contracts.models.dap import SECTION_OF
from contracts.products.queries import products_a_month, products_shown
from infra import signed_links
from integrations.monitoring.quantities import excesses
from sla.business_hours import AMSTERDAM

IN_THE_MAKING = (AgreementStatus.CONCEPT, AgreementStatus.OFFERED)
EVENTS_SHOWN = 12
LOGGED = [
    CustomerEventKind.AGREEMENT_MADE,
    CustomerEventKind.AGREEMENT_OFFERED,
    CustomerEventKind.AGREEMENT_WITHDRAWN,
    CustomerEventKind.AGREEMENT_SIGNED,
    CustomerEventKind.AGREEMENT_IN_FORCE,
    CustomerEventKind.AGREEMENT_ENDED,
    CustomerEventKind.GRANT_REVOKED,
]


@dataclass(frozen=True)
class Standing:
    """Where a version stands today: a word with its colour and its shape."""

    label: str
    tone: str
    icon: str


def standing_of(agreement: ServiceAgreement, today: date) -> Standing:
    if agreement.status == AgreementStatus.CONCEPT:
        return Standing(_("Concept"), "neutral", "pencil")
    if agreement.status == AgreementStatus.OFFERED:
        return Standing(_("Ter ondertekening"), "warning", "pen-line")
    if agreement.status == AgreementStatus.WITHDRAWN:
        return Standing(_("Ingetrokken"), "neutral", "undo-2")
    if agreement.starts_on > today:
        return Standing(_("Geldt vanaf %(day)s") % {"day": _day(agreement.starts_on)}, "info", "calendar-clock")
    if agreement.ends_on and agreement.ends_on < today:
        return Standing(_("Afgelopen"), "neutral", "archive")
    return Standing(_("Geldt nu"), "success", "circle-check")


def _day(day: date) -> str:
    return dateformat.format(day, "j F Y")


@dataclass(frozen=True)
class VersionRow:
    agreement: ServiceAgreement
    standing: Standing
    is_shown: bool
    before: ServiceAgreement | None  # what it is compared with


@dataclass(frozen=True)
class SignatureShown:
    signature: Signature
    sign_url: str


def context(user: User, customer: Customer, now: datetime, pk: int | None = None) -> dict[str, Any]:
    """The version with that key (Http404 for another customer's), else the one that holds now, else the newest."""
    today = now.astimezone(AMSTERDAM).date()
    versions = list(
        ServiceAgreement.objects.visible_to(user)
        .filter(customer=customer)
        .select_related("edition", "calendar", "emergency_calendar", "account_manager", "fixed_engineer", "made_by")
    )
    shown = _choose(versions, today, pk)
    making = next((each for each in versions if each.status in IN_THE_MAKING), None)
    found: dict[str, Any] = {
        "customer": customer,
        "shown": shown,
        "in_force": next((each for each in versions if each.is_in_force_on(today)), None),
        "making": making,
        "versions": [
            VersionRow(each, standing_of(each, today), each == shown, before(each, versions)) for each in versions
        ],
        "events": _events(customer),
        "now": now,
        "section": "customers",
    }
    return found | (_of_version(user, shown, versions, today) if shown else {})


def _choose(versions: list[ServiceAgreement], today: date, pk: int | None) -> ServiceAgreement | None:
    if pk is not None:
        chosen = next((each for each in versions if each.pk == pk), None)
        if chosen is None:
            raise Http404
        return chosen
    in_force = (each for each in versions if each.is_in_force_on(today))
    making = (each for each in versions if each.status in IN_THE_MAKING)
    return next(in_force, None) or next(making, None) or next(iter(versions), None)


def before(agreement: ServiceAgreement, versions: Iterable[ServiceAgreement]) -> ServiceAgreement | None:
    """The version that it came after: of its own number the signed one before it, else what ended before it began."""
    signed = [each for each in versions if each.status == AgreementStatus.IN_FORCE and each != agreement]
    own = [each for each in signed if each.number == agreement.number and each.version < agreement.version]
    others = [each for each in signed if each.number != agreement.number and each.starts_on < agreement.starts_on]
    if own:
        return max(own, key=lambda each: each.version)
    return max(others, key=lambda each: each.starts_on, default=None)


def _of_version(user: User, shown: ServiceAgreement, versions: list[ServiceAgreement], today: date) -> dict[str, Any]:
    lines = list(shown.lines.all())
    shown._prefetched_objects_cache = {"lines": lines}  # type: ignore[attr-defined]  # read once, for terms too
    terms = shown.terms
    clauses = clauses_shown(shown, today)
    kinds = {each.clause.kind for each in clauses}
    products = list(shown.products.select_related("supplier"))
    return {
        "standing": standing_of(shown, today),
        "before": before(shown, versions),
        "lines": lines,
        "products": products_shown(products, today),
        "products_monthly": products_a_month(products),
        "excesses": excesses(shown.customer_id, lines),
        "table": whole_table(terms) if lines else None,
        "is_all_in_1": terms.is_all_in_1,
        "categories": category_words(terms),
        "hours_words": hours_words(shown.hours_per_month) if shown.hours_per_month is not None else "",
        "clauses": clauses,
        "open_ends": open_ends(shown, clauses, today) if shown.is_concept else [],
        "without": [
            (SECTION_OF[kind], ClauseKind(kind).label, WITHOUT[ClauseKind(kind)])
            for kind in SECTION_OF
            if kind not in kinds
        ],
        "signatures": [SignatureShown(each, sign_url(each, user, shown)) for each in shown.signatures.all()],
        "can_have_next": shown.status in (AgreementStatus.IN_FORCE, AgreementStatus.WITHDRAWN),
        "can_end": shown.status == AgreementStatus.IN_FORCE and (shown.ends_on is None or shown.ends_on >= today),
    }


def sign_url(signature: Signature, user: User, agreement: ServiceAgreement) -> str:
    """Only for whose signature it is; the code still goes to his own mailbox (SLA 13)."""
    if signature.user_id != user.pk or signature.signed_at or agreement.status != AgreementStatus.OFFERED:
        return ""
    try:
        return reverse("portal:sign", args=[signed_links.make(signed_links.SIGNATURE, signature.pk)])
    except NoReverseMatch:
        return ""


def open_ends(agreement: ServiceAgreement, clauses: Iterable[ClauseShown], today: date) -> list[str]:
    """What one would want to know before it is signed; none of it stands in the way."""
    found = []
    if not agreement.lines.all():
        found.append(_("Er staat geen pakket in: er is dan geen SLA van toepassing (SLA 5.1)."))
    if agreement.tariff_normal is None:
        found.append(_("Er staat geen uurtarief in: meerwerk kan dan niet worden begroot."))
    if agreement.has_emergency_service and not agreement.emergency_phone:
        found.append(_("De Calamiteitendienst is afgenomen, maar heeft nog geen nummer (SLA 3.2)."))
    callers = ClauseKind.EMERGENCY_CALLERS
    if agreement.has_emergency_service and callers not in [each.clause.kind for each in clauses]:
        found.append(_("Niemand is aangewezen om de Calamiteitendienst te bellen (SLA 3.2)."))
    if agreement.starts_on < today:
        found.append(_("De ingangsdatum ligt in het verleden; kies die liever in de toekomst."))
    found += [
        _("DAP %(number)s noemt niemand die nu telt.") % {"number": each.clause.number}
        for each in clauses
        if each.is_orphaned
    ]
    return found


def _events(customer: Customer) -> list[tuple[CustomerEvent, str]]:
    events = customer.events.filter(kind__in=LOGGED).select_related("by")[:EVENTS_SHOWN]
    return [(event, event_words(event)) for event in events]


def event_words(event: CustomerEvent) -> str:
    """ "Versie 2 van DVO-1001: ter ondertekening aangeboden" """
    data = event.data
    words = {"what": event.get_kind_display(), "number": data.get("number", ""), "version": data.get("version", "")}
    sentence = _("%(number)s versie %(version)s: %(what)s") % words
    if event.kind == CustomerEventKind.GRANT_REVOKED:
        return f"{sentence} ({data.get('name', '')}, {data.get('citation', '')})"
    if event.kind == CustomerEventKind.AGREEMENT_SIGNED:
        return f"{sentence} ({data.get('name', '')})"
    return sentence
