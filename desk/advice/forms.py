"""What is filled in about advice: given, decided, and ignored (SLA 6.4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Advice, AdviceStatus, Customer
from desk.choices import people_of
from desk.fields import MomentField, narrow, person_field, text_field
from infra.forms import RefusableForm
from tickets.coverage import decisions as coverage
from tickets.models import Ticket


class AdviceForm(RefusableForm):
    title = forms.CharField(
        label=gettext_lazy("Advies"),
        help_text=gettext_lazy("In een paar woorden, zoals “Vervang de oude server”."),
        max_length=160,
        error_messages={"required": gettext_lazy("Vat het advies samen in een paar woorden.")},
    )
    text = text_field(
        gettext_lazy("Toelichting"),
        rows=6,
        required=gettext_lazy("Schrijf op wat je adviseert en waarom; de klant leest dit."),
        help_text=gettext_lazy("Wat is het risico, wat stel je voor? De klant leest dit."),
    )
    given_to = person_field(gettext_lazy("Aan"))

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "given_to", people_of(customer))


class RecordedDecisionForm(RefusableForm):
    """What the customer said by telephone or mail, written down by 1do."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("Wat heeft de klant beslist?"),
        choices=[("ja", gettext_lazy("Hij neemt het advies over")), ("nee", gettext_lazy("Hij wijst het advies af"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat de klant heeft beslist.")},
    )
    decided_by = person_field(gettext_lazy("Wie heeft dit beslist?"))
    text = text_field(
        gettext_lazy("Waaruit blijkt dit?"),
        rows=3,
        required=gettext_lazy("Schrijf op waaruit dit blijkt; het is het bewijs (SLA 6.4)."),
        help_text=gettext_lazy("Bijvoorbeeld: mail van 24 november 2026, 10:12. De klant leest dit."),
    )

    decided_at = MomentField(
        label=gettext_lazy("Wanneer besliste de klant?"),
        help_text=gettext_lazy("Leeg: nu. Een incident volgt alleen uit wat ervoor is afgewezen (6.4)."),
        required=False,
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "decided_by", people_of(customer))


class IgnoredAdviceForm(RefusableForm):
    advice = forms.ModelChoiceField(
        label=gettext_lazy("Uit welk afgewezen advies volgt dit incident?"),
        queryset=Advice.objects.none(),
        empty_label=gettext_lazy("Geen advies"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Kies een afgewezen advies van deze klant uit de lijst.")},
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data, initial={"advice": ticket.ignored_advice_id})
        self.fields["advice"].queryset = declined_advices(ticket)  # type: ignore[attr-defined]
        self.fields["advice"].label_from_instance = coverage.advice_words  # type: ignore[attr-defined]
        if not self.fields["advice"].queryset:  # type: ignore[attr-defined]
            self.fields["advice"].help_text = _("Deze klant wees voor deze melding nog geen advies af.")


def declined_advices(ticket: Ticket) -> Any:
    declined = Advice.objects.filter(
        customer=ticket.customer_id, status=AdviceStatus.DECLINED, decided_at__lte=ticket.opened_at
    )
    return declined.select_related("decided_by").order_by("-decided_at")
