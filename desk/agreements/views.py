"""The agreement of a customer: looked at by all of the house, offered and ended by account managers (SLA 2, 5, 13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from contracts import actions
from contracts.agreements import diff
from contracts.agreements.document import pdf_of, signed_pdf_of, stored_pdf_of
from contracts.models import Customer, DapPerson, ServiceAgreement
from desk.access import HouseRequest, house
from desk.agreements import page as agreement_page
from desk.agreements.forms import AgreementForm, EndForm, NewAgreementForm, OfferForm, WithdrawOfferForm
from infra.errors import Refused
from infra.forms import RefusableForm
from infra.text_diff import pieces

ADD, CHANGE = "contracts.add_serviceagreement", "contracts.change_serviceagreement"


def posted(request: HouseRequest) -> QueryDict | None:
    """What was sent, also when that is nothing: an empty form has its errors too."""
    return request.POST if request.method == "POST" else None


def fetch_customer(request: HouseRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)


def fetch(request: HouseRequest, pk: int, version: int) -> ServiceAgreement:
    """Of this customer only: an address with the number of another's is no address."""
    agreements = ServiceAgreement.objects.visible_to(request.user).select_related("customer", "edition", "calendar")
    return get_object_or_404(agreements, customer_id=pk, pk=version)


@require_GET
@house()
def page(request: HouseRequest, pk: int, version: int | None = None) -> HttpResponse:
    """The version that holds now, or the one that was asked for."""
    customer = fetch_customer(request, pk)
    return render(
        request,
        "desk/agreements/agreement.html",
        agreement_page.context(request.user, customer, timezone.now(), version),
    )


@require_GET
@house()
def compare(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    """What changes with this version, beside the one before it or the one that was asked for (`met`)."""
    new = fetch(request, pk, version)
    others = list(new.customer.agreements.exclude(pk=new.pk).select_related("edition", "calendar"))
    word = request.GET.get("met", "")
    old = next((each for each in others if str(each.pk) == word), None) or agreement_page.before(new, others)
    found = diff.differences(old, new)
    sections = [
        (name, [(each, *pieces(each.old, each.new)) for each in rows])
        for name, rows in groupby(found, key=lambda each: each.section)
    ]
    context = {"customer": new.customer, "new": new, "old": old, "others": others, "sections": sections}
    return render(request, "desk/agreements/compare.html", context | {"section": "customers"})


@require_safe
@house()
def document(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    """As it was offered and signed; with ?blad the copy that shows who signed; a concept as it would be offered now."""
    agreement = fetch(request, pk, version)
    word = _("concept") if agreement.is_concept else _("versie")
    name = f"{agreement.number}-{word}-{agreement.version}.pdf"
    if agreement.document:
        content = signed_pdf_of(agreement) if "blad" in request.GET else stored_pdf_of(agreement)
    else:
        content = pdf_of(agreement)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


@require_http_methods(["GET", "POST"])
@house(ADD)
def new(request: HouseRequest, pk: int) -> HttpResponse:
    customer = fetch_customer(request, pk)
    form = NewAgreementForm(posted(request), initial={"number": f"DVO-{customer.number.lstrip('K')}"})

    def do(given: dict[str, Any], now: datetime) -> HttpResponse:
        concept = actions.draft_agreement(customer, by=request.user, now=now, **given)
        return redirect("desk:agreement_edit", pk, concept.pk)

    words = {
        "title": _("Overeenkomst maken"),
        "lead": _("Je begint met een concept; daarna vul je pakketten, tarieven en DAP in."),
        "button": _("Maak het concept"),
    }
    return act(request, customer, None, form, do, words)


@require_POST
@house(ADD)
def next_version(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    agreement = fetch(request, pk, version)
    try:
        concept = actions.draft_next_version(agreement, by=request.user, now=timezone.now())
    except (Refused, ValidationError) as refused:
        messages.error(request, words_of(refused))
        return redirect("desk:agreement_version", pk, version)
    messages.success(
        request, _("Versie %s is een kopie van alles wat nu geldt. Pas aan wat verandert.") % concept.version
    )
    return redirect("desk:agreement_version", pk, concept.pk)


@require_POST
@house(ADD)
def discard(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    concept = fetch(request, pk, version)
    try:
        actions.discard(concept, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("desk:agreement_version", pk, version)
    messages.success(request, _("Het concept is weggegooid."))
    return redirect("desk:agreement", pk)


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def offer(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    concept = fetch(request, pk, version)
    shown = agreement_page.context(request.user, concept.customer, timezone.now(), version)
    form = OfferForm(posted(request), customer=concept.customer)

    def do(given: dict[str, Any], now: datetime) -> HttpResponse:
        actions.offer(concept, by=request.user, now=now, **given)
        messages.success(request, _("Aangeboden. Beide ondertekenaars krijgen een mail met een link."))
        return redirect("desk:agreement_version", pk, version)

    words = {
        "title": _("Ter ondertekening aanbieden"),
        "lead": _("Vanaf nu verandert er niets meer aan deze versie. Het document wordt gemaakt en verstuurd."),
        "button": _("Bied aan"),
        "open_ends": shown.get("open_ends", []),
    }
    return act(request, concept.customer, concept, form, do, words)


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def withdraw(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    agreement = fetch(request, pk, version)
    form = WithdrawOfferForm(posted(request))

    def do(given: dict[str, Any], now: datetime) -> HttpResponse:
        actions.withdraw(agreement, by=request.user, now=now, **given)
        messages.success(request, _("Het aanbod is ingetrokken; de links werken niet meer."))
        return redirect("desk:agreement_version", pk, version)

    words = {
        "title": _("Aanbod intrekken"),
        "lead": _(
            "De links en codes om te ondertekenen werken daarna niet meer. Je kunt er een nieuwe versie van maken."
        ),
        "button": _("Trek in"),
        "is_danger": True,
    }
    return act(request, agreement.customer, agreement, form, do, words)


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def end(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    agreement = fetch(request, pk, version)
    form = EndForm(posted(request), initial={"ends_on": agreement.ends_on})

    def do(given: dict[str, Any], now: datetime) -> HttpResponse:
        actions.end_agreement(agreement, by=request.user, now=now, **given)
        messages.success(request, _("Bewaard: de overeenkomst heeft een laatste dag."))
        return redirect("desk:agreement_version", pk, version)

    words = {
        "title": _("Overeenkomst beëindigen"),
        "lead": _("Daarna is voor deze klant geen SLA van toepassing (SLA 5.1), en wat in het DAP staat vervalt."),
        "button": _("Leg vast"),
        "is_danger": True,
    }
    return act(request, agreement.customer, agreement, form, do, words)


@require_POST
@house(CHANGE)
def revoke(request: HouseRequest, pk: int, version: int, person: int) -> HttpResponse:
    """At once (SLA 7.3)."""
    agreement = fetch(request, pk, version)
    people = DapPerson.objects.filter(clause__agreement=agreement).select_related(
        "clause__agreement", "contact", "user"
    )
    named = get_object_or_404(people, pk=person)
    try:
        actions.revoke(named, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Ingetrokken; dit geldt vanaf nu."))
    return redirect("desk:agreement_version", pk, version)


def act(
    request: HouseRequest,
    customer: Customer,
    agreement: ServiceAgreement | None,
    form: RefusableForm,
    do: Callable[[dict[str, Any], datetime], HttpResponse],
    words: dict[str, Any],
) -> HttpResponse:
    """A small page with one form; what the verb refuses comes back beside what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            return do(form.cleaned_data, timezone.now())
        except (Refused, ValidationError) as refused:
            form.refuse(refused)
    context = {"form": form, "customer": customer, "agreement": agreement, "section": "customers"}
    return render(request, "desk/agreements/act.html", context | words)


def words_of(refused: Refused | ValidationError) -> str:
    return refused.message if isinstance(refused, Refused) else " ".join(refused.messages)


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def edit(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    concept = fetch_concept(request, pk, version)
    form = AgreementForm(posted(request), concept=concept)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            with transaction.atomic():
                actions.change_agreement(concept, by=request.user, now=now, **form.terms)
                actions.set_lines(concept, by=request.user, now=now, lines=form.lines)
        except (Refused, ValidationError) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Bewaard."))
            return redirect("desk:agreement_version", pk, version)
    context = {"form": form, "customer": concept.customer, "concept": concept, "section": "customers"}
    return render(request, "desk/agreements/edit.html", context)


def fetch_concept(request: HouseRequest, pk: int, version: int) -> ServiceAgreement:
    """What is no concept any more has no page to change it; its verbs say so to who was just too late."""
    concept = fetch(request, pk, version)
    if not concept.is_concept and request.method != "POST":
        raise Http404
    return concept
