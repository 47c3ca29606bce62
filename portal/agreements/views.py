"""What a customer agreed with 1do, for his own people to read (SLA 2, 5, 7.9, 13).

Everybody of the customer may know what is covered and who does what. Amounts and the signed document are for those to
whom the DAP gives a role in money or in decisions, and for who signs.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from contracts.agreements.diff import hours_words
from contracts.agreements.document import signed_pdf_of, stored_pdf_of
from contracts.agreements.readers import may_see_money
from contracts.coverage.table import category_words, taken_table
from contracts.dap.queries import ClauseShown, clauses_shown
from contracts.dap.words import day_name, windows_words
from contracts.models import AgreementStatus, ClauseKind, Contact, ServiceAgreement, Signature
from contracts.products.queries import products_a_month, products_shown
from infra import signed_links
from portal.access import PortalRequest, for_contacts
from sla.business_hours import AMSTERDAM, WEEKDAYS
from sla.models import Calendar
from tickets.approvals.mandates import mandates_of

# The rows of SLA 5.2 as somebody says them who has no IT department.
SERVICE_WORDS = MappingProxyType(
    {
        "monitoring": gettext_lazy("Onze software houdt uw systemen in de gaten."),
        "backup_monitoring": gettext_lazy("Wij kijken elke dag na of de back-ups zijn gelukt."),
        "updates": gettext_lazy("Wij werken Windows en de gangbare programma's bij."),
        "support": gettext_lazy("Wij helpen uw medewerkers, en lossen op wat de monitoring vindt."),
        "file_restore": gettext_lazy("Wij zetten een bestand terug dat weg of kapot is."),
        "server_apk": gettext_lazy("Wij lopen uw servers na met een vaste controlelijst."),
        "mobile_support": gettext_lazy("Wij helpen met telefoons en tablets."),
        "microsoft_cloud": gettext_lazy("Wij beheren uw Microsoft 365 en Azure."),
    }
)


@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    """What holds now, and above it what is asked to be signed or begins later."""
    day = request.now.astimezone(AMSTERDAM).date()
    others = [
        each
        for each in ServiceAgreement.objects.visible_to(request.user).distinct().order_by("starts_on")
        if each.status == AgreementStatus.OFFERED or each.starts_on > day
    ]
    signature = _my_signature(request.contact, others)
    sees_money = may_see_money(request.contact, day)
    context: dict[str, Any] = {
        "hub": "agreements",
        "sees_money": sees_money,
        "coming": [each for each in others if sees_money],
        "sign_url": _sign_url(signature),
        "mandates": mandates_of(request.contact.customer, request.user),
    }
    if request.agreement:
        context |= _of_agreement(request, request.agreement, day)
    return request.page("portal/agreements/agreement.html", context)


@require_safe
@for_contacts
def document(request: PortalRequest, version: int) -> HttpResponse:
    """Exactly what was offered and signed (SLA 13); with ?blad the copy that shows who signed it."""
    agreement = get_object_or_404(ServiceAgreement.objects.visible_to(request.user).distinct(), pk=version)
    if not agreement.document or not may_see_money(request.contact, request.now.astimezone(AMSTERDAM).date()):
        raise Http404
    name = f"{agreement.number}-{_('versie')}-{agreement.version}.pdf"
    content = signed_pdf_of(agreement) if "blad" in request.http.GET else stored_pdf_of(agreement)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


def _my_signature(contact: Contact, agreements: list[ServiceAgreement]) -> Signature | None:
    offered = [each for each in agreements if each.status == AgreementStatus.OFFERED]
    if not offered:
        return None
    return Signature.objects.filter(contact=contact, agreement__in=offered, signed_at__isnull=True).first()


def _sign_url(signature: Signature | None) -> str:
    if signature is None:
        return ""
    try:
        return reverse("portal:sign", args=[signed_links.make(signed_links.SIGNATURE, signature.pk)])
    except NoReverseMatch:
        return ""


def _of_agreement(request: PortalRequest, agreement: ServiceAgreement, day: date) -> dict[str, Any]:
    clauses = clauses_shown(agreement, day, only_named=True)
    lines = list(agreement.lines.all())
    agreement._prefetched_objects_cache = {"lines": lines}  # type: ignore[attr-defined]  # read once, for terms too
    products = list(agreement.products.select_related("supplier"))
    terms = agreement.terms
    table = taken_table(terms)
    rules = agreement.edition.rules
    return {
        "lines": lines,
        "products": products_shown(products, day),
        "products_monthly": products_a_month(products),
        "heads": [(_hyphenated(column.group), column.tier) for column in table.columns],
        "rows": [(row, SERVICE_WORDS.get(row.key, "")) for row in table.rows],
        "is_all_in_1": terms.is_all_in_1,
        "categories": category_words(terms),
        "hours_words": hours_words(agreement.hours_per_month) if agreement.hours_per_month is not None else "",
        "targets": [(row.name, row.target.wording, ", ".join(row.channels)) for row in rules.priorities.values()],
        "hours": week_words(agreement.calendar),
        "emergency_hours": week_words(agreement.emergency_calendar) if agreement.emergency_calendar else [],
        "may_call": _may_call(clauses, request.contact),
        "clauses": clauses,
    }


def _hyphenated(package: str) -> str:
    """Where the one long name may break on a telephone."""
    return package.replace("Netwerkapparatuur", "Netwerk\N{SOFT HYPHEN}appa\N{SOFT HYPHEN}ratuur")


def _may_call(clauses: list[ClauseShown], contact: Contact) -> bool:
    """The emergency line is for whom the customer named, and for nobody else (SLA 3.2)."""
    return any(
        each.person.contact_id == contact.pk
        for shown in clauses
        if shown.clause.kind == ClauseKind.EMERGENCY_CALLERS
        for each in shown.people
    )


def week_words(calendar: Calendar) -> list[tuple[str, str]]:
    """ "maandag tot en met vrijdag", "08:00–17:00": days with the same hours together, closed days left out."""
    weekly = calendar.current_version.weekly
    found = []
    for windows, days in groupby(WEEKDAYS, key=lambda day: weekly.get(day, [])):
        names = [day_name(day) for day in days]
        if windows:
            words = (
                names[0]
                if len(names) == 1
                else _("%(first)s tot en met %(last)s") % {"first": names[0], "last": names[-1]}
            )
            found.append((words, windows_words(windows)))
    return found
