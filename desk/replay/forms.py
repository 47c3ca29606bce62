"""What is asked on the page “Wat als”."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.agreements.terms import TIERS_OF, Package, Tier
from desk.fields import EurosField, NumberField
from sla.models import Calendar, Edition
from tickets.replay import Scenario, calendar_hours

AS_IT_WAS = ("", _("zoals het was"))
NOT_TAKEN = "geen"


class ReplayForm(forms.Form):
    """Sent by GET, so that an outcome has an address. Without any choice every whole package is tried."""

    months = forms.TypedChoiceField(
        label=_("Over"),
        coerce=int,
        choices=[(count, _("%s maanden") % count) for count in (3, 6, 12, 24)],
        initial=6,
    )
    server = forms.ChoiceField(label=Package.SERVER.label, required=False)
    werkplek = forms.ChoiceField(label=Package.WERKPLEK.label, required=False)
    netwerk = forms.ChoiceField(label=Package.NETWERK.label, required=False)
    all_in_1 = forms.ChoiceField(label=Package.ALL_IN_1.label, required=False)
    hours_per_month = NumberField(
        label=_("Uren per maand"),
        help_text=_("Van een All-in-1 (SLA 6.2)."),
        required=False,
        min_value=0,
        max_value=9_999,
    )
    monthly_fee = EurosField(
        label=_("Maandbedrag"),
        help_text=_("Wat het alternatief per maand zou kosten, zonder btw."),
        required=False,
        min_value=0,
        max_value=999_999,
    )
    edition = forms.ChoiceField(label=_("SLA-versie"), required=False)
    calendar = forms.ChoiceField(label=_("Openingstijden"), required=False)
    microsoft_cloud = forms.BooleanField(label=_("Met de optie Microsoft Cloudbeheer"), required=False)

    PACKAGES = {
        "server": Package.SERVER,
        "werkplek": Package.WERKPLEK,
        "netwerk": Package.NETWERK,
        "all_in_1": Package.ALL_IN_1,
    }

    def __init__(self, *args: Any, taken: dict[Package, Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        for name, package in self.PACKAGES.items():
            tiers = [(tier.value, tier.label) for tier in TIERS_OF[package]]
            self._choices(name, [AS_IT_WAS, *tiers, (NOT_TAKEN, _("niet"))])
        versions = Edition.objects.order_by("-loaded_at").values_list("version", flat=True)
        self._choices("edition", [AS_IT_WAS, *((version, version) for version in versions)])
        self._choices("calendar", [AS_IT_WAS, *Calendar.objects.order_by("-slug").values_list("slug", "name")])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def scenario(self) -> Scenario | None:
        """None when nothing was chosen."""
        given = self.cleaned_data
        edition = Edition.objects.filter(version=given["edition"]).first() if given["edition"] else None
        chosen = {
            "packages": self._packages(),
            "rules": edition.rules if edition else None,
            "hours": calendar_hours(given["calendar"]) if given["calendar"] else None,
            "hours_per_month": given["hours_per_month"],
            "monthly_fee": given["monthly_fee"],
            "microsoft_cloud": given["microsoft_cloud"] or None,
        }
        if all(value is None for value in chosen.values()):
            return None
        return Scenario(str(_("Zoals gekozen")), **chosen)

    def _packages(self) -> dict[Package, Tier] | None:
        """What was taken with the choices in its place; None when all stays as it was."""
        chosen = {package: self.cleaned_data[name] for name, package in self.PACKAGES.items()}
        if not any(chosen.values()):
            return None
        packages = dict(self.taken)
        for package, tier in chosen.items():
            if tier == NOT_TAKEN:
                packages.pop(package, None)
            elif tier:
                packages[package] = Tier(tier)
        return packages
