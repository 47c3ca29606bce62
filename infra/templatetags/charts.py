"""`{% load charts %}`: what templates/components/_chart.html draws."""

from django import template

from infra.charts import Chart
from infra.charts.svg import drawings

register = template.Library()
register.filter("drawings", drawings)
register.filter("as_chart", lambda data: Chart.from_data(data))
