"""Planned work of a customer: visits with what is saved up for them, recurring work, maintenance hours (SLA 6.1, 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contracts import actions as agreed
from contracts.models import Customer, CustomerEvent, CustomerEventKind, RecurringWork
from contracts.planned.actions import next_of, require_planner
from contracts.verb import PLAN
from desk.access import HouseRequest, house
from desk.planned.forms import ChecklistForm, FinishVisitForm, ReasonForm, RecurringForm, VisitForm, VisitItemForm
from desk.tickets import page as ticket_page
from infra.errors import Refused
from infra.forms import RefusableForm
from sla.wording import long_day_words
from tickets import actions
from tickets.models import RecurringRun, Visit, VisitItem
from tickets.planned.checklists import Checklist, checklist_of, histories, run_of
from tickets.planned.queries import maintenance_hours, work_of
from tickets.planned.visits import frequency, past_visits, planned_visits, points_for, saved_items

PAST = 10
WORK = "tickets.work_ticket"


def _customer(request: HouseRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)


def _work(request: HouseRequest, pk: int, work: int) -> RecurringWork:
    """Of this customer only."""
    found = RecurringWork.objects.filter(customer=_customer(request, pk))
    return get_object_or_404(found.select_related("customer", "contact", "clause__agreement"), pk=work)


@require_GET
@house()
def page(request: HouseRequest, pk: int) -> HttpResponse:
    return _page(request, _customer(request, pk))


def _page(request: HouseRequest, customer: Customer, item_form: VisitItemForm | None = None) -> HttpResponse:
    now = timezone.now()
    agreement = customer.agreement_at(now)
    visits = list(
        planned_visits(customer).select_related("engineer", "site", "ticket").prefetch_related("items__added_by")
    )
    saved = list(saved_items(customer).select_related("added_by"))
    points = points_for(request.user, [*saved, *(item for visit in visits for item in visit.items.all())])
    context = {
        "customer": customer,
        "agreement": agreement,
        "may_plan": _may_plan(request),
        "frequency": frequency(customer, agreement, now),
        "visits": [(visit, [each for each in points if each.item.visit_id == visit.pk]) for visit in visits],
        "past": past_visits(customer).select_related("engineer", "ticket")[:PAST],
        "saved": points[: len(saved)],
        "item_form": item_form or VisitItemForm(),
        "works": work_of(customer, request.user, now),
        "maintenance": maintenance_hours(agreement),
        "section": "customers",
        "now": now,
    }
    return render(request, "desk/planned/planned.html", context)


def _may_plan(request: HouseRequest) -> bool:
    return request.user.has_perm(PLAN)


# --- Recurring work ---------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@house()
def work_add(request: HouseRequest, pk: int) -> HttpResponse:
    customer = _customer(request, pk)
    require_planner(request.user)
    form = RecurringForm(request.POST or None, customer=customer, initial={"starts_on": timezone.localdate()})

    def do(now: datetime) -> HttpResponse:
        work = agreed.add_recurring(customer, by=request.user, now=now, **form.given)
        messages.success(request, _("%s is ingepland.") % work.title)
        return redirect("desk:planned", pk)

    words = {"title": _("Terugkerend werk toevoegen"), "button": _("Plan in")}
    return _act(request, customer, form, do, words)


@require_GET
@house()
def work_page(request: HouseRequest, pk: int, work: int) -> HttpResponse:
    found = _work(request, pk, work)
    now = timezone.now()
    works = work_of(found.customer, request.user, now)
    shown = next((each for each in works if each.work.pk == found.pk), None)
    if shown is None:  # it ended more than a year ago
        raise Http404
    events = CustomerEvent.objects.filter(
        customer=found.customer, kind=CustomerEventKind.RECURRING_CHANGED, data__work=found.pk
    )
    context = {
        "customer": found.customer,
        "shown": shown,
        "work": found,
        "may_plan": _may_plan(request),
        "events": [(event, _event_words(event)) for event in events.select_related("by")[:30]],
        "section": "customers",
    }
    return render(request, "desk/planned/work.html", context)


@require_http_methods(["GET", "POST"])
@house()
def work_change(request: HouseRequest, pk: int, work: int) -> HttpResponse:
    found = _work(request, pk, work)
    require_planner(request.user)
    form = RecurringForm(request.POST or None, customer=found.customer, work=found)

    def do(now: datetime) -> HttpResponse:
        agreed.change_recurring(found, by=request.user, now=now, **form.given)
        messages.success(request, _("Bewaard. Wat al gemaakt is, blijft zoals het was."))
        return redirect("desk:planned_work", pk, work)

    words = {"title": _("Terugkerend werk wijzigen"), "lead": found.title, "button": _("Bewaar")}
    if found.clause is not None:
        words["lead"] = _("%(title)s staat in %(clause)s; het ritme en de lijst wijzig je met een nieuwe versie.") % {
            "title": found.title,
            "clause": found.clause.citation,
        }
    return _act(request, found.customer, form, do, words)


@require_http_methods(["GET", "POST"])
@house()
def work_hold(request: HouseRequest, pk: int, work: int) -> HttpResponse:
    found = _work(request, pk, work)
    require_planner(request.user)
    form = ReasonForm(request.POST or None)

    def do(now: datetime) -> HttpResponse:
        agreed.hold_recurring(found, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("%s staat stil tot je het hervat.") % found.title)
        return redirect("desk:planned_work", pk, work)

    words = {"title": _("Stilzetten"), "lead": found.title, "button": _("Zet stil")}
    return _act(request, found.customer, form, do, words)


@require_POST
@house()
def work_resume(request: HouseRequest, pk: int, work: int) -> HttpResponse:
    found = _work(request, pk, work)
    agreed.resume_recurring(found, by=request.user, now=timezone.now())
    messages.success(request, _("%s loopt weer.") % found.title)
    return redirect("desk:planned_work", pk, work)


@require_http_methods(["GET", "POST"])
@house()
def work_skip(request: HouseRequest, pk: int, work: int) -> HttpResponse:
    """`keer` is the day that the person saw."""
    found = _work(request, pk, work)
    require_planner(request.user)
    occurrence = _day(request.GET.get("keer", "")) or found.next_on
    if occurrence is None:
        raise Http404
    if occurrence != found.next_on:
        messages.warning(request, _("De planning is intussen gewijzigd; kijk wat nu de volgende keer is."))
        return redirect("desk:planned_work", pk, work)
    form = ReasonForm(request.POST or None)

    def do(now: datetime) -> HttpResponse:
        agreed.skip_recurring(found, by=request.user, now=now, occurrence=occurrence, **form.cleaned_data)
        messages.success(request, _("Deze keer wordt overgeslagen."))
        return redirect("desk:planned_work", pk, work)

    after = next_of(found, timezone.now(), after=occurrence)
    lead = {
        "title": found.title,
        "day": long_day_words(occurrence),
        "next": long_day_words(after) if after else _("geen"),
    }
    words = {
        "title": _("Een keer overslaan"),
        "lead": _("%(title)s van %(day)s vervalt; de keer daarna is %(next)s.") % lead,
        "button": _("Sla over"),
    }
    return _act(request, found.customer, form, do, words)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _event_words(event: CustomerEvent) -> str:
    days = ", ".join(long_day_words(date.fromisoformat(day)) for day in event.data.get("days", []))
    return {
        "added": _("Toegevoegd"),
        "changed": _("Gewijzigd"),
        "held": _("Stilgezet"),
        "resumed": _("Hervat"),
        "skipped": _("Overgeslagen: %s") % days,
        "missed": _("Niet gemaakt: %s") % days,
    }.get(event.data.get("what", ""), _("Gewijzigd"))


# --- Visits -----------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@house(WORK)
def visit_plan(request: HouseRequest, pk: int) -> HttpResponse:
    customer = _customer(request, pk)
    now = timezone.now()
    agreement = customer.agreement_at(now)
    initial: dict[str, Any] = {"engineer": agreement.fixed_engineer_id if agreement else None}
    if agreement and agreement.visit_purpose:
        initial["text"] = agreement.visit_purpose
    form = VisitForm(request.POST or None, customer=customer, initial=initial)

    def do(now: datetime) -> HttpResponse:
        visit = actions.plan_visit(customer, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("Het bezoek is ingepland; de klant krijgt er bericht van."))
        return redirect("desk:ticket", visit.ticket_id)

    count = saved_items(customer).count()
    lead = _("%(n)s bewaarde punten gaan mee met dit bezoek.") % {"n": count} if count else ""
    words = {"title": _("Bezoek inplannen"), "lead": lead, "button": _("Plan het bezoek in")}
    return _act(request, customer, form, do, words)


@require_http_methods(["GET", "POST"])
@house(WORK)
def visit_finish(request: HouseRequest, pk: int, visit: int) -> HttpResponse:
    found = get_object_or_404(
        Visit.objects.filter(customer=_customer(request, pk)).select_related("ticket", "engineer", "customer"), pk=visit
    )
    if found.ended_at is not None:
        return redirect("desk:ticket", found.ticket_id)
    items = list(found.items.filter(is_done=False).select_related("ticket"))
    form = FinishVisitForm(request.POST or None, items=items, initial={"started_at": found.planned_for})

    def do(now: datetime) -> HttpResponse:
        given = form.cleaned_data
        actions.finish_visit(
            found,
            by=request.user,
            now=now,
            minutes=given["minutes"],
            text=given["text"],
            started_at=given["started_at"],
            outcomes=form.outcomes,
        )
        messages.success(request, _("Het bezoek is afgerond; het verslag is naar de klant."))
        return redirect("desk:ticket", found.ticket_id)

    words = {"title": _("Bezoek afronden"), "button": _("Rond het bezoek af")}
    return _act(request, found.customer, form, do, words | {"visit": found}, "desk/planned/visit_finish.html")


@require_POST
@house(WORK)
def item_add(request: HouseRequest, pk: int) -> HttpResponse:
    customer = _customer(request, pk)
    form = VisitItemForm(request.POST)
    if form.is_valid():
        try:
            item = actions.save_for_visit(customer, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = _("Bewaard voor het geplande bezoek.") if item.visit else _("Bewaard voor het volgende bezoek.")
            messages.success(request, said)
            return redirect("desk:planned", pk)
    return _page(request, customer, form)


@require_POST
@house(WORK)
def item_drop(request: HouseRequest, pk: int, item: int) -> HttpResponse:
    found = get_object_or_404(VisitItem.objects.filter(customer=_customer(request, pk)), pk=item)
    try:
        actions.drop_visit_item(found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Het punt is van de lijst."))
    return redirect("desk:planned", pk)


# --- The checklist ----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@house(WORK)
def checklist(request: HouseRequest, number: int) -> HttpResponse:
    """Of one melding of recurring work; what was filled in may be saved in between."""
    ticket = ticket_page.fetch(request.user, number)
    run = run_of(ticket)
    if run is None or not (found := checklist_of(run)).total:
        raise Http404
    form = ChecklistForm(request.POST or None, checklist=found)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.record_checks(ticket, by=request.user, now=timezone.now(), results=form.results)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _said(found))
            return redirect("desk:ticket" if found.is_complete else "desk:checklist", number)
    earlier = RecurringRun.objects.filter(work=run.work, due_on__lt=run.due_on).order_by("-due_on")
    context = {
        "ticket": ticket,
        "run": run,
        "checklist": found,
        "form": form,
        "histories": [(each.server, each.words) for each in histories(earlier.prefetch_related("results")[:12])],
        "may_fill": ticket.is_open,
        "section": "queue",
    }
    return render(request, "desk/planned/checklist.html", context)


def _said(found: Checklist) -> str:
    if found.is_complete:
        return _("Alle %(total)s controles zijn ingevuld; je kunt de melding oplossen.") % {"total": found.total}
    return _("Bewaard: %(done)s van %(total)s controles ingevuld.") % {"done": found.done, "total": found.total}


# --- One form, one act ------------------------------------------------------------------------------------------------
def _act(
    request: HouseRequest,
    customer: Customer,
    form: RefusableForm,
    do: Callable[[datetime], HttpResponse],
    words: dict[str, Any],
    template: str = "desk/planned/act.html",
) -> HttpResponse:
    """The form on GET, the act on POST; what is refused comes back beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            return do(timezone.now())
        except Refused as refused:
            form.refuse(refused)
    context = {"customer": customer, "form": form, "section": "customers"}
    return render(request, template, context | words)
