"""What customers answered over time, as one picture: of the house or of a customer, never of a colleague (SLA 11)."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from contracts.models import Customer
from infra import charts
from infra.charts import Chart
from reviews.figures.figure_reading import FiguresScope
from reviews.figures.overview import Trend
from reviews.models import ScopeKind
from reviews.periods import Period, day_of
from tickets.models import Score
from tickets.satisfaction.queries import answered_between
from tickets.satisfaction.rules import CONTENT_SCORES


def satisfaction_trend(trend: Trend, customer: Customer | None = None) -> Chart:
    """By the day that was asked, as everywhere, so that it adds up to the counts beside it. One query."""
    whole = Period(trend.parts[0].first, trend.parts[-1].last)
    found = answered_between(whole.starts_at, whole.ends_at, customer).order_by().values_list("asked_at", "score")
    counted: Counter[tuple[Period, str]] = Counter()
    for asked_at, score in found:
        assert asked_at and score  # it was asked and answered
        part = next(each for each in trend.parts if day_of(asked_at) in each)
        counted[part, _answer(score)] += 1
    answers = {words: [counted[part, words] for part in trend.parts] for words in map(_answer, (5, 3, 1))}
    return charts.satisfaction(trend.points, answers)


def satisfaction_charts(scope: FiguresScope, trend: Trend) -> dict[str, Chart]:
    """By name, as the other charts of a page; nothing of a team or a person."""
    if scope == FiguresScope.house():
        return {"satisfaction": satisfaction_trend(trend)}
    if scope.kind != ScopeKind.CUSTOMER:
        return {}
    return {"satisfaction": satisfaction_trend(trend, Customer.objects.get(pk=scope.key))}


def _answer(score: int) -> str:
    """Five steps in the three that a picture can tell apart."""
    if score in CONTENT_SCORES:
        return _("Goed of uitstekend")
    return str(Score.FAIR.label) if score == Score.FAIR else _("Matig of slecht")
