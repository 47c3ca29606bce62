"""The charts that the house draws, each from plain values: whoever has figures calls these, and draws nothing himself.

What is promised, aimed at and neither never shares a chart, and counts stand before shares (SLA 7.9, 11). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infra.charts.chart import (
    Chart,
    ChartKind,
    ChartPoint,
    Ink,
    Series,
    SeriesShape,
    Unit,
    Value,
    number_words,
)

Points = Sequence[ChartPoint]
Values = Sequence[Value]

STEPS = (Ink.FIRST, Ink.SECOND, Ink.THIRD, Ink.FOURTH)


def tickets_unit() -> Unit:
    return Unit(_("meldingen"))


def hours_unit() -> Unit:
    return Unit(_("uren"), decimals=1)


def months(firsts: Iterable[date]) -> tuple[ChartPoint, ...]:
    """A point for each first day of a month: "dec", with the year under the first one and under each January."""
    return tuple(
        ChartPoint(_with_year(dateformat.format(first, "b"), first, not number or first.month == 1), _month(first))
        for number, first in enumerate(firsts)
    )


def weeks(mondays: Iterable[date]) -> tuple[ChartPoint, ...]:
    """A point for each week, by its ISO number."""
    points: list[ChartPoint] = []
    for monday in mondays:
        year, week, _day = monday.isocalendar()
        last = dateformat.format(monday + timedelta(days=6 - monday.weekday()), "j b Y")
        facts = {"week": week, "first": dateformat.format(monday, "j b"), "last": last}
        short = _("wk %(week)s") % facts
        if not points or week == 1:
            short = f"{short}\n{year}"
        points.append(ChartPoint(short, _("week %(week)s (%(first)s t/m %(last)s)") % facts))
    return tuple(points)


def _month(first: date) -> str:
    return dateformat.format(first, "F Y")


def _with_year(words: str, first: date, shown: bool) -> str:
    return f"{words}\n{first.year}" if shown else words


def inflow(points: Points, arrived: Values, solved: Values, left_open: Values, *, name: str = "inflow") -> Chart:
    """Meldingen in and solved in each week or month, and how many were open at its end."""
    series = (
        Series(_("Binnengekomen"), tuple(arrived), Ink.FIRST),
        Series(_("Opgelost"), tuple(solved), Ink.SECOND),
        Series(_("Open aan het eind"), tuple(left_open), Ink.NORM, SeriesShape.LINE),
    )
    still = [value for value in left_open if value is not None]
    facts = {"arrived": _count(arrived), "solved": _count(solved), "open": number_words(still[-1] if still else 0)}
    sentence = _("In deze periode: %(arrived)s binnengekomen, %(solved)s opgelost, aan het eind %(open)s open.")
    title = _("Meldingen: in, opgelost en open")
    return Chart(name, title, sentence % facts, ChartKind.COLUMNS, tuple(points), series, tickets_unit(), _("Periode"))


def promises(points: Points, kept: Values, broken: Values, running: Values = (), *, name: str = "promises") -> Chart:
    """Of Kritisch and Ernstig (SLA 7.9): work started in time, too late, and not yet known."""
    words = [_("Op tijd begonnen"), _("Te laat begonnen")]
    sentence = _(
        "Van de meldingen met een belofte (Kritisch en Ernstig) begon het werk bij %(kept)s van %(all)s op tijd."
    )
    empty = _("Er waren in deze periode geen meldingen met een belofte (Kritisch of Ernstig).")
    return _verdicts(name, _("Beloften"), sentence, words, points, kept, broken, running, empty)


def aims(points: Points, met: Values, missed: Values, running: Values = (), *, name: str = "aims") -> Chart:
    """Of Standaard (SLA 7.9): an aim, so late is no breach, and it never stands among the promises."""
    words = [_("Streven gehaald"), _("Streven niet gehaald")]
    sentence = _(
        "Van de meldingen met een streven (Standaard) begon het werk bij %(kept)s van %(all)s binnen dat streven."
    )
    empty = _("Er waren in deze periode geen meldingen met een streven (Standaard).")
    return _verdicts(name, _("Streven"), sentence, words, points, met, missed, running, empty)


def _verdicts(
    name: str,
    title: str,
    sentence: str,
    words: list[str],
    points: Points,
    good: Values,
    bad: Values,
    running: Values,
    empty: str,
) -> Chart:
    """Two counts upon each other, "17/18" above them: a share alone hides how few there were."""
    series = [Series(words[0], tuple(good), Ink.FIRST), Series(words[1], tuple(bad), Ink.BAD)]
    if any(running):
        series.append(Series(_("Loopt nog"), tuple(running), Ink.QUIET))
    labels = tuple(_of_all(one, other) for one, other in zip(good, bad, strict=True))
    facts = {"kept": _count(good), "all": number_words(_sum(good) + _sum(bad))}
    if not any(any(one.known) for one in series):
        series = [Series(one.name, (None,) * len(points), one.ink) for one in series]
    return Chart(
        name, title, sentence % facts, ChartKind.STACKED_COLUMNS, tuple(points), tuple(series), tickets_unit(),
        _("Periode"), labels, empty,
    )  # fmt: skip


def _of_all(good: Value, bad: Value) -> str:
    judged = _sum([good, bad])
    return f"{number_words(good or 0)}/{number_words(judged)}" if judged else ""


def hours(points: Points, used: Values, agreed: Values, expected: Value = None, *, name: str = "hours") -> Chart:
    """Hours of each month against what was agreed for it (SLA 6.2); `expected`: what the last month comes to."""
    series = [Series(_("Gebruikt"), tuple(used), Ink.FIRST)]
    if expected is not None:
        foreseen = (*(None for _point in points[1:]), expected)
        series.append(Series(_("Verwacht (hele maand)"), foreseen, Ink.FIRST, SeriesShape.EXPECTED))
    if any(value is not None for value in agreed):
        series.append(Series(_("Afgesproken"), tuple(agreed), Ink.NORM, SeriesShape.NORM))
    sentence = _hours_sentence(used, agreed)
    title = _("Uren tegenover de afspraak")
    return Chart(name, title, sentence, ChartKind.COLUMNS, tuple(points), tuple(series), hours_unit(), _("Maand"))


def _hours_sentence(used: Values, agreed: Values) -> str:
    """Held against each other are the months that have both."""
    pairs = zip(used, agreed, strict=True)
    both = [(float(one), float(norm)) for one, norm in pairs if one is not None and norm is not None]
    if not both:
        return _("Er werd %(used)s uur gebruikt; er zijn geen uren afgesproken.") % {
            "used": number_words(_sum(used), 1)
        }
    over = sum(one > norm for one, norm in both)
    facts = {
        "used": number_words(sum(one for one, _norm in both), 1),
        "agreed": number_words(sum(norm for _one, norm in both), 1),
        "over": ngettext("%(count)s maand kwam erboven", "%(count)s maanden kwamen erboven", over) % {"count": over},
    }
    return _("Van de afgesproken %(agreed)s uur werd %(used)s uur gebruikt; %(over)s.") % facts


def whose_time(parts: Sequence[tuple[str, Value]], *, name: str = "whose-time") -> Chart:
    """Hours that meldingen took, by who had to act (SLA 7.10): 1do, the customer, each supplier by name, closed."""
    points = tuple(ChartPoint(party) for party, _hours in parts)
    values = tuple(hours for _party, hours in parts)
    sentence = _("De meldingen duurden samen %(all)s uur.") % {"all": number_words(_sum(values), 1)}
    largest = max(parts, key=lambda part: part[1] or 0, default=None)
    if largest and largest[1]:
        facts = {"who": largest[0], "hours": number_words(largest[1], 1), "all": number_words(_sum(values), 1)}
        sentence = (
            _("De meldingen duurden samen %(all)s uur; het langst lagen ze bij: %(who)s (%(hours)s uur).") % facts
        )
    series = (Series(_("Uren"), values),)
    return Chart(name, _("Wiens tijd"), sentence, ChartKind.BARS, points, series, hours_unit(), _("Partij"))


def load(people: Sequence[str], parts: Mapping[str, Values], *, name: str = "load") -> Chart:
    """Open meldingen of each person, in at most four parts, the most pressing first ("te laat", "deze dag", ...)."""
    inks = (Ink.BAD, Ink.FIRST, Ink.FOURTH, Ink.SECOND) if len(parts) > 1 else (Ink.FIRST,)
    series = tuple(Series(words, tuple(values), ink) for (words, values), ink in zip(parts.items(), inks, strict=False))
    sums = [_sum([one.values[place] for one in series]) for place in range(len(people))]
    all_ = number_words(sum(sums))
    sentence = _("Open: %(all)s, bij %(people)s.") % {"all": all_, "people": _people(len(people))}
    if any(sums):
        most = sums.index(max(sums))
        facts = {"all": all_, "people": _people(len(people)), "who": people[most], "most": number_words(sums[most])}
        sentence = _("Open: %(all)s, bij %(people)s; de meeste (%(most)s) bij %(who)s.") % facts
    points = tuple(ChartPoint(person) for person in people)
    title = _("Werk per persoon")
    return Chart(
        name, title, sentence, ChartKind.STACKED_BARS, points, series, tickets_unit(), _("Medewerker"),
        empty=_("Niemand heeft nu een open melding."),
    )  # fmt: skip


def _people(count: int) -> str:
    return ngettext("%(count)s persoon", "%(count)s personen", count) % {"count": count}


def by_service(
    services: Sequence[str], counts: Values, before: Values | None = None, *, name: str = "by-service"
) -> Chart:
    """Meldingen of each service, beside those of the period before when that is known."""
    series = [Series(_("Deze periode"), tuple(counts), Ink.FIRST)]
    if before is not None:
        series.append(Series(_("Periode ervoor"), tuple(before), Ink.FOURTH))
    sentence = _("In totaal: %(all)s.") % {"all": _count(counts)}
    known = [float(count or 0) for count in counts]
    if any(known):
        most = known.index(max(known))
        facts = {"all": _count(counts), "most": number_words(known[most]), "service": services[most]}
        sentence = _("In totaal %(all)s; de meeste (%(most)s) gingen over: %(service)s.") % facts
    points = tuple(ChartPoint(service) for service in services)
    title = _("Meldingen per dienst")
    return Chart(name, title, sentence, ChartKind.BARS, points, tuple(series), tickets_unit(), _("Dienst"))


def satisfaction(points: Points, answers: Mapping[str, Values], *, name: str = "satisfaction") -> Chart:
    """Answers of each week or month by what they said, the best first, at most four: counts, and never an average."""
    inks = {2: (Ink.FIRST, Ink.BAD), 3: (Ink.FIRST, Ink.FOURTH, Ink.BAD)}.get(len(answers), STEPS)
    series = [Series(words, tuple(values), ink) for (words, values), ink in zip(answers.items(), inks, strict=False)]
    all_ = sum(_sum(values) for values in answers.values())
    parts = ", ".join(f"{number_words(_sum(values))} × {words.lower()}" for words, values in answers.items())
    sentence = ngettext("Er was %(all)s antwoord: %(parts)s.", "Er waren %(all)s antwoorden: %(parts)s.", round(all_))
    if not all_:
        series = [Series(one.name, (None,) * len(points), one.ink) for one in series]
    return Chart(
        name, _("Hoe vond men het?"), sentence % {"all": number_words(all_), "parts": parts}, ChartKind.STACKED_COLUMNS,
        tuple(points), tuple(series), Unit(_("antwoorden")), _("Periode"),
        empty=_("Over deze periode heeft nog niemand geantwoord."),
    )  # fmt: skip


def _sum(values: Values) -> float:
    return sum(float(value) for value in values if value is not None)


def _count(values: Values) -> str:
    return number_words(_sum(values))
