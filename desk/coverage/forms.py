"""What is filled in at the desk about coverage, and about what the customer is asked (SLA 4.2, 5 to 7, 10)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import ItemType
from contracts.coverage.rules import Verdict
from contracts.models import Advice, AdviceStatus
from contracts.money import euros as euro_words
from contracts.time.rates import RateKind
from desk.numbers import EurosField
from infra.forms import RefusableForm
from sla.edition import EditionRules
from sla.priority import TicketKind
from tickets.approvals.actions import MOST_MINUTES
from tickets.clock import clocks
from tickets.coverage import decisions as coverage
from tickets.models import Approval, ApprovalKind, Ticket


def _text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """Not required here: the action asks for it in its own words."""
    widget = forms.Textarea(attrs={"rows": rows, "data-autosize": ""})
    return forms.CharField(label=label, help_text=help_text, max_length=5_000, required=False, widget=widget)


def feature_choices(rules: EditionRules) -> list[tuple[str, str]]:
    return [(key, clause.text) for key, clause in rules.work_outside.items()]


class DescribeForm(RefusableForm):
    """What the work is on and what is special about it; coverage follows."""

    item_type = forms.ChoiceField(
        label=gettext_lazy("Waaraan is het werk?"), choices=ItemType.choices, widget=forms.RadioSelect
    )
    service = forms.ChoiceField(label=gettext_lazy("SLA-onderdeel (5.2)"))
    features = forms.MultipleChoiceField(
        label=gettext_lazy("Valt het onder een van deze? (6.4)"),
        help_text=gettext_lazy("Zulk werk valt altijd buiten de overeenkomst."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    small_change = forms.BooleanField(
        label=gettext_lazy("Kleine aanpassing, op basis van fair use (7.7)"), required=False
    )
    user_accounts = forms.BooleanField(
        label=gettext_lazy("Basis gebruikersbeheer: inlogaccount erbij of eraf (6.3)"), required=False
    )
    reason = _text(
        gettext_lazy("Toelichting"), gettext_lazy("De klant leest dit als de dekking erdoor verandert."), rows=2
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        facts = ("item_type", "service", "features", "small_change", "user_accounts")
        super().__init__(data, initial={name: getattr(ticket, name) for name in facts})
        rules = clocks.rules_for(ticket.agreement)
        self.fields["service"].choices = [(key, row.text) for key, row in rules.services.items()]  # type: ignore[attr-defined]
        self.fields["features"].choices = feature_choices(rules)  # type: ignore[attr-defined]
        if ticket.kind != TicketKind.AANPASSING:  # what it was for another kind stays as it is
            for name in ("small_change", "user_accounts"):
                self.fields[name].widget = forms.HiddenInput()
        if ticket.coverage_overridden:
            self.fields["reason"].help_text = _(
                "De dekking is met de hand bepaald. Met een toelichting beslist de overeenkomst weer;"
                " de klant leest dit."
            )


class OverrideForm(RefusableForm):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Wat is het dan?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    reason = _text(gettext_lazy("Waarom?"), gettext_lazy("De klant leest dit."))

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data, initial={"verdict": ticket.coverage_verdict})


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
        customer=ticket.customer_id, status=AdviceStatus.DECLINED, given_at__lte=ticket.opened_at
    )
    return declined.select_related("decided_by").order_by("-decided_at")


class EstimateForm(RefusableForm):
    text = _text(gettext_lazy("Waarvoor zijn de kosten?"), gettext_lazy("De klant leest dit."))
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
        help_text=gettext_lazy("Leeg: de tijd tegen het tarief. Vul het alleen in bij een vast bedrag."),
        required=False,
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        rate = RateKind.EMERGENCY if ticket.emergency_call else RateKind.NORMAL
        super().__init__(data, initial={"rate": rate})
        self.fields["rate"].choices = _rates(ticket)  # type: ignore[attr-defined]


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
    text = _text(gettext_lazy("Waarom vervalt de vraag?"), gettext_lazy("De klant leest dit."))

    def __init__(self, data: Any, ticket: Ticket) -> None:
        found = ticket.approvals.open().exclude(kind=ApprovalKind.AUTHORISATION).order_by(F("asked_at"))
        super().__init__(data, initial={"approval": found.first()})
        self.fields["approval"].queryset = found  # type: ignore[attr-defined]
        self.fields["approval"].label_from_instance = _question_words  # type: ignore[attr-defined]


def _question_words(approval: Approval) -> str:
    return f"{approval.get_kind_display().capitalize()}: {approval.text[:80]}"
