"""What is asked of the customer before the work, and taken back (SLA 4.2, 7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contact
from contracts.money import euros as euro_words
from contracts.time.rates import RateKind
from desk.fields import EurosField, text_field
from infra.forms import RefusableForm
from tickets.approvals.actions import MOST_MINUTES
from tickets.approvals.approvers import answerers
from tickets.models import Approval, ApprovalKind, Ticket


class EstimateForm(RefusableForm):
    text = text_field(gettext_lazy("Waarvoor zijn de kosten?"), gettext_lazy("De klant leest dit."))
    minutes = forms.IntegerField(
        label=gettext_lazy("Geschatte tijd, in minuten"),
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages={
            "required": gettext_lazy("Vul een schatting in, in minuten."),
            "invalid": gettext_lazy("Vul een heel aantal minuten in, bijvoorbeeld 90."),
            "min_value": gettext_lazy("Vul 1 tot en met 60000 minuten in."),
            "max_value": gettext_lazy("Vul 1 tot en met 60000 minuten in."),
        },
    )
    rate = forms.ChoiceField(label=gettext_lazy("Tarief"), choices=RateKind.choices)
    amount = EurosField(
        label=gettext_lazy("Bedrag, exclusief btw"),
        help_text=gettext_lazy(
            "Leeg: de tijd tegen het tarief. Vul het alleen in als er geen tarief is afgesproken; een vaste prijs is"
            " dit niet, want de bestede tijd wordt berekend."
        ),
        required=False,
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        rate = RateKind.EMERGENCY if ticket.emergency_call else RateKind.NORMAL
        if ticket.outside_hours or (ticket.coverage and not ticket.coverage.is_billable):
            rate = RateKind.OUTSIDE_HOURS  # the only thing that can be asked about what is covered (SLA 8.2)
        super().__init__(data, initial={"rate": rate})
        self.fields["rate"].choices = _rates(ticket)  # type: ignore[attr-defined]


class SpokenYesForm(RefusableForm):
    """Who said yes aloud, and to what; he gets it confirmed by mail (SLA 4.2)."""

    contact = forms.ModelChoiceField(
        label=gettext_lazy("Wie gaf akkoord?"),
        queryset=Contact.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies wie akkoord gaf."),
            "invalid_choice": gettext_lazy("Deze persoon mag geen akkoord geven op kosten."),
        },
    )
    text = text_field(
        gettext_lazy("Waarmee ging hij of zij akkoord?"), gettext_lazy("De klant leest dit en krijgt het per mail.")
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Geschatte tijd, in minuten"),
        help_text=gettext_lazy("Leeg: wat er al is gevraagd, of de tijd die het kost."),
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Vul een heel aantal minuten in, bijvoorbeeld 90."),
            "min_value": gettext_lazy("Vul 1 tot en met 60000 minuten in."),
            "max_value": gettext_lazy("Vul 1 tot en met 60000 minuten in."),
        },
    )
    rate = forms.ChoiceField(label=gettext_lazy("Tarief"), choices=RateKind.choices, required=False)

    def __init__(self, data: Any, ticket: Ticket) -> None:
        asked = answerers(ticket, ApprovalKind.ESTIMATE, timezone.now())
        people = Contact.objects.filter(pk__in=[contact.pk for contact in asked.contacts])
        is_reporter = any(contact.pk == ticket.contact_id for contact in asked.contacts)
        first = ticket.contact_id if is_reporter else next((contact.pk for contact in asked.contacts), None)
        super().__init__(data, initial={"contact": first})
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]
        self.fields["contact"].help_text = asked.missing
        self.fields["rate"].choices = [("", _("Zoals gevraagd, anders het gewone")), *_rates(ticket)]  # type: ignore[attr-defined]


def _rates(ticket: Ticket) -> list[tuple[str, str]]:
    """Each tariff with what was agreed for it."""
    agreement = ticket.agreement
    agreed = {
        RateKind.NORMAL: agreement.tariff_normal if agreement else None,
        RateKind.OUTSIDE_HOURS: agreement.tariff_outside_hours if agreement else None,
        RateKind.EMERGENCY: agreement.tariff_emergency if agreement else None,
    }
    words = {
        kind: euro_words(amount) if amount is not None else _("niet afgesproken") for kind, amount in agreed.items()
    }
    return [(kind.value, f"{kind.label}: {words[kind]}") for kind in RateKind]


class WithdrawQuestionForm(RefusableForm):
    """Which question is taken back, and why. A confirmation of rights cannot be (SLA 10)."""

    approval = forms.ModelChoiceField(
        label=gettext_lazy("Welke vraag?"),
        queryset=Approval.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies welke vraag vervalt."),
            "invalid_choice": gettext_lazy("Deze vraag staat niet meer open."),
        },
    )
    text = text_field(gettext_lazy("Waarom vervalt de vraag?"), gettext_lazy("De klant leest dit."))

    def __init__(self, data: Any, ticket: Ticket) -> None:
        found = ticket.approvals.open().exclude(kind=ApprovalKind.AUTHORISATION).order_by(F("asked_at"))
        super().__init__(data, initial={"approval": found.first()})
        self.fields["approval"].queryset = found  # type: ignore[attr-defined]
        self.fields["approval"].label_from_instance = _question_words  # type: ignore[attr-defined]


def _question_words(approval: Approval) -> str:
    return f"{approval.get_kind_display().capitalize()}: {approval.asks[:80]}"
