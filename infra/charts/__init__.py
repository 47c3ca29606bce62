"""Charts: `charts.inflow(...)` and its kin make one; a page draws it by `{% include "components/_chart.html" %}` with
`chart`, a PDF by `pdf_block` and templates/pdf/chart.typ."""

from infra.charts.chart import Chart, ChartError, ChartKind, ChartPoint, Ink, Series, SeriesShape, Unit
from infra.charts.pictures import (
    aims,
    by_service,
    hours,
    inflow,
    load,
    months,
    promises,
    satisfaction,
    weeks,
    whose_time,
)
from infra.charts.svg import as_svg, pdf_block

__all__ = [
    "Chart",
    "ChartError",
    "ChartKind",
    "ChartPoint",
    "Ink",
    "Series",
    "SeriesShape",
    "Unit",
    "aims",
    "as_svg",
    "by_service",
    "hours",
    "inflow",
    "load",
    "months",
    "pdf_block",
    "promises",
    "satisfaction",
    "weeks",
    "whose_time",
]
