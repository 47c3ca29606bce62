"""What is filled in at the desk about visits and recurring work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import Customer, RecurringKind, RecurringWork, Site
from contracts.planned.maintenance import warning
from desk.choices import people_of
from desk.fields import MomentField, day_field, narrow, person_field, text_field
from desk.planned.panel import DISTURBING
from desk.planned.rhythm import Every, Rhythm, Weekday, Which, read_rhythm
from infra.forms import RefusableForm
from tickets.clock import clocks
from tickets.models import Channel, CheckOutcome, Ticket, VisitItem
from tickets.planned.actions import LONGEST, ItemOutcome
from tickets.planned.checking import Found
from tickets.planned.checklists import Check, Checklist, checklist_of, run_of
from tickets.planned.queries import maintenance_hours


# --- Recurring work (SLA 6.1, 8.2) ------------------------------------------------------------------------------------
class LinesField(forms.CharField):
    """One thing on each line; cleans to a list."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        return

    def run_validators(self, value: Any) -> None:
        return


class RecurringForm(RefusableForm):
    called_here = {"rrule": "own_rule"}

    kind = forms.ChoiceField(label=gettext_lazy("Soort werk"), choices=RecurringKind.choices)
    title = forms.CharField(
        label=gettext_lazy("Titel"),
        help_text=gettext_lazy("Wordt het onderwerp van elke melding."),
        max_length=120,
        error_messages={"required": gettext_lazy("Geef het werk een titel.")},
    )
    contact = person_field(gettext_lazy("Wie krijgt de uitkomst?"))
    every = forms.ChoiceField(label=gettext_lazy("Hoe vaak?"), choices=Every.choices, initial=Every.MONTH)
    which = forms.ChoiceField(
        label=gettext_lazy("Op de hoeveelste?"),
        choices=Which.choices,
        help_text=gettext_lazy("Telt niet bij een ritme van weken."),
    )
    day = forms.ChoiceField(label=gettext_lazy("Op welke dag?"), choices=Weekday.choices, initial=Weekday.TUESDAY)
    own_rule = forms.CharField(
        label=gettext_lazy("Of een eigen regel"),
        help_text=gettext_lazy("Een iCalendar-regel, zoals FREQ=YEARLY;BYMONTH=3. Gaat voor op de drie keuzes."),
        max_length=200,
        required=False,
    )
    starts_on = day_field(gettext_lazy("Vanaf"))
    ends_on = day_field(gettext_lazy("Tot en met"), required=False)
    items = LinesField(
        label=gettext_lazy("Servers of onderdelen"),
        help_text=gettext_lazy("Eén per regel."),
        max_length=6_000,
        required=False,
    )
    checklist = LinesField(
        label=gettext_lazy("Controlelijst"),
        help_text=gettext_lazy("Eén controle per regel; elke server krijgt ze allemaal."),
        max_length=12_000,
        required=False,
    )

    def __init__(self, *args: Any, customer: Customer, work: RecurringWork | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(work)} | kwargs)
        narrow(self, "contact", people_of(customer))
        if work is not None and work.clause_id:
            for name in set(self.fields) - {"title", "contact"}:
                del self.fields[name]  # signed with the DAP

    @property
    def given(self) -> dict[str, Any]:
        """As the verbs of contracts.actions take it."""
        given = dict(self.cleaned_data)
        if "every" not in given:
            return given
        rhythm = Rhythm(Every(given.pop("every")), Weekday(given.pop("day")), Which(given.pop("which")))
        given["rrule"] = given.pop("own_rule").strip().upper() or rhythm.rrule
        return given


def _initial(work: RecurringWork | None) -> dict[str, Any]:
    if work is None:
        return {}
    names = ("kind", "title", "contact", "starts_on", "ends_on", "items", "checklist")
    initial = {name: getattr(work, name) for name in names}
    rhythm = read_rhythm(work.rrule)
    if rhythm is None:
        return initial | {"own_rule": work.rrule}
    return initial | {"every": rhythm.every, "which": rhythm.which, "day": rhythm.day}


class ReasonForm(RefusableForm):
    reason = text_field(gettext_lazy("Waarom?"), rows=2, required=gettext_lazy("Schrijf op waarom."), longest=1_000)


# --- Visits (SLA 8.1) -------------------------------------------------------------------------------------------------
class VisitForm(RefusableForm):
    planned_for = MomentField(label=gettext_lazy("Wanneer?"))
    engineer = forms.ModelChoiceField(
        label=gettext_lazy("Wie gaat er?"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Kies een medewerker"),
        error_messages={"required": gettext_lazy("Kies een medewerker.")},
    )
    contact = person_field(gettext_lazy("Afspraak met"))
    site = forms.ModelChoiceField(
        label=gettext_lazy("Vestiging"), queryset=Site.objects.none(), required=False, empty_label=gettext_lazy("Geen")
    )
    text = text_field(gettext_lazy("Waar gaat het bezoek over?"), rows=3, help_text=gettext_lazy("De klant leest dit."))

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "contact", people_of(customer))
        narrow(self, "engineer", User.objects.filter(is_house=True, is_active=True).order_by("name"))
        narrow(self, "site", customer.sites.all())
        if not customer.sites.exists():
            del self.fields["site"]


class VisitItemForm(RefusableForm):
    text = forms.CharField(
        label=gettext_lazy("Wat moet er tijdens een bezoek gebeuren?"),
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("Schrijf op wat er tijdens het bezoek moet gebeuren."),
            "max_length": gettext_lazy("Houd het bij hoogstens %(limit_value)d tekens."),
        },
    )


class FinishVisitForm(RefusableForm):
    """The minutes, the report, and of each saved item whether it was done."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minuten op locatie"),
        min_value=1,
        max_value=24 * 60,
        error_messages={
            "required": gettext_lazy("Vul het aantal minuten in."),
            "invalid": gettext_lazy("Vul een heel aantal minuten in, bijvoorbeeld 150."),
            "min_value": gettext_lazy("Vul 1 tot en met 1440 minuten in."),
            "max_value": gettext_lazy("Vul 1 tot en met 1440 minuten in."),
        },
    )
    started_at = MomentField(label=gettext_lazy("Begonnen om"))
    text = text_field(
        gettext_lazy("Verslag"), rows=4, help_text=gettext_lazy("De klant leest dit, met de punten hieronder.")
    )

    def __init__(self, *args: Any, items: list[VisitItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"done-{item.pk}"] = forms.BooleanField(label=gettext_lazy("Gedaan"), required=False)
            self.fields[f"outcome-{item.pk}"] = forms.CharField(
                label=_("Uitkomst van: %(what)s") % {"what": item.text}, max_length=LONGEST, required=False
            )

    @property
    def rows(self) -> list[tuple[VisitItem, forms.BoundField, forms.BoundField]]:
        return [(item, self[f"done-{item.pk}"], self[f"outcome-{item.pk}"]) for item in self.items]

    @property
    def outcomes(self) -> dict[int, ItemOutcome]:
        return {
            item.pk: ItemOutcome(
                done=self.cleaned_data[f"done-{item.pk}"], outcome=self.cleaned_data[f"outcome-{item.pk}"]
            )
            for item in self.items
        }

    def clean_started_at(self) -> datetime:
        started_at: datetime = self.cleaned_data["started_at"]
        if started_at.year < 2000:
            raise ValidationError(_("Kies een dag van dit jaar."))
        return started_at


class SaveForVisitForm(RefusableForm):
    """The desk's verb on a ticket: what has to be done there."""

    text = forms.CharField(
        label=gettext_lazy("Wat moet er tijdens het bezoek gebeuren?"),
        help_text=gettext_lazy("De klant ziet dit op de lijst van het bezoek."),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Schrijf op wat er tijdens het bezoek moet gebeuren.")},
    )


def resolve_words(ticket: Ticket) -> tuple[str, str]:
    """Label and help of what is said when it is resolved; open checks ask why they are (SLA 6.1)."""
    run = run_of(ticket) if ticket.channel == Channel.SCHEDULE else None
    checklist = checklist_of(run) if run else None
    if checklist is None or not checklist.total:
        return _("Wat is de oplossing?"), _("De klant leest dit.")
    results = _("De klant leest dit, met de uitkomsten per server eronder.")
    if checklist.open:
        words = {"n": checklist.open, "total": checklist.total}
        return _("Waarom zijn %(n)s van %(total)s controles niet ingevuld?") % words, results
    return _("Nog iets bij de uitkomsten?"), results


class PlanTicketForm(RefusableForm):
    """Says when a moment is outside of what was agreed (SLA 8.1, 8.2), and asks whether the customer knows."""

    planned_for = MomentField(label=gettext_lazy("Wanneer?"), autofocus=True)
    text = text_field(gettext_lazy("Wat spreken wij af?"), gettext_lazy("De klant leest dit."))
    agreed = forms.BooleanField(label=gettext_lazy("Toch inplannen: dit is afgestemd met de klant"), required=False)

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data)
        self.ticket = ticket
        self.hours = maintenance_hours(ticket.agreement) if self.disturbs else None
        if self.hours:
            words = {"hours": self.hours.words, "clause": self.hours.citation}
            self.fields["planned_for"].help_text = _("Onderhoudstijden: %(hours)s (%(clause)s).") % words
        if data is None:
            del self.fields["agreed"]

    @property
    def disturbs(self) -> bool:
        return self.ticket.item_type in DISTURBING

    @property
    def is_for_who_plans(self) -> bool:
        """Whether it is up to who plans it. Other work outside opening hours begins with the yes of the customer, for
        which the verb asks itself: no tick of an agent takes its place, and after it nothing is left to ask."""
        return bool(self.hours) or self.ticket.emergency_call or self.ticket.own_visit is not None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_agreed = given.pop("agreed", False)
        moment = given.get("planned_for")
        told = ""
        if moment is not None and moment > self.ticket.updated_at:  # of what is past the verb says so
            office = clocks.standard_hours(self.ticket.agreement)
            told = warning(moment, self.hours, office, disturbs=self.disturbs) if self.is_for_who_plans else ""
        if told and not is_agreed:
            self.add_error("planned_for", told)
        elif not told:
            self.fields.pop("agreed", None)
        return given


# --- The checklist (SLA 6.1) ------------------------------------------------------------------------------------------
class ChecklistForm(RefusableForm):
    """Of each server each check; what is left open stays open."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for number, check in enumerate(checklist.checks):
            label = f"{check.item}: {check.text}"
            self.fields[f"outcome-{number}"] = forms.ChoiceField(
                label=label,
                choices=[("", gettext_lazy("Nog niet ingevuld")), *CheckOutcome.choices],
                initial=check.outcome,
                required=False,
            )
            self.fields[f"note-{number}"] = forms.CharField(
                label=_("Bevinding bij %(check)s") % {"check": label},
                initial=check.note,
                max_length=300,
                required=False,
            )

    @property
    def servers(self) -> list[tuple[str, list[tuple[Check, forms.BoundField, forms.BoundField]]]]:
        found: dict[str, list[tuple[Check, forms.BoundField, forms.BoundField]]] = {}
        for number, check in enumerate(self.checklist.checks):
            row = (check, self[f"outcome-{number}"], self[f"note-{number}"])
            found.setdefault(check.item, []).append(row)
        return list(found.items())

    @property
    def results(self) -> list[Found]:
        """What was filled in, as record_checks takes it."""
        given = self.cleaned_data
        return [
            Found(
                item=check.item,
                check=check.text,
                outcome=given[f"outcome-{number}"],
                note=given[f"note-{number}"],
            )
            for number, check in enumerate(self.checklist.checks)
            if given[f"outcome-{number}"]
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number, check in enumerate(self.checklist.checks):
            outcome, note = given.get(f"outcome-{number}", ""), given.get(f"note-{number}", "")
            if outcome == CheckOutcome.NOT_OK and not note.strip():
                self.add_error(f"note-{number}", _("Schrijf op wat er niet in orde is."))
            elif not outcome and check.outcome:
                self.add_error(f"outcome-{number}", _("Kies een uitkomst; een controle die is ingevuld blijft dat."))
            elif not outcome and note.strip():
                self.add_error(f"outcome-{number}", _("Kies ook een uitkomst."))
        return given
