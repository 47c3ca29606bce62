"""What the figures bring to the table of a Service Review (SLA 11): what came in, promises, aims, whose time, how it
was found, the incidents of priority 1. Each says counts before shares, and never a promise and an aim together."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Customer
from infra.charts import Chart
from reviews.evaluations.queries import evaluations_of
from reviews.figures.catalogue import BY_KEY, Part
from reviews.figures.figure_reading import FiguresScope, behind
from reviews.figures.overview import Overview, Trend, overview, part_charts, satisfaction_chart, trend_charts
from reviews.models import BreachCause
from reviews.periods import Period, day_of
from reviews.reviewing import agenda
from reviews.reviewing.evidence import EvidenceBlock, EvidenceTable
from reviews.reviewing.proofs import Proof
from sla.priority import Priority
from sla.wording import date_words, moment_words
from tickets.satisfaction.queries import bad_between, satisfaction_between

MOST_ROWS = 40


def what_came_in(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    found = overview(FiguresScope.of(customer), period)
    sum_ = found.balance
    facts = {"came": sum_.came, "solved": sum_.solved, "before": sum_.before, "after": sum_.after}
    sentences = [
        ngettext(
            "%(came)s melding kwam binnen en %(solved)s keer werd er een opgelost.",
            "%(came)s meldingen kwamen binnen en %(solved)s keer werd er een opgelost.",
            sum_.came,
        )
        % facts,
        _("Open aan het begin: %(before)s, aan het eind: %(after)s.") % facts,
    ]
    if sum_.reopened:
        said = ngettext("%d keer ging een melding weer open.", "%d keer ging een melding weer open.", sum_.reopened)
        sentences.append(said % sum_.reopened)
    if off := found.line("off_channel").value:
        said = ngettext(
            "%d kritische melding kwam niet telefonisch (7.9).",
            "%d kritische meldingen kwamen niet telefonisch (7.9).",
            off,
        )
        sentences.append(said % off)
    rows = [
        (line.name, line.words, line.before)
        for parts in found.line("in").parts
        if parts.lines[0].part.group == "kind"
        for line in parts.lines
    ]
    headings = (_("Meldingstype"), _("Deze periode"), _("Periode ervoor"))
    table = EvidenceTable(headings, tuple(rows), "lrr") if rows else None
    charts = [] if found.is_empty else [_trend(found)["inflow"]]
    return _block(_("Meldingen"), "7", sentences, table, *charts)


def promises(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    """Each that was broken, with why (SLA 7.9)."""
    scope = FiguresScope.of(customer)
    found = overview(scope, period)
    score = found.promise
    if not score.judged:
        sentences = [_("Er was in deze periode geen melding met een belofte (Kritisch of Ernstig).")]
    else:
        facts = {"kept": score.kept.value, "all": score.judged}
        words = ngettext(
            "Bij %(kept)s van de %(all)s melding met een belofte begon het werk op tijd.",
            "Bij %(kept)s van de %(all)s meldingen met een belofte begon het werk op tijd.",
            score.judged,
        )
        sentences = [words % facts]
    late = list(behind(Part(BY_KEY["promise_late"]), scope, period).select_related("clock")[:MOST_ROWS])
    causes = {each.ticket_id: each for each in BreachCause.objects.filter(ticket__in=late).order_by("number")}
    rows = [
        (
            f"#{ticket.pk} {ticket.subject}",
            moment_words(ticket.clock.due_at) if ticket.clock.due_at else "",
            moment_words(ticket.clock.work_started_at) if ticket.clock.work_started_at else _("nog niet begonnen"),
            _why(causes.get(ticket.pk)),
        )
        for ticket in late
    ]
    headings = (_("Melding"), _("Uiterlijk"), _("Begonnen"), _("Oorzaak en maatregel"))
    table = EvidenceTable(headings, tuple(rows), "llll") if rows else None
    return _block(_("Beloften: Kritisch en Ernstig"), "7.9", sentences, table, _trend(found)["promises"])


def _why(cause: BreachCause | None) -> str:
    if cause is None:
        return _("nog niet opgeschreven")
    return f"{cause.cause} {cause.measure}".strip()


def aims(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    found = overview(FiguresScope.of(customer), period)
    facts = {"met": found.aim.kept.value, "all": found.aim.judged}
    sentence = _("Er was in deze periode geen melding met een streven (Standaard).")
    if found.aim.judged:
        words = ngettext(
            "Bij %(met)s van de %(all)s melding begon het werk binnen het streven van een dag.",
            "Bij %(met)s van de %(all)s meldingen begon het werk binnen het streven van een dag.",
            found.aim.judged,
        )
        sentence = words % facts
    return _block(_("Streven: Standaard"), "7.9", [sentence], None, _trend(found)["aims"])


def whose_time(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    found = overview(FiguresScope.of(customer), period)
    if not found.counts.of("house_time"):
        return None
    sentence = _("Werktijd van de meldingen die in deze periode zijn afgerond, naar bij wie zij lagen.")
    return _block(_("Wiens tijd"), "7.10", [sentence], None, part_charts(found)["whose_time"])


def satisfaction(customer: Customer, period: Period, now: datetime) -> EvidenceBlock | None:
    """Counts, and never a share of a few; each bad one with what was done (SLA 11)."""
    found = satisfaction_between(period.starts_at, period.ends_at, customer)
    if not found.asked:
        return None
    answered = sum(found.scores.values())
    given = ", ".join(f"{count} × {score.label.lower()}" for score, count in found.scores.items() if count)
    facts = {"asked": found.asked, "answered": answered, "given": given}
    sentences = [_("%(asked)s keer is gevraagd hoe het ging; %(answered)s keer kwam er een antwoord.") % facts]
    if given:
        sentences.append(_("Dat was: %(given)s.") % facts)
    rows = [
        (date_words(day_of(each.answered_at)), f"#{each.ticket_id}", each.get_score_display())
        for each in bad_between(period.starts_at, period.ends_at, customer)[:MOST_ROWS]
        if each.answered_at
    ]
    table = EvidenceTable((_("Dag"), _("Melding"), _("Oordeel")), tuple(rows), "lll") if rows else None
    chart = satisfaction_chart(FiguresScope.of(customer), Trend.within(period))
    return _block(_("Hoe het ging"), "11", sentences, table, *([chart] if answered else []))


def incidents_of_priority_one(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    found = evaluations_of(customer, period.starts_at, period.ends_at)
    count = len(found.released) + len(found.owed) + len(found.set_aside)
    if not count:
        return _block(_("Prioriteit 1"), "11", [_("Er was in deze periode geen incident van prioriteit 1.")], None)
    facts = {"count": count, "shared": len(found.released), "owed": len(found.owed)}
    words = ngettext(
        "%(count)s incident van prioriteit 1. Evaluaties gedeeld: %(shared)s, nog te volgen: %(owed)s.",
        "%(count)s incidenten van prioriteit 1. Evaluaties gedeeld: %(shared)s, nog te volgen: %(owed)s.",
        count,
    )
    sentences = [words % facts]
    rows = [
        (
            f"#{each.ticket_id} {each.ticket.subject}",
            str(Priority(each.ticket.priority).label) if each.ticket.priority else "",
            date_words(day_of(each.resolved_at)),
            str(each.get_state_display()),
        )
        for each in (*found.released, *found.owed, *found.set_aside)
    ]
    headings = (_("Melding"), _("Prioriteit"), _("Opgelost"), _("Evaluatie"))
    return _block(_("Prioriteit 1"), "11", sentences, EvidenceTable(headings, tuple(rows[:MOST_ROWS]), "llll"))


def _trend(found: Overview) -> dict[str, Chart]:
    return trend_charts(found.scope, Trend.within(found.period))


def _block(title: str, clause: str, sentences: list[str], table: EvidenceTable | None, *charts: Chart) -> EvidenceBlock:
    return EvidenceBlock(title, clause, tuple(sentences), table, tuple(chart.as_data() for chart in charts))


FIGURE_PROOFS = (
    Proof("inflow", "7", agenda.INCIDENTS, what_came_in),
    Proof("promises", "7.9", agenda.INCIDENTS, promises),
    Proof("aims", "7.9", agenda.INCIDENTS, aims),
    Proof("whose_time", "7.10", agenda.INCIDENTS, whose_time),
    Proof("satisfaction", "11", agenda.COMMUNICATION, satisfaction),
    Proof("priority_one", "11", agenda.PRIORITY_ONE, incidents_of_priority_one),
)
