"""Verbs about coverage (SLA 5 to 7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from desk.coverage.forms import DescribeForm, OverrideForm
from desk.tickets.verb import Verb, passing
from tickets import actions

VERBS = (
    Verb(
        "dekking",
        _("Wat is het voor werk?"),
        _("Bewaar"),
        _("Bewaard; de dekking volgt hieruit."),
        DescribeForm,
        passing(actions.describe_work),
    ),
    Verb(
        "dekking-anders",
        _("Dekking anders bepalen"),
        _("Bepaal zo"),
        _("De dekking is met de hand bepaald."),
        OverrideForm,
        passing(actions.override_coverage),
    ),
)
