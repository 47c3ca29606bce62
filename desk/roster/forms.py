"""What a coordinator fills in on the roster."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import AbsenceReason, Duty, DutyKind, DutyLine, Team, User
from desk.choices import colleagues
from desk.fields import MomentField, day_field, narrow
from infra.forms import RefusableForm

FIRST, BACKUP, OPENING = "eerste", "achterwacht", "openingstijden"


def colleague_field(label: Any, **kwargs: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Kies een medewerker"),
        error_messages={
            "required": gettext_lazy("Kies een medewerker."),
            "invalid_choice": gettext_lazy("Deze medewerker is er niet (meer); kies een ander."),
        },
        **kwargs,
    )


class DutyForm(RefusableForm):
    """A turn: of a person for the Calamiteitendienst, or of a team in opening hours."""

    prefix = "dienst"
    what = forms.ChoiceField(
        label=gettext_lazy("Dienst"),
        choices=[
            (FIRST, gettext_lazy("Calamiteitendienst, eerste")),
            (BACKUP, gettext_lazy("Calamiteitendienst, achterwacht")),
            (OPENING, gettext_lazy("Openingstijden, team")),
        ],
        error_messages={"invalid_choice": gettext_lazy("Deze dienst bestaat niet; kies er een uit de lijst.")},
    )
    person = colleague_field(gettext_lazy("Wie"), required=False)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        help_text=gettext_lazy("Alleen voor de openingstijden."),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("Kies een team"),
        error_messages={"invalid_choice": gettext_lazy("Dit team is er niet (meer); kies een ander.")},
    )
    starts_at = MomentField(label=gettext_lazy("Van"))
    ends_at = MomentField(label=gettext_lazy("Tot"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "person", colleagues())
        narrow(self, "team", Team.objects.order_by("name"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wanted = "team" if cleaned.get("what") == OPENING else "person"
        if "what" in cleaned and wanted not in self.errors and not cleaned.get(wanted):
            words = {"team": gettext_lazy("Kies een team."), "person": gettext_lazy("Kies een medewerker.")}
            self.add_error(wanted, str(words[wanted]))
        return cleaned

    @property
    def line(self) -> int:
        return DutyLine.BACKUP if self.cleaned_data["what"] == BACKUP else DutyLine.FIRST

    @property
    def kind(self) -> str:
        return DutyKind.OPENING if self.cleaned_data["what"] == OPENING else DutyKind.EMERGENCY


class ExchangeForm(RefusableForm):
    """Who takes over a turn, or which part of it."""

    person = colleague_field(gettext_lazy("Wie neemt over?"))
    starts_at = MomentField(label=gettext_lazy("Van"))
    ends_at = MomentField(label=gettext_lazy("Tot"))

    def __init__(self, data: Any, duty: Duty) -> None:
        super().__init__(data, initial={"starts_at": duty.starts_at, "ends_at": duty.ends_at})
        narrow(self, "person", colleagues().exclude(pk=duty.person_id or 0))


class AbsenceForm(RefusableForm):
    prefix = "afwezig"
    person = colleague_field(gettext_lazy("Wie is er niet?"))
    first_day = day_field(gettext_lazy("Eerste dag"))
    last_day = day_field(gettext_lazy("Laatste dag"))
    reason = forms.ChoiceField(label=gettext_lazy("Reden"), choices=AbsenceReason.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "person", colleagues())
