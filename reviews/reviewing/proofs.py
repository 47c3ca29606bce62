"""Evidence of what is kept already: escalations, mandates, visits, planned work, advices, time and hours.

Each is a reader of a customer's period; figures, satisfaction, evaluations and products bring theirs themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.coverage.rules import BILLABLE, Verdict
from contracts.models import Advice, AdviceStatus, Customer
from contracts.products.queries import products_shown
from reviews.figures.agreed_numbers import agreement_of, visits_wanted
from reviews.periods import Period, day_of
from reviews.reviewing import agenda
from reviews.reviewing.evidence import EvidenceBlock, EvidenceTable
from sla.wording import date_words, duration_words
from tickets.kinds import EntryKind
from tickets.models import CheckOutcome, CheckResult, Escalation, Project, RecurringRun, TimeEntry, TimelineEntry, Visit
from tickets.time import month as hours
from tickets.time.hours_chart import hours_chart
from tickets.time.month import Month

MOST_ROWS = 40  # of a table; the rest is counted below it
Reader = Callable[[Customer, Period, datetime], EvidenceBlock | None]


@dataclass(frozen=True)
class Proof:
    """An Evidence that one function draws."""

    name: str
    clause: str
    point: str
    reader: Reader

    def read(self, customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
        return self.reader(customer, period, now)


def escalations(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    """How often it was escalated, and how fast that was confirmed (SLA 12)."""
    found = Escalation.objects.filter(
        ticket__customer=customer, started_at__gte=period.starts_at, started_at__lt=period.ends_at
    ).order_by("started_at", "pk")
    rows = [
        (
            date_words(day_of(each.started_at)),
            f"#{each.ticket_id}",
            str(each.step),
            each.reason,
            _confirmed(each),
            each.outcome or _("loopt nog") if each.ended_at is None else each.outcome,
        )
        for each in found
    ]
    said = ngettext("%(count)s keer is er geëscaleerd.", "%(count)s keer is er geëscaleerd.", len(rows))
    headings = (_("Dag"), _("Melding"), _("Trede"), _("Reden"), _("Bevestigd"), _("Uitkomst"))
    sentence = said % {"count": len(rows)} if rows else _("Er is niet geëscaleerd.")
    return _block(_("Escalaties"), "12", [sentence], headings, rows, "llrlll")


def _confirmed(escalation: Escalation) -> str:
    if escalation.acknowledged_at is None:
        return _("niet bevestigd")
    took = duration_words(escalation.acknowledged_at - escalation.started_at)
    return _("te laat, na %(took)s") % {"took": took} if escalation.late else _("na %(took)s") % {"took": took}


def mandates(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    """What was done without asking beforehand (SLA 4.2)."""
    found = (
        TimelineEntry.objects.filter(
            ticket__customer=customer, kind=EntryKind.MANDATE, at__gte=period.starts_at, at__lt=period.ends_at
        )
        .select_related("by")
        .order_by("at", "pk")
    )
    rows = [
        (date_words(day_of(each.at)), f"#{each.ticket_id}", each.by.name if each.by else "1do", each.text)
        for each in found
    ]
    said = ngettext(
        "%(count)s keer is er gewerkt zonder overleg vooraf.",
        "%(count)s keer is er gewerkt zonder overleg vooraf.",
        len(rows),
    )
    sentence = said % {"count": len(rows)} if rows else _("Er is niets onder mandaat gedaan.")
    headings = (_("Dag"), _("Melding"), _("Door"), _("Waarom"))
    return _block(_("Onder mandaat"), "4.2", [sentence], headings, rows, "llll")


def visits(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    """Visits held of those agreed (SLA 8.1)."""
    held = Visit.objects.filter(customer=customer, ended_at__gte=period.starts_at, ended_at__lt=period.ends_at)
    count, agreement = held.count(), agreement_of(customer, period)
    wanted = visits_wanted(agreement, period) if agreement else None
    if wanted is None and not count:
        return None
    if agreement is None or wanted is None:
        said = ngettext(
            "Er is %(count)s bezoek geweest; een aantal is niet afgesproken.",
            "Er zijn %(count)s bezoeken geweest; een aantal is niet afgesproken.",
            count,
        ) % {"count": count}
    else:
        said = ngettext(
            "%(count)s bezoek gehouden; afgesproken zijn er %(year)s per jaar, in deze periode dus %(wanted)s.",
            "%(count)s bezoeken gehouden; afgesproken zijn er %(year)s per jaar, in deze periode dus %(wanted)s.",
            count,
        ) % {
            "count": count,
            "year": agreement.visits_per_year,
            "wanted": wanted,
        }
    rows = [
        (date_words(day_of(each.planned_for)), each.engineer.name, each.site.name if each.site else "–")
        for each in held.select_related("engineer", "site").order_by("planned_for")
    ]
    return _block(_("Bezoeken"), "8.1", [said], (_("Dag"), _("Engineer"), _("Waar")), rows, "lll")


def planned_work(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    """Recurring work and what its checks found, server by server (SLA 6.1)."""
    runs = RecurringRun.objects.filter(work__customer=customer, due_on__gte=period.first, due_on__lte=period.last)
    count = runs.count()
    if not count:
        return None
    results = CheckResult.objects.filter(run__in=runs.values("pk"))
    by_item = (
        results.order_by("item")
        .values("item")
        .annotate(all=Count("pk"), fine=Count("pk", filter=~Q(outcome=CheckOutcome.NOT_OK)))
    )
    rows = [(row["item"] or _("geheel"), str(row["all"]), str(row["all"] - row["fine"])) for row in by_item]
    said = ngettext(
        "%(count)s keer is er gepland werk uitgevoerd of aan de beurt geweest.",
        "%(count)s keer is er gepland werk uitgevoerd of aan de beurt geweest.",
        count,
    )
    headings = (_("Server of onderdeel"), _("Controles"), _("Waarvan met een bevinding"))
    return _block(_("Gepland werk en controles"), "6.1", [said % {"count": count}], headings, rows, "lrr")


def advices(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    """Given in the period, or still without an answer (SLA 6.4)."""
    within = Q(given_at__gte=period.starts_at, given_at__lt=period.ends_at)
    found = list(
        Advice.objects.filter(
            within | Q(status=AdviceStatus.GIVEN), customer=customer, given_at__lt=max(period.ends_at, now)
        ).order_by("given_at", "pk")
    )
    rows = [(date_words(day_of(each.given_at)), each.title, each.get_status_display()) for each in found]
    open_ = sum(each.is_given for each in found)
    said = [_("Er zijn geen adviezen gegeven.")]
    if found:
        words = ngettext(
            "%(count)s advies, waarvan %(open)s zonder antwoord.",
            "%(count)s adviezen, waarvan %(open)s zonder antwoord.",
            len(found),
        )
        said = [words % {"count": len(found), "open": open_}]
    return _block(_("Adviezen"), "6.4", said, (_("Gegeven"), _("Advies"), _("Stand")), rows, "lll")


def hours_used(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    """All-in-1 hours used beside what was agreed, month by month (SLA 6.2)."""
    months = _lived(customer, period)
    if not months:
        return None
    agreed = hours.agreed_by_month(customer, months)
    if not any(each.minutes for each in agreed.values()):
        return None
    used = hours.used_by_month(customer, months[0], months[-1].next)
    rows = []
    for month in months:
        have, spent = agreed[month].minutes or 0, used.get(month, 0)
        rows.append((_month_name(month.first), _minutes(have), _minutes(spent), _minutes(spent - have, signed=True)))
    total, spent = sum(each.minutes or 0 for each in agreed.values()), sum(used.get(month, 0) for month in months)
    said = _("Gebruikt: %(used)s van de %(agreed)s.") % {"used": _minutes(spent), "agreed": _minutes(total)}
    headings = (_("Maand"), _("Afgesproken"), _("Gebruikt"), _("Verschil"))
    block = _block(_("Uren binnen het All-in-1 pakket"), "6.2", [said], headings, rows, "lrrr")
    return replace(block, charts=(hours_chart(months, agreed, used).as_data(),))


def fair_use(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    """Number and size of the small changes, beside the norm (SLA 7.7)."""
    rows, over = [], 0
    months = _lived(customer, period)
    if not months:
        return None
    for month in months:
        reading = hours.read_fair_use(customer, hours.agreement_in(customer, month, now), month)
        over += reading.exceeds
        norm = "–" if reading.count_norm is None else str(reading.count_norm)
        rows.append((_month_name(month.first), str(reading.count), _minutes(reading.total), norm))
    words = ngettext(
        "In %(over)s van de %(all)s maand was dat meer of groter dan de norm.",
        "In %(over)s van de %(all)s maanden was dat meer of groter dan de norm.",
        len(rows),
    )
    said = [words % {"over": over, "all": len(rows)}]
    headings = (_("Maand"), _("Kleine aanpassingen"), _("Samen"), _("Norm per maand"))
    return _block(_("Kleine aanpassingen (fair use)"), "7.7", said, headings, rows, "lrrr")


def _lived(customer: Customer, period: Period) -> list[Month]:
    """Its months from the first melding on: before it there was nothing to use hours for (SLA 6.2)."""
    first = hours.first_month(customer)
    months = (Month(each.first.replace(day=1)) for each in period.months)
    return [month for month in months if first and first <= month]


def time_by_verdict(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    """What was worked, under which verdict, and what of it was billed (SLA 5.2, 6.3, 6.4)."""
    lines = TimeEntry.objects.filter(
        ticket__customer=customer,
        is_current=True,
        started_at__gte=period.starts_at,
        started_at__lt=period.ends_at,
    ).order_by()
    found = {
        row["verdict"]: row
        for row in lines.values("verdict").annotate(minutes=Sum("minutes"), billed=Sum("billed_minutes"))
    }
    known = [verdict for verdict in (*Verdict.values, "") if verdict in found and found[verdict]["minutes"]]
    rows = [
        (
            str(Verdict(verdict).label) if verdict else _("zonder oordeel"),
            _minutes(found[verdict]["minutes"]),
            _minutes(found[verdict]["billed"]) if verdict in BILLABLE else "–",
        )
        for verdict in known
    ]
    total = sum(found[verdict]["minutes"] for verdict in known)
    said = _("In totaal is er %(total)s gewerkt.") % {"total": _minutes(total)} if total else _("Er is niet gewerkt.")
    headings = (_("Oordeel"), _("Gewerkt"), _("Waarvan gefactureerd"))
    return _block(_("Bestede tijd"), "5.2, 6.4", [said], headings, rows, "lrr")


def products(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    """The recurring products of the agreement that holds now (SLA 11)."""
    agreement = customer.agreement_at(now)
    if agreement is None:
        return None
    taken = list(agreement.products.select_related("supplier"))
    if not taken:
        return _block(_("Periodieke producten en diensten"), "11", [_("Er zijn er geen afgesproken.")], (), [], "")
    shown = products_shown(taken, day_of(now))
    rows = [(each.product.name, str(each.product.quantity), each.renewal_words) for each in shown]
    sentence = _("Wat zij kosten, staat bij de overeenkomst.")  # not everybody who reads a review may see amounts
    headings = (_("Product"), _("Aantal"), _("Verlenging"))
    return _block(_("Periodieke producten en diensten"), "11", [sentence], headings, rows, "lrl")


def projects(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    """Projects that ended, each with the evaluation of the agreement that it asks for (SLA 8.3)."""
    ended = Project.objects.filter(customer=customer, asked_at__gte=period.starts_at, asked_at__lt=period.ends_at)
    rows = [
        (f"#{each.ticket_id} {each.ticket.subject}", each.outcome or _("de overeenkomst is nog niet geëvalueerd"))
        for each in ended.select_related("ticket").order_by("asked_at", "pk")
    ]
    if not rows:
        return None
    said = ngettext("%d project is afgerond.", "%d projecten zijn afgerond.", len(rows)) % len(rows)
    return _block(_("Projecten"), "8.3", [said], (_("Project"), _("Evaluatie van de overeenkomst")), rows, "ll")


def _block(
    title: str,
    clause: str,
    sentences: Sequence[str],
    headings: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    align: str,
) -> EvidenceBlock:
    more = len(rows) - MOST_ROWS
    if more > 0:
        sentences = [*sentences, _("De laatste %(more)s staan niet in deze tabel.") % {"more": more}]
    table = EvidenceTable(headings, tuple(rows[:MOST_ROWS]), align) if rows else None
    return EvidenceBlock(title, clause, tuple(sentences), table)


def _minutes(minutes: int, *, signed: bool = False) -> str:
    """ "1 u 20", "−0 u 15" """
    words = duration_words(timedelta(minutes=abs(minutes)))
    if not signed or not minutes:
        return words
    return f"{'+' if minutes > 0 else '−'}{words}"


def _month_name(first: date) -> str:
    return date_words(first).partition(" ")[2]


PROOFS = (
    Proof("escalations", "12", agenda.INCIDENTS, escalations),
    Proof("planned_work", "6.1", agenda.INCIDENTS, planned_work),
    Proof("mandates", "4.2", agenda.COMMUNICATION, mandates),
    Proof("visits", "8.1", agenda.COMMUNICATION, visits),
    Proof("products", "11", agenda.PRODUCTS, products),
    Proof("projects", "8.3", agenda.TIME, projects),
    Proof("time_by_verdict", "5.2", agenda.TIME, time_by_verdict),
    Proof("hours", "6.2", agenda.TIME, hours_used),
    Proof("fair_use", "7.7", agenda.TIME, fair_use),
    Proof("advices", "6.4", agenda.IMPROVEMENTS, advices),
)
