"""The verb that says which advice was ignored (SLA 6.4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from desk.advice.forms import IgnoredAdviceForm
from desk.tickets.verb import Passing, Verb
from tickets import actions

VERBS = (
    Verb(
        "advies",
        _("Afgewezen advies koppelen"),
        _("Bewaar"),
        _("Bewaard; de dekking volgt hieruit."),
        IgnoredAdviceForm,
        Passing(actions.link_advice),
    ),
)
