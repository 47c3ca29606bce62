"""What is filled in at the desk."""

from __future__ import annotations

import datetime
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.agreements.terms import ItemType
from contracts.models import Supplier
from desk.choices import Choices
from infra.forms import RefusableForm
from sla.clock import Party
from sla.edition import EditionRules
from sla.priority import Impact, Priority, TicketKind, Urgency
from tickets.forms import FormWithToken, IntakeForm, MessageForm
from tickets.models import Channel, Status

ANY = ("", gettext_lazy("Alle"))
CLOSED_STATUSES = (Status.OPGELOST, Status.GESLOTEN, Status.GEANNULEERD)


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])


class QueueFilterForm(forms.Form):
    """The filters of the queue, as they stand in the URL. An unknown value is said, and left out of the question."""

    q = forms.CharField(required=False, max_length=200)
    weergave = forms.ChoiceField(required=False)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int, empty_value=None, required=False)
    behandelaar = forms.TypedChoiceField(
        label=gettext_lazy("Behandelaar"), coerce=int, empty_value=None, required=False
    )
    klant = forms.TypedChoiceField(label=gettext_lazy("Klant"), coerce=int, empty_value=None, required=False)
    soort = forms.ChoiceField(label=gettext_lazy("Soort"), choices=[ANY, *TicketKind.choices], required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=[ANY, *Status.choices], required=False)
    prioriteit = forms.ChoiceField(label=gettext_lazy("Prioriteit"), choices=[ANY, *Priority.choices], required=False)
    kanaal = forms.ChoiceField(label=gettext_lazy("Kanaal"), choices=[ANY, *Channel.choices], required=False)
    na = forms.CharField(required=False)
    voor = forms.CharField(required=False)

    FILTERS = ("klant", "team", "behandelaar", "soort", "prioriteit", "status", "kanaal")
    _COLUMNS = {
        "klant": "customer",
        "team": "team",
        "behandelaar": "assignee",
        "soort": "kind",
        "prioriteit": "priority",
        "status": "status",
        "kanaal": "channel",
    }

    _UNKNOWN = {
        "q": gettext_lazy("Deze zoekopdracht is te lang, er is niet gezocht; gebruik hoogstens 200 tekens."),
        "weergave": gettext_lazy("“%(value)s” is geen bekende weergave; alle open meldingen staan hier."),
        "team": gettext_lazy("“%(value)s” is geen bekend team; dat filter staat nu uit."),
        "behandelaar": gettext_lazy("“%(value)s” is geen bekende behandelaar; dat filter staat nu uit."),
        "klant": gettext_lazy("“%(value)s” is geen bekende klant; dat filter staat nu uit."),
        "soort": gettext_lazy("“%(value)s” is geen bekende soort; dat filter staat nu uit."),
        "status": gettext_lazy("“%(value)s” is geen bekende status; dat filter staat nu uit."),
        "prioriteit": gettext_lazy("“%(value)s” is geen bekende prioriteit; dat filter staat nu uit."),
        "kanaal": gettext_lazy("“%(value)s” is geen bekend kanaal; dat filter staat nu uit."),
    }

    def __init__(self, data: Any, *, choices: Choices, views: dict[str, Any]) -> None:
        super().__init__(data)
        _choice(self, "weergave").choices = list(views.items())
        _choice(self, "team").choices = [ANY, *choices.teams]
        _choice(self, "behandelaar").choices = [ANY, *choices.people]
        _choice(self, "klant").choices = [ANY, *choices.customers]
        self.is_valid()
        empty = {name: None if name in ("team", "behandelaar", "klant") else "" for name in self.fields}
        self.chosen: dict[str, Any] = empty | self.cleaned_data
        self.chosen["q"] = self.chosen["q"].replace("\x00", "").strip()

    def condition(self, user: User) -> Q:
        return Q(**{column: self.chosen[name] for name, column in self._COLUMNS.items() if self.chosen[name]})

    @property
    def problems(self) -> list[str]:
        """What of the URL was not understood, in words."""
        return [
            str(words) % {"value": str(self.data.get(name, ""))[:60]}
            for name, words in self._UNKNOWN.items()
            if name in self.errors
        ]

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """The filters that are on: name in the URL, label, and the chosen value in words."""
        return [
            (
                name,
                str(self.fields[name].label),
                str(dict(cast(list[tuple[Any, str]], _choice(self, name).choices))[self.chosen[name]]),
            )
            for name in self.FILTERS
            if self.chosen[name]
        ]


class ComposerForm(MessageForm):
    """An answer to the customer or a note among colleagues, and what happens to the ticket with it."""

    ANSWER, NOTE = "antwoord", "intern"
    kind = forms.ChoiceField(
        choices=[(ANSWER, gettext_lazy("Antwoord")), (NOTE, gettext_lazy("Notitie"))], required=False
    )
    daarna = forms.ChoiceField(
        choices=[
            ("", gettext_lazy("Verstuur")),
            ("wacht", gettext_lazy("Verstuur en wacht op klant")),
            ("los-op", gettext_lazy("Verstuur en los op")),
        ],
        required=False,
    )

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


class MomentField(forms.DateTimeField):
    """A day and a time of this age: business hours are worked out for these years."""

    def __init__(self, **kwargs: Any) -> None:
        autofocus = {"data-autofocus": ""} if kwargs.pop("autofocus", False) else {}
        attrs = {"type": "datetime-local", **autofocus}
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            widget=forms.DateTimeInput(attrs=attrs, format="%Y-%m-%dT%H:%M"),
            error_messages={
                "required": gettext_lazy("Kies een dag en een tijd."),
                "invalid": gettext_lazy("Dit is geen dag met een tijd; kies die in het veld."),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment and not 2000 <= moment.year <= 2099:
            raise forms.ValidationError(_("Kies een dag van 2000 tot en met 2099."))
        return moment


class PlanForm(RefusableForm):
    planned_for = MomentField(label=gettext_lazy("Wanneer?"), autofocus=True)
    text = forms.CharField(
        label=gettext_lazy("Wat spreken wij af?"),
        help_text=gettext_lazy("De klant leest dit."),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
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

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "assignee").choices = [("", gettext_lazy("Niemand; terug naar het team")), *choices.people]
        _choice(self, "team").choices = [("", gettext_lazy("Laat zoals het is")), *choices.teams]


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


class PhoneIntakeForm(IntakeForm):
    """The same intake as in the Serviceportaal, with the edition's own words beside each choice."""

    small_change = forms.BooleanField(
        label=gettext_lazy("Het is een kleine aanpassing (fair use, 7.7)"), required=False
    )
    features = forms.MultipleChoiceField(
        label=gettext_lazy("Werk dat altijd buiten de overeenkomst valt (6.4)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, rules: EditionRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = _("Wat voor melding is het?")
        self.fields["subject"].widget.attrs["autofocus"] = True
        self.fields["subject"].error_messages["required"] = _("Geef de melding een onderwerp, in een paar woorden.")
        self.fields["description"].error_messages["required"] = _("Omschrijf wat er gebeurt of wat de beller wil.")
        self.fields["impact"].label = _("Wie heeft er last van?")
        self.fields["urgency"].label = _("Kan er nog gewerkt worden?")
        self.fields["steps_taken"].label = _("Wat is er al geprobeerd?")
        self.fields["steps_taken"].help_text = _("Nog niets? Schrijf dat dan op.")
        self.fields["item_type"].label = _("Waaraan is het werk?")
        self.fields["user_accounts"].label = _("Het is basis gebruikersbeheer: een inlogaccount erbij of eraf (6.3)")
        self.fields["is_authorisation"].label = _("Het gaat om rechten of toegang: de klant bevestigt dit eerst (10)")
        _choice(self, "item_type").choices = ItemType.choices
        _choice(self, "features").choices = [(key, clause.text) for key, clause in rules.work_outside.items()]
        _choice(self, "impact").choices = [
            (impact.value, f"{impact.value} – {rules.impacts[impact].text}") for impact in Impact
        ]
        _choice(self, "urgency").choices = [
            (urgency.value, f"{urgency.value} – {rules.urgencies[urgency].text}") for urgency in Urgency
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") != TicketKind.AANPASSING:
            cleaned["small_change"] = False
        return cleaned

    def _require(self, field: str, message: Any) -> None:
        """To a colleague about the caller, not to the caller."""
        words = {
            "urgency": _("Kies of er nog gewerkt kan worden; daarmee bepalen wij de prioriteit."),
            "steps_taken": _("Schrijf op wat er al is geprobeerd, ook als dat niets is."),
        }
        super()._require(field, words.get(field, message))


class ContactForm(RefusableForm):
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=120,
        error_messages={"required": gettext_lazy("Vul een naam in.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-autofocus": ""}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefoon"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"),
        max_length=254,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Dit is geen volledig e-mailadres; het ziet eruit als naam@bedrijf.nl.")
        },
    )
    department = forms.CharField(label=gettext_lazy("Afdeling"), max_length=80, required=False)
    is_active = forms.BooleanField(
        label=gettext_lazy("Actief: kan meldingen doen en volgen"), required=False, initial=True
    )


class ExceptionForm(RefusableForm):
    """One day with other hours than the calendar says."""

    date = forms.DateField(
        label=gettext_lazy("Dag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Kies een dag."),
            "invalid": gettext_lazy("Dit is geen dag; kies die in het veld."),
        },
    )
    hours = forms.CharField(
        label=gettext_lazy("Open"),
        help_text=gettext_lazy("Bijvoorbeeld 08:00-12:00, of 08:00-12:00 13:00-16:00. Leeg is de hele dag gesloten."),
        max_length=80,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reden"),
        help_text=gettext_lazy("Staat in de uitleg van elk moment dat hierdoor verschuift."),
        max_length=150,
        error_messages={"required": gettext_lazy("Geef een reden.")},
    )

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if day.year > 2100:
            raise forms.ValidationError(_("Kies een dag voor 2100."))
        return day

    @property
    def windows(self) -> list[tuple[str, str]]:
        """ "08:00-12:00 13:00-16:00" as pairs; what is not a pair is left for the calendar to refuse."""
        parts = self.cleaned_data["hours"].replace(",", " ").replace("–", "-").replace(" - ", "-").split()
        return [(opens, closes) for opens, _dash, closes in (part.partition("-") for part in parts)]
