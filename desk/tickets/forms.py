"""What is filled in at the desk on a melding itself; what belongs to a subject lies in its own forms.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contracts.models import Contact, Supplier
from desk.choices import Choices
from desk.fields import choice_field
from infra.forms import RefusableForm
from sla.clock import Party
from sla.priority import Impact, TicketKind, Urgency
from tickets.conversation import Said
from tickets.forms import FormWithToken, MessageForm, file_limits
from tickets.models import MessageDraft


class ComposerForm(MessageForm):
    """An answer to the customer or a note among colleagues, and what happens to the ticket with it. `people` may get it
    in copy (tickets.watching.copies); they are asked for when somebody wants to."""

    ANSWER, NOTE = "antwoord", "intern"
    kind = forms.ChoiceField(
        choices=[(ANSWER, gettext_lazy("Antwoord")), (NOTE, gettext_lazy("Notitie"))],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            gettext_lazy("Kies of dit een antwoord aan de klant is of een notitie voor collega’s."),
        ),
    )
    daarna = forms.ChoiceField(
        choices=[
            ("", gettext_lazy("Verstuur")),
            ("wacht", gettext_lazy("Verstuur en wacht op klant")),
            ("los-op", gettext_lazy("Verstuur en los op")),
        ],
        required=False,
    )

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
    crossed: Sequence[Said] = ()  # what somebody else wrote meanwhile, to be read before this is sent
    cc = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Kies wie dit in kopie krijgt uit de lijst.")},
    )
    macro = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        min_value=1,
        max_value=2**53,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Dit standaardantwoord bestaat niet; kies het opnieuw.")
        ),
    )
    macro_words = ""  # what the chosen one does besides its text
    draft_version = 0

    @classmethod
    def with_draft(cls, drafts: Mapping[str, MessageDraft]) -> ComposerForm:
        """With what this person was writing last; a note stays a note."""
        own = [drafts[act] for act in (cls.ANSWER, cls.NOTE) if act in drafts]
        draft = max(own, key=lambda each: each.updated_at, default=None)
        form = cls(initial={"kind": draft.act if draft else cls.ANSWER, "text": draft.text if draft else ""})
        form.draft_version = draft.version if draft else 0
        return form

    def __init__(self, *args: Any, people: Sequence[Contact] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs |= file_limits() | {"class": "visually-hidden"}
        self.people = people
        self.fields["cc"].choices = [(each.pk, each.name) for each in people]  # type: ignore[attr-defined]

    @property
    def chosen_copies(self) -> list[int]:
        """Also where something else is not right yet."""
        return [int(key) for key in self["cc"].value() or () if str(key).isdecimal()]

    @property
    def copies(self) -> list[Contact]:
        """Whom he chose."""
        return [each for each in self.people if each.pk in self.cleaned_data["cc"]]

    @property
    def is_answer(self) -> bool:
        """Neither is chosen for who chose nothing: what goes to the customer, goes there because somebody said so."""
        return self["kind"].value() == self.ANSWER

    @property
    def is_note(self) -> bool:
        """Which of the two is chosen, also while it is not right yet."""
        return self["kind"].value() == self.NOTE


class WaitForm(FormWithToken):
    party = forms.ChoiceField(
        label=gettext_lazy("Op wie wachten wij?"),
        choices=[(Party.CUSTOMER, gettext_lazy("De klant")), (Party.SUPPLIER, gettext_lazy("Een leverancier"))],
        widget=forms.RadioSelect,
        initial=Party.CUSTOMER,
    )
    text = forms.CharField(
        label=gettext_lazy("Waarop wachten wij?"),
        help_text=gettext_lazy("De klant leest dit. De klok staat stil tot het antwoord er is."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-autosize": "", "data-autofocus": ""}),
        error_messages={"required": gettext_lazy("Schrijf op waarop wij wachten; de klant leest dit.")},
    )
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Welke leverancier?"),
        queryset=Supplier.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("Een andere"),
    )
    supplier_reference = forms.CharField(
        label=gettext_lazy("Kenmerk bij de leverancier"), max_length=80, required=False
    )
    chase_on = forms.DateField(
        label=gettext_lazy("Leverancier nabellen op"),
        help_text=gettext_lazy("Leeg: de volgende werkdag (SLA 7.10)."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Dit is geen dag; kies die in het veld.")},
    )


class TextForm(RefusableForm):
    """One text that goes with an act; each act has its own words for it."""

    text = forms.CharField(
        max_length=5_000,
        required=False,  # the action asks for it, in its own words
        widget=forms.Textarea(attrs={"rows": 4, "data-autosize": "", "data-autofocus": ""}),
    )


class AssignForm(RefusableForm):
    assignee = forms.TypedChoiceField(label=gettext_lazy("Behandelaar"), coerce=int, empty_value=None, required=False)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int, empty_value=None, required=False)
    text = forms.CharField(
        label=gettext_lazy("Waarom, of wat moet de ander weten?"),
        help_text=gettext_lazy("Niet verplicht; alleen collega’s lezen dit."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "assignee").choices = [("", gettext_lazy("Niemand; terug naar het team")), *choices.people]
        choice_field(self, "team").choices = [("", gettext_lazy("Laat zoals het is")), *choices.teams]


class ClassifyForm(RefusableForm):
    kind = forms.ChoiceField(label=gettext_lazy("Meldingstype"), choices=TicketKind.choices, widget=forms.RadioSelect)
    impact = forms.TypedChoiceField(
        label=gettext_lazy("Impact"),
        choices=[("", gettext_lazy("Nog niet bekend")), *Impact.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgentie"),
        choices=[("", gettext_lazy("Nog niet bekend")), *Urgency.choices],
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom verandert dit?"),
        help_text=gettext_lazy("De klant leest dit."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
    )


class DetailsForm(RefusableForm):
    """What the melding says, mended or completed (SLA 9)."""

    subject = forms.CharField(
        label=gettext_lazy("Onderwerp"),
        max_length=160,
        error_messages={"required": gettext_lazy("Een melding heeft een onderwerp.")},
    )
    contact_phone = forms.CharField(label=gettext_lazy("Telefoon voor deze melding"), max_length=30, required=False)
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail voor deze melding"),
        max_length=254,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Dit is geen volledig e-mailadres; het ziet eruit als naam@bedrijf.nl.")
        },
    )
    steps_taken = forms.CharField(
        label=gettext_lazy("Al geprobeerd"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
    )
    impact_text = forms.CharField(
        label=gettext_lazy("Wat kan er daardoor niet?"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
    )
