"""`{% load charts %}`: what templates/components/_chart.html draws."""

from django import template

from infra.charts.svg import drawings

register = template.Library()
register.filter("drawings", drawings)
