"""The shared forms in the portal's words, and the intake cut into steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.agreements.terms import ItemType
from infra.forms import RefusableForm
from sla.edition import EditionRules
from sla.priority import Impact, TicketKind, Urgency
from tickets.forms import UNKNOWN_ITEM, IntakeForm, file_limits


class ExplainedChoice(str):
    """A choice with a line of help below it, as components/_field.html draws it."""

    help: Any

    def __new__(cls, text: Any, help_text: Any) -> ExplainedChoice:
        choice = super().__new__(cls, str(text))
        choice.help = help_text
        return choice


@dataclass(frozen=True)
class IntakeStep:
    name: str
    label: Any
    title: Any
    fields: tuple[str, ...]
    for_kinds: tuple[str, ...] = tuple(TicketKind.values)

    @property
    def asks_kind(self) -> bool:
        return "kind" in self.fields

    @property
    def asks_item(self) -> bool:
        return "item_type" in self.fields

    @property
    def asks_severity(self) -> bool:
        return "impact" in self.fields

    @property
    def asks_description(self) -> bool:
        return "description" in self.fields


STEPS = (
    IntakeStep("soort", _("Soort"), _("Wat is er aan de hand?"), ("kind",)),
    IntakeStep(
        "onderdeel", _("Waarover"), _("Waar gaat het over?"), ("item_type", "is_authorisation", "user_accounts")
    ),
    IntakeStep("ernst", _("Ernst"), _("Hoe erg is het?"), ("impact", "urgency"), (TicketKind.INCIDENT,)),
    IntakeStep(
        "omschrijving",
        _("Omschrijving"),
        _("Vertel erover"),
        ("subject", "description", "steps_taken", "impact_text", "files"),
    ),
    IntakeStep(
        "bereikbaar", _("Bereikbaar"), _("Wie kunnen wij bellen of mailen?"), ("contact_phone", "contact_email")
    ),
)


def steps_for(kind: str) -> list[IntakeStep]:
    return [step for step in STEPS if not kind or kind in step.for_kinds]


def step_named(name: str, kind: str) -> IntakeStep | None:
    return next((step for step in steps_for(kind) if step.name == name), None)


class StepForm(IntakeForm):
    """The intake up to and including one step; the steps before it come from the draft.

    So that each step is checked by the same rules as the whole, and says nothing of what is still to come.
    """

    def __init__(self, step: IntakeStep, rules: EditionRules, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        known = {name for earlier in STEPS[: STEPS.index(step) + 1] for name in earlier.fields}
        for name in [name for name in self.fields if name not in known and name != "form_token"]:
            del self.fields[name]
        _ask_in_the_words_of(self, rules)
        _suit_to(self, kind)

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None or field in self.fields:
            super().add_error(field, error)

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.step.fields if name in self.fields]


class QuestionsForm(RefusableForm):
    """Impact and urgency of an incident that came by mail (SLA 7.9), in the same words as in the intake."""

    impact = forms.TypedChoiceField(
        choices=Impact.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wie er last van heeft; daarmee bepalen wij de prioriteit.")},
    )
    urgency = forms.ChoiceField(
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of u nog kunt werken; daarmee bepalen wij de prioriteit.")},
    )

    def __init__(self, rules: EditionRules, data: Any = None) -> None:
        super().__init__(data)
        _ask_in_the_words_of(self, rules)


def _ask_in_the_words_of(form: forms.Form, rules: EditionRules) -> None:
    _offer(form, "kind", ((kind, ExplainedChoice(*words)) for kind, words in _KINDS.items()))
    _offer(form, "item_type", ((item, ExplainedChoice(*words)) for item, words in _ITEMS.items()))
    if "item_type" in form.fields:
        form.fields["item_type"].required = True
        form.fields["item_type"].error_messages["required"] = _(
            "Kies waar het over gaat. Weet u het niet, kies dan “Weet ik niet”."
        )
    _offer(
        form, "impact", ((int(i), ExplainedChoice(a.answer, a.hint)) for i, a in reversed(list(rules.impacts.items())))
    )
    _offer(form, "urgency", ((str(u), ExplainedChoice(a.answer, a.hint)) for u, a in rules.urgencies.items()))
    for name, question in (("impact", rules.impact_question), ("urgency", rules.urgency_question)):
        if name in form.fields:
            form.fields[name].label = question


_KINDS = {
    TicketKind.INCIDENT: (_("Er werkt iets niet"), _("Iets deed het eerst wel, en nu niet meer of niet goed.")),
    TicketKind.SERVICEVRAAG: (_("Ik heb een vraag"), _("U wilt iets weten, of ons om advies vragen.")),
    TicketKind.AANPASSING: (
        _("Ik wil iets laten aanpassen"),
        _("Iets uitbreiden, vernieuwen of veranderen, zoals een account voor een nieuwe collega."),
    ),
}
_ITEMS: dict[str, tuple[Any, Any]] = {
    ItemType.WERKPLEK: (_("Mijn werkplek"), _("De computer, een printer, of een programma dat alleen u gebruikt.")),
    ItemType.SERVER: (
        _("Een server of programma waar meer mensen in werken"),
        _("Zoals de boekhouding, een gedeelde map of de back-up."),
    ),
    ItemType.NETWERK: (_("Netwerk of wifi"), _("Internet, wifi, of de verbinding tussen vestigingen.")),
    ItemType.MOBIEL: (_("Telefoon of tablet"), ""),
    ItemType.CLOUD: (_("Microsoft 365 of een andere cloud"), _("Mail, Teams, SharePoint of OneDrive.")),
    UNKNOWN_ITEM: (_("Weet ik niet"), _("Wij zoeken het uit en gaan eerst uit van uw werkplek.")),
}


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, ExplainedChoice]]) -> None:
    field = form.fields.get(name)
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _suit_to(form: forms.Form, kind: str) -> None:
    """Ask for a question or a change in other words than for an incident."""
    words: dict[str, tuple[Any, Any]] = {}
    if kind == TicketKind.SERVICEVRAAG:
        words = {
            "subject": (None, _("In een paar woorden, bijvoorbeeld “Hoe deel ik mijn agenda?”.")),
            "description": (_("Wat wilt u weten?"), ""),
            "steps_taken": (_("Wat hebt u zelf al uitgezocht?"), ""),
        }
    elif kind == TicketKind.AANPASSING:
        words = {
            "subject": (None, _("In een paar woorden, bijvoorbeeld “Account voor een nieuwe collega”.")),
            "description": (_("Wat wilt u laten aanpassen?"), _("Ook wanneer het klaar moet zijn, en voor wie.")),
            "steps_taken": (_("Wat hebt u zelf al gedaan of geregeld?"), ""),
        }
    elif kind == TicketKind.INCIDENT:
        words = {
            "description": (_("Wat gebeurt er precies?"), _("Sinds wanneer, bij wie, en welke foutmelding ziet u?"))
        }
    for name, (label, help_text) in words.items():
        if name in form.fields:
            form.fields[name].label = label or form.fields[name].label
            form.fields[name].help_text = help_text
    if kind != TicketKind.INCIDENT:
        form.fields.pop("impact_text", None)
    if kind != TicketKind.AANPASSING:
        form.fields.pop("is_authorisation", None)
        form.fields.pop("user_accounts", None)
    elif "is_authorisation" in form.fields:
        form.fields["is_authorisation"].help_text = _(
            "Zoals toegang tot een map of mailbox. Wie dat bij u mag, bevestigt dit voordat wij beginnen (SLA 10)."
        )
    if "files" in form.fields:
        form.fields["files"].widget.attrs |= file_limits()
        form.fields["files"].help_text = _("Bijvoorbeeld een schermafbeelding. Stuur nooit wachtwoorden mee.")
