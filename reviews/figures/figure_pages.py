"""What a page of figures shows, for the desk and the portal alike: the charts beside the numbers, and what lies behind
one, as files too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.models import User
from contracts.models import Advice, Customer
from infra.spreadsheets import FILE_TYPES, as_file
from reviews.figures import figure_sheets
from reviews.figures.catalogue import OPEN, Chapter, Part
from reviews.figures.figure_reading import FiguresScope, advices_behind, behind, open_behind, total_behind
from reviews.figures.overview import (
    Overview,
    Trend,
    hours_until,
    part_charts,
    part_name,
    satisfaction_chart,
    tells_satisfaction,
    trend_charts,
)
from reviews.periods import Period
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet


def charts_shown(found: Overview, customer: Customer | None, now: datetime) -> dict[str, Any]:
    """For the context of a page; `customer` where the figures are his."""
    trend = Trend.until(found.period)
    charts = trend_charts(found.scope, trend)
    if tells_satisfaction(found.scope):
        charts["satisfaction"] = satisfaction_chart(found.scope, trend)
    return {
        "overview": found,
        "trend": trend,
        "trend_charts": charts,
        "part_charts": part_charts(found),
        "hours_chart": hours_until(customer, found.period, now) if customer else None,
    }


def figures_file(kind: str, found: Overview) -> HttpResponse:
    name = f"cijfers-{found.period.first}-{found.period.last}"
    return as_file(kind, name, figure_sheets.figure_columns(), list(figure_sheets.figure_rows(found)))


def file_kind(word: str) -> str:
    """ "" for what is no kind of file."""
    return word if word in FILE_TYPES else ""


@dataclass(frozen=True)
class Behind:
    """What one figure counts, as far as a person may see it. `part` is None of what was open at the end."""

    key: str
    part: Part | None
    scope: FiguresScope
    period: Period
    viewer: User

    @classmethod
    def parse(cls, key: str, scope: FiguresScope, period: Period, viewer: User) -> Behind | None:
        """None for what is no figure of this scope."""
        part = None if key == OPEN else Part.parse(key)
        if part is None and key != OPEN:
            return None
        if part and part.figure.chapter == Chapter.SATISFACTION and not tells_satisfaction(scope):
            return None
        return cls(key, part, scope, period, viewer)

    @property
    def is_of_advices(self) -> bool:
        return self.part is not None and self.part.figure.is_of_advices

    @property
    def tickets(self) -> TicketQuerySet:
        counted = behind(self.part, self.scope, self.period) if self.part else open_behind(self.scope, self.period.last)
        return Ticket.objects.visible_to(self.viewer).filter(pk__in=counted.order_by().values("pk"))

    @property
    def advices(self) -> QuerySet[Advice]:
        """Newest first, with what a list says of them."""
        if self.part is None or not self.is_of_advices:
            return Advice.objects.none()
        counted = advices_behind(self.part, self.scope, self.period).order_by().values("pk")
        related = ("customer", "given_by", "given_to", "decided_by")
        found = Advice.objects.visible_to(self.viewer).filter(pk__in=counted)
        return found.select_related(*related).order_by("-given_at", "-pk")

    @property
    def total(self) -> int | None:
        """What the figure itself comes to; None where it is no sum."""
        if self.part is None or self.part.figure.is_spread:
            return None
        return total_behind(self.part, self.scope, self.period)

    def file(self, kind: str) -> HttpResponse:
        name = f"{self.key.replace('/', '-')}-{self.period.first}-{self.period.last}"
        if self.is_of_advices:
            rows = list(figure_sheets.advice_rows(self.advices[: figure_sheets.MOST_TICKETS]))
            return as_file(kind, f"adviezen-{name}", figure_sheets.advice_columns(), rows)
        tickets = self.tickets.select_related("customer", "contact", "clock").order_by("-number")
        rows = list(figure_sheets.ticket_rows(tickets[: figure_sheets.MOST_TICKETS]))
        return as_file(kind, f"meldingen-{name}", figure_sheets.ticket_columns(), rows)

    def context(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "name": part_name(self.part) if self.part else "",
            "period": self.period,
            "key": self.key,
            "total": self.total,
        }
