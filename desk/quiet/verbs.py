"""Ending what should not have been there without a word to the customer, and taking that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from desk.fields import text_field
from desk.tickets.verb import Passing, Verb, plain
from infra.forms import RefusableForm
from tickets import actions
from tickets.models import Ticket
from tickets.values import QuietReason

_CHOSEN = [choice for choice in QuietReason.choices if choice[0] != QuietReason.MOVED]


class QuietForm(RefusableForm):
    reason = forms.ChoiceField(
        label=_("Waarom vervalt deze melding?"),
        choices=_CHOSEN,
        widget=forms.RadioSelect,
        help_text=_("De klant krijgt geen bericht, ook niet van wat nog klaarstond."),
        error_messages={"required": _("Kies waarom deze melding vervalt.")},
    )
    text = text_field(_("Nog iets voor collega's?"), _("Niet verplicht; de klant leest dit niet."), required=False)


def _revive(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Ticket:
    return actions.revive(ticket, by=by, now=now)


VERBS = (
    Verb(
        "stil-annuleren",
        _("Annuleren zonder bericht"),
        _("Annuleer zonder bericht"),
        _("Geannuleerd. De klant krijgt geen bericht."),
        plain(QuietForm),
        Passing(actions.cancel_quietly),
        is_danger=True,
        undoable=True,
    ),
    Verb(
        "haal-terug",
        _("Terughalen"),
        _("Haal terug"),
        _("De melding is er weer; de klok loopt vanaf het moment van melden."),
        plain(RefusableForm),
        _revive,
        asks=False,
    ),
)
