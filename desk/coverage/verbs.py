"""Verbs about coverage (SLA 5 to 7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from desk.coverage.forms import DescribeForm, OverrideForm
from desk.tickets.verb import Passing, Verb
from tickets import actions

VERBS = (
    Verb(
        "dekking",
        _("Wat is het voor werk?"),
        _("Bewaar"),
        _("Bewaard; de dekking volgt hieruit."),
        DescribeForm,
        Passing(actions.describe_work),
    ),
    Verb(
        "dekking-anders",
        _("Dekking anders bepalen"),
        _("Bepaal zo"),
        _("De dekking is met de hand bepaald."),
        OverrideForm,
        Passing(actions.override_coverage),
    ),
)
