"""Verbs of the ladder (SLA 12), and of what a supplier asks (SLA 7.10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import Supplier
from desk.numbers import EurosField
from desk.tickets.verb import Verb
from infra.errors import Refused
from infra.forms import RefusableForm
from tickets import actions
from tickets.forms import FormWithToken
from tickets.models import Escalation, Ticket


def _text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """Not required here: the action asks for it in its own words."""
    widget = forms.Textarea(attrs={"rows": rows, "data-autosize": "", "data-autofocus": ""})
    return forms.CharField(label=label, help_text=help_text, max_length=5_000, required=False, widget=widget)


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """The action refuses a day that cannot be."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    invalid = {"invalid": gettext_lazy("Dit is geen dag; kies die in het veld.")}
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget, error_messages=invalid)


class EscalateForm(FormWithToken):
    reason = _text(
        gettext_lazy("Wat gaat er niet zoals afgesproken?"), gettext_lazy("Beide kanten lezen dit (SLA 12).")
    )


class AcknowledgeForm(RefusableForm):
    text = _text(gettext_lazy("Wat ga je doen?"), gettext_lazy("Niet verplicht; de klant leest dit."))


class OutcomeForm(RefusableForm):
    outcome = _text(gettext_lazy("Wat is eruit gekomen?"), gettext_lazy("De klant leest dit."))


class ExtraCostsForm(FormWithToken):
    amount = EurosField(
        label=gettext_lazy("Bedrag, exclusief btw"),
        widget=forms.TextInput(attrs={"data-autofocus": ""}),
        example=gettext_lazy("Vul een bedrag in, zoals 245 of 245,50."),
        error_messages={"required": gettext_lazy("Vul een bedrag in, zoals 245 of 245,50.")},
    )
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Leverancier"), queryset=Supplier.objects.none(), required=False, empty_label="–"
    )
    text = _text(gettext_lazy("Waarvoor?"), gettext_lazy("De klant leest dit: deze kosten zijn voor hem (SLA 7.10)."))

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data, initial={"supplier": ticket.supplier_id})
        self.fields["supplier"].queryset = Supplier.objects.order_by("name")  # type: ignore[attr-defined]


class ChaseForm(FormWithToken):
    text = _text(gettext_lazy("Wat zei de leverancier?"), gettext_lazy("Alleen collega's lezen dit."))
    supplier_reference = forms.CharField(
        label=gettext_lazy("Kenmerk bij de leverancier"), max_length=80, required=False
    )
    chase_on = day_field(gettext_lazy("Opnieuw bellen op"), gettext_lazy("Leeg: de volgende werkdag."))


def _top(ticket: Ticket) -> Escalation:
    """The highest that is open; whoever was first has left nothing to do."""
    running = ticket.escalations.filter(ended_at__isnull=True).order_by("-step").first()
    if running is None:
        raise Refused(_("Er loopt geen escalatie meer op deze melding."))
    return running


def _acknowledge(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    waiting = ticket.escalations.filter(ended_at__isnull=True, acknowledged_at__isnull=True).order_by("-step").first()
    actions.acknowledge(waiting or _top(ticket), by=by, now=now, **given)


def _end(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.end_escalation(_top(ticket), by=by, now=now, **given)


def _escalate(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.escalate(ticket, by=by, now=now, **given)


def _costs(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.add_extra_costs(ticket, by=by, now=now, **given)


def _chase(ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> None:
    actions.chase_supplier(ticket, by=by, now=now, **given)


def _of(form: type[RefusableForm]) -> Any:
    return lambda data, ticket: form(data)


VERBS = (
    Verb(
        "escaleer",
        gettext_lazy("Escaleren naar de volgende trede"),
        gettext_lazy("Escaleer"),
        gettext_lazy("De volgende trede is ingeschakeld; wie daar staat, krijgt bericht."),
        _of(EscalateForm),
        _escalate,
    ),
    Verb(
        "bevestig-escalatie",
        gettext_lazy("Escalatie bevestigen"),
        gettext_lazy("Ik pak dit op"),
        gettext_lazy("Bevestigd; de klant krijgt bericht."),
        _of(AcknowledgeForm),
        _acknowledge,
    ),
    Verb(
        "rond-escalatie-af",
        gettext_lazy("Escalatie afronden"),
        gettext_lazy("Rond af"),
        gettext_lazy("De escalatie is afgerond."),
        _of(OutcomeForm),
        _end,
    ),
    Verb(
        "kosten-leverancier",
        gettext_lazy("Kosten van een leverancier"),
        gettext_lazy("Bewaar de kosten"),
        gettext_lazy("De kosten staan bij de melding; de klant krijgt bericht."),
        ExtraCostsForm,
        _costs,
    ),
    Verb(
        "nabellen",
        gettext_lazy("Leverancier nagebeld"),
        gettext_lazy("Bewaar"),
        gettext_lazy("Bewaard."),
        _of(ChaseForm),
        _chase,
    ),
)
