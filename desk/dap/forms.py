"""A clause of the DAP as it is filled in: what its kind needs, and the people it names (SLA 2.2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.dap.actions import BOTH_SIDES, FEWEST_REVIEWS, MOST_REVIEWS
from contracts.dap.words import RHYTHM_KINDS, day_name
from contracts.models import ClauseKind, Contact, DapClause, DapPerson, ServiceAgreement
from contracts.models.dap import SECTION_OF
from desk.choices import colleagues
from desk.fields import day_field, long_text
from desk.planned.rhythm import Every, Rhythm, Weekday, Which, read_rhythm
from infra.forms import RefusableForm
from sla.business_hours import WEEKDAYS, parse_windows

MOST_PEOPLE, BLANK_ROWS = 100, 2
WITHOUT_PEOPLE = frozenset({ClauseKind.TEXT, ClauseKind.MONITORING, ClauseKind.REMOTE_VIEWING, ClauseKind.MAINTENANCE})
AS_IT_IS = "zoals-het-is"
PEOPLE_QUESTION = {
    ClauseKind.TEST_RESTORE: gettext_lazy("Wie krijgt de uitkomst?"),
    ClauseKind.SERVER_APK: gettext_lazy("Wie krijgt de uitkomst?"),
    ClauseKind.ROLES: gettext_lazy("Wie horen hierbij?"),
    ClauseKind.REVIEW: gettext_lazy("Wie worden uitgenodigd? De eerste is de vaste contactpersoon."),
}


class ClauseForm(RefusableForm):
    number = forms.CharField(label=gettext_lazy("Nummer"), max_length=12, required=False)
    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=120,
        error_messages={"required": gettext_lazy("Geef de bepaling een titel.")},
    )
    text = long_text(gettext_lazy("Tekst"))

    def __init__(self, data: Any, *, concept: ServiceAgreement, kind: str, clause: DapClause | None = None) -> None:
        self.kind, self.settings = kind, clause.settings if clause else {}
        super().__init__(data, initial=_initial(kind, clause))
        if kind == ClauseKind.TEXT:
            self.fields["text"].required = True
            self.fields["text"].error_messages["required"] = _("Schrijf de afspraak op.")
        if kind == ClauseKind.MAINTENANCE:
            for day in WEEKDAYS:
                self.fields[day] = forms.CharField(label=day_name(day).capitalize(), max_length=80, required=False)
        if self.has_rhythm:
            self._add_rhythm()
        if self.is_review:
            self._add_review()

    @property
    def is_review(self) -> bool:
        return self.kind == ClauseKind.REVIEW

    @property
    def has_rhythm(self) -> bool:
        return self.kind in (*RHYTHM_KINDS, ClauseKind.MAINTENANCE)

    @property
    def days(self) -> list[Any]:
        return [self[day] for day in WEEKDAYS] if self.kind == ClauseKind.MAINTENANCE else []

    def _add_rhythm(self) -> None:
        every: list[tuple[str, Any]] = list(Every.choices)
        if self.initial["every"] == AS_IT_IS:
            every.insert(0, (AS_IT_IS, self.settings["rrule"]))
        if self.kind == ClauseKind.MAINTENANCE:
            every.insert(0, ("", _("geen vast ritme")))
        self.fields["every"] = forms.ChoiceField(label=_("Hoe vaak"), choices=every, required=self.kind in RHYTHM_KINDS)
        self.fields["which"] = forms.ChoiceField(label=_("Welke van de maand"), choices=Which.choices, required=False)
        self.fields["day"] = forms.ChoiceField(label=_("Dag"), choices=Weekday.choices, required=False)
        self.fields["checklist"] = long_text(
            _("Controlelijst"), help_text=_("Eén punt per regel; elk punt krijgt per keer een uitkomst.")
        )
        self.fields["items"] = long_text(
            _("Servers of onderdelen"), rows=3, help_text=_("Eén per regel. Leeg: de lijst wordt één keer nagelopen.")
        )

    def _add_review(self) -> None:
        self.fields["per_year"] = forms.IntegerField(
            label=_("Service Reviews per jaar"),
            min_value=FEWEST_REVIEWS,
            max_value=MOST_REVIEWS,
            error_messages={"required": _("Vul in hoe vaak per jaar: 1 tot en met 12.")},
        )
        self.fields["points"] = long_text(
            _("Eigen agendapunten"), help_text=_("Eén per regel; zij komen na de zeven van SLA 11."), rows=3
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for day in WEEKDAYS if self.kind == ClauseKind.MAINTENANCE else ():
            try:
                given[day] = windows_of(given.get(day, ""))
            except ValueError:
                self.add_error(day, _("Schrijf de tijden als 18:00-22:00, op volgorde."))
        return given

    @property
    def clause(self) -> dict[str, Any]:
        """What `set_clause` takes, but for the people."""
        given = self.cleaned_data
        found: dict[str, Any] = {"kind": self.kind, "settings": {}}
        found |= {name: given[name] for name in ("number", "title", "text")}
        if self.kind == ClauseKind.MAINTENANCE:
            found["settings"]["windows"] = {day: given[day] for day in WEEKDAYS if given[day]}
        if self.has_rhythm:
            found["settings"] |= {"rrule": self._rrule()}
            found["settings"] |= {name: given[name].splitlines() for name in ("checklist", "items")}
        if self.is_review:
            found["settings"] = {"per_year": given["per_year"], "points": given["points"].splitlines()}
        return found

    def _rrule(self) -> str:
        given = self.cleaned_data
        if given["every"] == AS_IT_IS:
            return str(self.settings["rrule"])
        if not given["every"]:
            return ""
        return Rhythm(
            Every(given["every"]), Weekday(given["day"] or Weekday.MONDAY), Which(given["which"] or "1")
        ).rrule


def windows_of(text: str) -> list[list[str]]:
    """ "18:00-22:00, 23:00-24:00" as pairs; ValueError for what is none."""
    parts = text.replace(",", " ").replace("–", "-").replace(" - ", "-").split()
    windows = [[opens.zfill(5), closes.zfill(5)] for opens, _dash, closes in (part.partition("-") for part in parts)]
    parse_windows(windows)
    return windows


def _initial(kind: str, clause: DapClause | None) -> dict[str, Any]:
    if clause is None:
        initial: dict[str, Any] = {"number": SECTION_OF.get(kind, ""), "title": ClauseKind(kind).label}
        if kind == ClauseKind.TEXT:
            initial["title"] = ""
    else:
        initial = {"number": clause.number, "title": clause.title, "text": clause.text}
    settings = clause.settings if clause else {}
    rhythm = read_rhythm(settings.get("rrule", ""))
    initial["every"] = rhythm.every if rhythm else AS_IT_IS if settings.get("rrule") else ""
    if rhythm:
        initial |= {"which": rhythm.which, "day": rhythm.day}
    elif clause is None and kind in RHYTHM_KINDS:
        initial |= {"every": Every.MONTH, "which": Which.FIRST, "day": Weekday.TUESDAY}
    for name in ("checklist", "items", "points"):
        initial[name] = "\n".join(settings.get(name, []))
    initial["per_year"] = settings.get("per_year", 2)
    for day, windows in settings.get("windows", {}).items():
        initial[day] = ", ".join(f"{opens}-{closes}" for opens, closes in windows)
    return initial


class PersonForm(RefusableForm):
    """One line of the people; without a choice it is left out."""

    who = forms.ChoiceField(label=gettext_lazy("Persoon"), required=False)
    step = forms.TypedChoiceField(label=gettext_lazy("Trede"), coerce=int, empty_value=None, required=False)
    starts_on = day_field(gettext_lazy("Vanaf"), required=False)
    ends_on = day_field(gettext_lazy("Tot en met"), required=False)

    def __init__(self, *args: Any, choices: PeopleChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.fields["who"].choices = choices.who  # type: ignore[attr-defined]
        if choices.steps:
            self.fields["step"].choices = choices.steps  # type: ignore[attr-defined]
        else:
            del self.fields["step"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("who"):
            if given.get("starts_on") or given.get("ends_on"):
                self.add_error("who", _("Kies wie het is, of maak de dagen leeg."))
            return given
        if self.choices.steps and given.get("step") is None and "step" not in self.errors:
            self.add_error("step", _("Kies een trede."))
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("De einddatum ligt voor de begindatum."))
        return given

    @property
    def person(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if not given.get("who"):
            return None
        kind, _colon, pk = given["who"].partition(":")
        row = {kind: self.choices.people[given["who"]], "step": given.get("step")}
        return row | {name: given.get(name) for name in ("starts_on", "ends_on")}


class PeopleChoices:
    """Who can be named in a clause, and on which steps of SLA 12. Two queries at most."""

    def __init__(self, concept: ServiceAgreement, kind: str) -> None:
        contacts = list(Contact.objects.filter(customer=concept.customer_id, is_active=True).order_by("name"))
        house = list(colleagues()) if kind in BOTH_SIDES else []
        self.people: dict[str, Any] = {f"contact:{contact.pk}": contact for contact in contacts}
        self.people |= {f"user:{user.pk}": user for user in house}
        theirs = [(f"contact:{contact.pk}", _with_department(contact)) for contact in contacts]
        ours = [(f"user:{user.pk}", user.name) for user in house]
        groups = [(concept.customer.name, theirs), ("1do", ours)] if house else theirs
        self.who: list[Any] = [("", _("Kies een persoon")), *groups]
        self.steps: list[Any] = []
        if kind == ClauseKind.ESCALATION:
            ladder = concept.edition.rules.escalation
            self.steps = [("", _("Kies")), *((row.step, f"{row.step} – {row.level}") for row in ladder)]


def _with_department(contact: Contact) -> str:
    return f"{contact.name} ({contact.department})" if contact.department else contact.name


class _PeopleFormSet(BaseFormSet):  # not generic at run time
    def clean(self) -> None:
        """The same person twice in one clause (of an escalation: on one step) says nothing more."""
        seen = set()
        for form in self.forms:
            given = getattr(form, "cleaned_data", {})
            key = given.get("who"), given.get("step")
            if key[0] and key in seen:
                form.add_error("who", _("Deze persoon staat er al."))
            seen.add(key)
        if any(form.errors for form in self.forms):
            raise ValidationError(_("Zie de regels hieronder."))

    @property
    def people(self) -> list[dict[str, Any]]:
        return [row for row in (form.person for form in self.forms) if row]


PeopleFormSet: Any = forms.formset_factory(
    PersonForm,
    formset=_PeopleFormSet,
    extra=BLANK_ROWS,
    max_num=MOST_PEOPLE,
    absolute_max=MOST_PEOPLE + 10,
    validate_max=True,
)


def people_form(data: Any, *, concept: ServiceAgreement, kind: str, clause: DapClause | None) -> Any:
    """None where a clause names nobody."""
    if kind in WITHOUT_PEOPLE:
        return None
    initial = [_initial_person(person) for person in clause.people.all()] if clause else []
    choices = PeopleChoices(concept, kind)
    return PeopleFormSet(data, prefix="people", initial=initial, form_kwargs={"choices": choices})


def _initial_person(person: DapPerson) -> dict[str, Any]:
    who = f"contact:{person.contact_id}" if person.contact_id else f"user:{person.user_id}"
    return {"who": who, "step": person.step, "starts_on": person.starts_on, "ends_on": person.ends_on}
