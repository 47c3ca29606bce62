"""Visits on appointment (SLA 8.1): what is saved up for one, planning it, and what came of it.

A visit is a ticket with a Visit beside it: the ticket carries the timeline, the appointment and the hours. `plan` moves
the visit together with its ticket.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypedDict

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roster.queries import away_until
from contracts.agreements.terms import ItemType, Package
from contracts.models import Contact, Customer, ServiceAgreement, Site
from infra.errors import Refused
from sla.priority import TicketKind
from sla.wording import duration_words, moment_words
from tickets.approvals.asking import held_by
from tickets.facts import Change
from tickets.intake.actions import open_ticket
from tickets.intake.report import Door, Report, WorkFacts
from tickets.kinds import Assigned, Note, Reply, Taken
from tickets.lifecycle.ending import resolve
from tickets.lifecycle.handling import plan, put_in_diary
from tickets.models import Channel, Status, Ticket, Visit, VisitItem
from tickets.own_words import Own, OwnLine, own
from tickets.planned.visits import planned_visits, saved_items, words_for_contact
from tickets.time.actions import log_time
from tickets.timeline import act, for_keeping
from tickets.verb import end_wait, locked, record, require_open, require_text, require_work

LONGEST = 300
_ITEM_OF_PACKAGE = {
    Package.SERVER: ItemType.SERVER,
    Package.WERKPLEK: ItemType.WERKPLEK,
    Package.NETWERK: ItemType.NETWERK,
    Package.ALL_IN_1: ItemType.WERKPLEK,
}


class ItemOutcome(TypedDict):
    """Of one saved item: whether it was done, and what there is to say about it."""

    done: bool
    outcome: str


@act()
def plan_visit(
    customer: Customer,
    *,
    by: User,
    now: datetime,
    planned_for: datetime,
    engineer: User,
    contact: Contact,
    site: Site | None = None,
    text: str = "",
) -> Visit:
    """A visit, with all that was saved up for it. The customer sees it in the Serviceportaal and gets word of it."""
    require_work(by)
    _require_fits(customer, contact, site, engineer)
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    twice = planned_visits(customer).filter(planned_for=planned_for, engineer=engineer).first()
    if twice is not None:
        return twice
    if planned_for <= now:
        raise Refused(_("Kies een moment in de toekomst."), field="planned_for")
    report = Report(
        contact=contact,
        kind=TicketKind.SERVICEVRAAG,
        subject=_("Bezoek op locatie"),
        description=for_keeping(text).strip() or _("Beheer op afspraak (SLA 8.1)."),
    )
    facts = WorkFacts(item_type=_item_type(customer.agreement_at(now)), is_visit=True)
    ticket = open_ticket(report, facts, Door(by=by, now=now, channel=Channel.SCHEDULE))
    visit = Visit.objects.create(
        customer=customer, ticket=ticket, engineer=engineer, site=site, planned_for=planned_for
    )
    _give_to(ticket, engineer, by=by, now=now)
    saved = list(saved_items(customer).select_related("ticket"))
    VisitItem.objects.filter(pk__in=[item.pk for item in saved]).update(visit=visit)
    plan(ticket, by=by, now=now, planned_for=planned_for, own_words=_invitation(site))
    for item in saved:
        _plan_saved_ticket(item, visit, by=by, now=now)
    return visit


@act()
def save_for_visit(
    customer: Customer, *, by: User, now: datetime, text: str = "", ticket: Ticket | None = None
) -> VisitItem:
    """For the next visit: that which is planned, else the first that will be. A melding is saved up once.

    1do saves anything, a customer's person something in his own words.
    """
    _require_may_save(by, customer, ticket)
    text = for_keeping(text).strip()[:LONGEST] or (ticket.subject if ticket else "")
    text = require_text(text, _("Schrijf op wat er tijdens het bezoek moet gebeuren."))
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if (known := _known_item(customer, by, text, ticket)) is not None:
        return known
    if ticket is not None:
        ticket = locked(ticket)
        require_open(ticket)
    visit = planned_visits(customer).select_related("ticket").first()
    item = VisitItem.objects.create(customer=customer, visit=visit, ticket=ticket, text=text, added_by=by, added_at=now)
    if visit is not None:
        _tell_visit(visit, item, by=by, now=now)
    if ticket is not None:
        _tell_ticket(ticket, item, by=by, now=now)
    return item


@act()
def drop_visit_item(item: VisitItem, *, by: User, now: datetime) -> None:
    """It need not be done after all. By 1do, or by who added it."""
    found = VisitItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).select_related("ticket").first()
    if found is None:
        return
    if by.is_house:
        require_work(by)
    elif found.added_by_id != by.pk:
        raise PermissionDenied
    if found.is_done:
        raise Refused(_("Dit is al gedaan en blijft staan."))
    if found.ticket is not None and found.ticket.status == Status.INGEPLAND:
        end_wait(locked(found.ticket), by=by, now=now)
    found.delete()


@act()
def finish_visit(
    visit: Visit,
    *,
    by: User,
    now: datetime,
    minutes: int,
    outcomes: Mapping[int, ItemOutcome],
    text: str = "",
    started_at: datetime | None = None,
) -> Visit:
    """What came of each saved item, the minutes on site (SLA 8.1: paid by the time they take), and a report.

    What was not done goes back to the list for the next visit.
    """
    require_work(by)
    ticket = locked(visit.ticket)
    visit = Visit.objects.select_related("engineer").get(pk=visit.pk)
    if visit.ended_at is not None:
        return visit
    require_open(ticket)
    visit.ticket = ticket
    done, left = _settle_items(visit, outcomes, by=by, now=now)
    started_at = started_at or _usual_start(visit, minutes, now)
    log_time(ticket, by=by, now=now, minutes=minutes, on_site=True, text=_("Bezoek"), started_at=started_at)
    visit.ended_at = now
    visit.save(update_fields=["ended_at"])
    report = _report(visit, ticket.contact, minutes, for_keeping(text).strip(), done, left)
    resolve(ticket, by=by, now=now, text=report)
    return visit


def _require_fits(customer: Customer, contact: Contact, site: Site | None, engineer: User) -> None:
    if contact.customer_id != customer.pk or not contact.is_active:
        raise Refused(_("Kies een actieve contactpersoon van deze klant."), field="contact")
    if site is not None and site.customer_id != customer.pk:
        raise Refused(_("Kies een vestiging van deze klant."), field="site")
    if not (engineer.is_house and engineer.is_active):
        raise Refused(_("Kies een medewerker van 1do."), field="engineer")


def _item_type(agreement: ServiceAgreement | None) -> str:
    """Something that the agreement knows, or the visit would seem to be about what was never taken (SLA 5.1)."""
    taken = {line.package for line in agreement.lines.all()} if agreement else set()
    return next((item for package, item in _ITEM_OF_PACKAGE.items() if package in taken), ItemType.WERKPLEK)


def _give_to(ticket: Ticket, engineer: User, *, by: User, now: datetime) -> None:
    ticket.assignee = engineer
    whose = Change(None, engineer.name)
    away = away_until(engineer, ticket.planned_for or now)
    given = Assigned(assignee=whose, team=Change(None, None), assignee_id=engineer.pk, away_until=away)
    record(ticket, Taken(assignee=whose) if engineer == by else given, by=by, now=now)


def _invitation(site: Site | None) -> Own | None:
    if site is None:
        return None
    return own(OwnLine.VISIT_PLANNED, site=", ".join(filter(None, (site.name, site.address))))


def _plan_saved_ticket(item: VisitItem, visit: Visit, *, by: User, now: datetime) -> None:
    """What still waits for a confirmation is talked over, but no moment is promised for it (SLA 10). Costs ask for no
    yes of their own: a visit is paid by the time it takes, whatever is done in it (SLA 8.1)."""
    if item.ticket is None or not item.ticket.is_open or held_by(item.ticket) is not None:
        return
    ticket = locked(item.ticket)
    if (ticket.status, ticket.planned_for) != (Status.INGEPLAND, visit.planned_for):
        during = own(OwnLine.DURING_VISIT)
        put_in_diary(ticket, by=by, now=now, planned_for=visit.planned_for, own_words=during)


def _require_may_save(by: User, customer: Customer, ticket: Ticket | None) -> None:
    if by.is_house:
        require_work(by)
    elif ticket is not None or not Contact.objects.visible_to(by).filter(customer=customer).exists():
        raise PermissionDenied
    if ticket is not None and ticket.customer_id != customer.pk:
        raise Refused(_("Deze melding is van een andere klant."))
    if ticket is not None and ticket.own_visit is not None:
        raise Refused(_("Dit is zelf een bezoek."))


def _known_item(customer: Customer, by: User, text: str, ticket: Ticket | None) -> VisitItem | None:
    """A second click, or the same melding once more."""
    waiting = VisitItem.objects.filter(customer=customer, is_done=False)
    if ticket is not None:
        return waiting.filter(ticket=ticket).first()
    return waiting.filter(ticket=None, text=text, added_by=by).first()


def _tell_visit(visit: Visit, item: VisitItem, *, by: User, now: datetime) -> None:
    """What the customer adds is a message to who comes; what a colleague adds is a note."""
    ticket = locked(visit.ticket)
    point = own(OwnLine.POINT_FOR_VISIT)
    record(ticket, Note(own=point) if by.is_house else Reply(own=point), by=by, now=now, text=item.text)


def _tell_ticket(ticket: Ticket, item: VisitItem, *, by: User, now: datetime) -> None:
    record(ticket, Note(own=own(OwnLine.SAVED_FOR_VISIT)), by=by, now=now, text=item.text)
    if item.visit is not None:
        _plan_saved_ticket(item, item.visit, by=by, now=now)


def _settle_items(
    visit: Visit, outcomes: Mapping[int, ItemOutcome], *, by: User, now: datetime
) -> tuple[list[VisitItem], list[VisitItem]]:
    done: list[VisitItem] = []
    left: list[VisitItem] = []
    for item in visit.items.filter(is_done=False).select_related("ticket"):
        given = outcomes.get(item.pk, ItemOutcome(done=False, outcome=""))
        item.is_done, item.outcome = given["done"], for_keeping(given["outcome"]).strip()[:LONGEST]
        item.visit = visit if item.is_done else None
        item.save(update_fields=["is_done", "outcome", "visit"])
        (done if item.is_done else left).append(item)
        if item.ticket is not None:
            _settle_ticket(item, visit, by=by, now=now)
    return done, left


def _settle_ticket(item: VisitItem, visit: Visit, *, by: User, now: datetime) -> None:
    """A melding that was done is resolved with its outcome; one that was not is 1do's turn again."""
    ticket = item.ticket
    assert ticket is not None
    if item.is_done and ticket.is_open:
        done = None if item.outcome else own(OwnLine.DONE_DURING_VISIT, moment=visit.planned_for.isoformat())
        resolve(ticket, by=by, now=now, text=item.outcome, own_words=done)
    elif ticket.status == Status.INGEPLAND:
        end_wait(locked(ticket), by=by, now=now)


def _usual_start(visit: Visit, minutes: int, now: datetime) -> datetime:
    """When it was planned, if that leaves room for the minutes; else so long ago."""
    length = timedelta(minutes=max(0, min(minutes, 24 * 60)))
    return visit.planned_for if visit.planned_for + length <= now else now - length


def _report(
    visit: Visit, contact: Contact, minutes: int, text: str, done: list[VisitItem], left: list[VisitItem]
) -> str:
    words = {
        "moment": moment_words(visit.planned_for),
        "name": visit.engineer.name,
        "time": duration_words(timedelta(minutes=minutes)),
    }
    head = _("Bezoek van %(moment)s door %(name)s, %(time)s op locatie.") % words
    parts = [head, text, _listed(_("Gedaan:"), done, contact)]
    parts.append(_listed(_("Blijft staan voor het volgende bezoek:"), left, contact))
    return "\n\n".join(part for part in parts if part)


def _listed(title: str, items: list[VisitItem], contact: Contact) -> str:
    if not items:
        return ""
    lines = []
    for item in items:
        words = words_for_contact(item, contact)
        tells = item.outcome and words == item.text
        lines.append(f"- {words}: {item.outcome}" if tells else f"- {words}")
    return "\n".join([title, *lines])
