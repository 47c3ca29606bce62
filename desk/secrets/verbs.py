"""A password or key that is put ready for the customer, and what lies ready at the melding (SLA 10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.tickets.verb import Passing, Verb
from infra.forms import RefusableForm
from tickets import actions
from tickets.forms import SecretForm
from tickets.models import OneTimeSecret, Ticket


class SendSecretForm(SecretForm):
    days = forms.TypedChoiceField(
        label=_("Te bekijken gedurende"),
        choices=[(1, _("1 dag")), (3, _("3 dagen")), (7, _("7 dagen"))],
        initial=3,
        coerce=int,
        error_messages={
            "required": _("Kies hoe lang het te bekijken is."),
            "invalid_choice": _("Kies hoe lang het te bekijken is."),
        },
    )
    field_order = ["kind", "secret", "days"]


def _form(data: Any, ticket: Ticket) -> RefusableForm:
    form = SendSecretForm(data)
    form.fields["kind"].label = _("Wat zet je klaar?")
    form.fields["secret"].help_text = _(
        "Zonder de gebruikersnaam: die gaat langs een andere weg (SLA 10). %(name)s krijgt een link op %(address)s."
    ) % {"name": ticket.contact.name, "address": ticket.contact.email or "–"}
    return form


VERBS = (
    Verb(
        "geheim",
        _("Wachtwoord of sleutel klaarzetten"),
        _("Zet klaar en mail de link"),
        _("Klaargezet; de klant krijgt een link."),
        _form,
        Passing(actions.send_secret),
    ),
)


def waiting(ticket: Ticket, now: datetime) -> list[OneTimeSecret]:
    """What can still be opened, for whoever it is; without what it says."""
    rows = OneTimeSecret.objects.filter(ticket=ticket, ended_at__isnull=True, expires_at__gt=now)
    return list(rows.defer("sealed").select_related("for_contact", "made_by", "made_by_contact").order_by("pk"))
