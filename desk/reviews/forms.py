"""What is filled in about a Service Review (SLA 11): when and with whom, what is done about it, why it changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import Contact, Customer
from contracts.time.meters import HoursVerdict
from desk.choices import colleagues, people_of
from desk.fields import MomentField, PeopleField, choice_field, day_field, narrow, person_field, text_field
from infra.forms import RefusableForm
from reviews.models import Review, ReviewAttendee
from reviews.reviewing.planning import ReviewPlan


class ReviewMoveForm(RefusableForm):
    planned_for = MomentField(label=gettext_lazy("Wanneer"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Hoeveel minuten"),
        initial=60,
        error_messages={"required": gettext_lazy("Vul in hoe lang het duurt, in minuten.")},
    )
    place = forms.CharField(label=gettext_lazy("Waar"), max_length=200, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link om deel te nemen"),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Vul een adres in dat met https:// begint.")},
    )
    first_day = day_field(gettext_lazy("Besproken periode vanaf"))
    last_day = day_field(gettext_lazy("Tot en met"))

    @property
    def plan(self) -> ReviewPlan:
        given = self.cleaned_data
        return ReviewPlan(
            planned_for=given["planned_for"],
            minutes=given["minutes"],
            place=given["place"],
            link=given["link"],
            first_day=given["first_day"],
            last_day=given["last_day"],
        )


class ReviewPlanForm(ReviewMoveForm):
    fixed_contact = person_field(gettext_lazy("Vaste contactpersoon van de klant"))
    account_manager = forms.ModelChoiceField(
        label=gettext_lazy("Accountmanager"),
        queryset=User.objects.none(),
        error_messages={"required": gettext_lazy("Kies wie er namens 1do bij is.")},
    )
    contacts = PeopleField(
        label=gettext_lazy("Wie nog meer van de klant"),
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    users = PeopleField(
        label=gettext_lazy("Wie nog meer van 1do"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "fixed_contact", people_of(customer))
        narrow(self, "account_manager", colleagues())
        narrow(self, "contacts", people_of(customer))
        narrow(self, "users", colleagues())
        for name in ("account_manager", "users"):
            self.fields[name].label_from_instance = _name  # type: ignore[attr-defined]

    @property
    def others(self) -> list[Contact | User]:
        return [*self.cleaned_data["contacts"], *self.cleaned_data["users"]]


def _name(user: User) -> str:
    return user.name


class _SomebodyForm(RefusableForm):
    """Somebody of the customer or of 1do, in one list."""

    person = forms.ChoiceField(
        label=gettext_lazy("Wie"),
        error_messages={
            "required": gettext_lazy("Kies wie het is."),
            "invalid_choice": gettext_lazy("Kies wie het is, uit de lijst."),
        },
    )

    def __init__(self, review: Review, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts, users = list(people_of(review.customer)), list(colleagues())
        self.people: dict[str, Contact | User] = {f"contact:{each.pk}": each for each in contacts}
        self.people |= {f"user:{each.pk}": each for each in users}
        choice_field(self, "person").choices = [
            ("", gettext_lazy("Kies iemand")),
            (review.customer.name, [(f"contact:{each.pk}", each.name) for each in contacts]),
            ("1do", [(f"user:{each.pk}", each.name) for each in users]),
        ]

    @property
    def who(self) -> Contact | User:
        return self.people[self.cleaned_data["person"]]


class GuestForm(_SomebodyForm):
    called_here = {"fixed_contact": "person", "account_manager": "person"}


class ImprovementForm(_SomebodyForm):
    called_here = {"owner": "person"}

    text = forms.CharField(
        label=gettext_lazy("Wat gaat er gebeuren"),
        max_length=300,
        error_messages={"required": gettext_lazy("Schrijf op wat er gaat gebeuren.")},
    )
    due_on = day_field(gettext_lazy("Klaar op"))
    field_order = ["text", "person", "due_on"]


class ImprovementOutcomeForm(RefusableForm):
    outcome = forms.CharField(label=gettext_lazy("Wat kwam ervan"), max_length=300, required=False)


class AgendaPointForm(RefusableForm):
    title = forms.CharField(
        label=gettext_lazy("Nog een agendapunt"),
        max_length=200,
        error_messages={"required": gettext_lazy("Schrijf op waar het over moet gaan.")},
    )


class CallOffForm(RefusableForm):
    reason = text_field(
        gettext_lazy("Waarom gaat het niet door?"),
        gettext_lazy("De genodigden lezen dit."),
        rows=2,
        longest=300,
        required=gettext_lazy("Schrijf op waarom het niet doorgaat; de genodigden lezen dit."),
    )


class CorrectionForm(RefusableForm):
    reason = text_field(
        gettext_lazy("Waarom komt er een correctie?"),
        gettext_lazy("De klant leest dit."),
        rows=2,
        longest=300,
        required=gettext_lazy("Schrijf op waarom er een correctie komt; de klant leest dit."),
    )


class RemarkForm(RefusableForm):
    remark = text_field(gettext_lazy("Opmerking"), rows=2)


class FitForm(RefusableForm):
    fit = forms.ChoiceField(
        label=gettext_lazy("De SLA is"),
        choices=[("", gettext_lazy("nog geen oordeel")), *HoursVerdict.choices],
        required=False,
    )


class CameForm(RefusableForm):
    came = PeopleField(
        label=gettext_lazy("Wie waren erbij?"),
        queryset=ReviewAttendee.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, review: Review, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = review.attendees.filter(removed_at__isnull=True).select_related("contact", "user")
        narrow(self, "came", invited)
        self.initial.setdefault("came", list(invited.exclude(answer="no").values_list("pk", flat=True)))
