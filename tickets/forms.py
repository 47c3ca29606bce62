"""Forms that portal and desk share: the same intake and the same messages, whatever the door."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contracts.agreements.terms import ItemType
from contracts.models import Contact
from infra.errors import Refused
from infra.forms import RefusableForm
from sla.priority import Impact, TicketKind, Urgency
from tickets.attachments import check_files
from tickets.intake.report import Report, WorkFacts
from tickets.models import SecretKind


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [file for file in (data if isinstance(data, Sequence) else [data]) if file]
        try:
            check_files(files)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
        return files


def new_form_token() -> str:
    return secrets.token_urlsafe(24)


class FormWithToken(RefusableForm):
    """The token makes fifty equal posts one: actions know it again."""

    form_token = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_token"].initial = new_form_token


class SecretForm(FormWithToken):
    """What is handed over once, and nothing else (SLA 10); actions check it."""

    kind = forms.ChoiceField(
        label=_("Wat geeft u door?"),
        choices=[(kind.value, capfirst(kind.label)) for kind in SecretKind],
        error_messages={"required": _("Kies wat u doorgeeft."), "invalid_choice": _("Kies wat u doorgeeft.")},
    )
    secret = forms.CharField(
        label=_("Het geheim zelf"),
        help_text=_("Zonder de gebruikersnaam: die hoort er nooit bij (SLA 10)."),
        strip=False,
        max_length=4_000,
        widget=forms.Textarea(
            attrs={"rows": 2, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "class": "mono"}
        ),
        error_messages={
            "required": _("Vul in wat u doorgeeft."),
            "max_length": _("Dit is te lang: hoogstens 4000 tekens."),
        },
    )


class MessageForm(FormWithToken):
    """A reply or a note, with files."""

    text = forms.CharField(
        label=_("Bericht"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-autosize": ""}),
        error_messages={"max_length": _("Uw bericht is te lang; stuur het lange deel mee als bestand.")},
    )
    files = FilesField(label=_("Bijlagen"), required=False)  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("text", "").strip() and not cleaned.get("files"):
            self.add_error("text", _("Typ een bericht, of voeg een bestand toe."))
        return cleaned


UNKNOWN_ITEM = "onbekend"  # who does not know is helped as if it were his own workplace, until an agent knows better


class IntakeForm(FormWithToken):
    """The minimum information of a melding (SLA 9), per kind; impact and urgency only of an incident (SLA 7.9).

    What it is about decides, with the agreement, whether the work is covered (SLA 5.2); a request for rights waits for
    a confirmation (SLA 10).
    """

    kind = forms.ChoiceField(
        label=_("Wat is er aan de hand?"),
        choices=TicketKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat er aan de hand is.")},
    )
    item_type = forms.ChoiceField(
        label=_("Waar gaat het over?"),
        choices=[*ItemType.choices, (UNKNOWN_ITEM, _("Weet ik niet"))],
        required=False,
        widget=forms.RadioSelect,
    )
    user_accounts = forms.BooleanField(
        label=_("Het gaat om het account van een nieuwe of vertrekkende medewerker"), required=False
    )
    is_authorisation = forms.BooleanField(label=_("Het gaat om rechten of toegang"), required=False)
    impact = forms.TypedChoiceField(
        label=_("Wie heeft er last van?"),
        choices=Impact.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    urgency = forms.ChoiceField(
        label=_("Kunt u nog werken?"), choices=Urgency.choices, required=False, widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=_("Onderwerp"),
        max_length=160,
        help_text=_("In een paar woorden, bijvoorbeeld “Printer op de eerste verdieping print niet”."),
        error_messages={
            "required": _("Geef uw melding een onderwerp, in een paar woorden."),
            "max_length": _("Het onderwerp is te lang; zet de rest in de omschrijving."),
        },
    )
    description = forms.CharField(
        label=_("Omschrijving"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "data-autosize": ""}),
        error_messages={"required": _("Omschrijf zo precies mogelijk wat er gebeurt of wat u wilt.")},
    )
    steps_taken = forms.CharField(
        label=_("Wat hebt u al geprobeerd?"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
        help_text=_("Nog niets? Schrijf dat dan op."),
    )
    impact_text = forms.CharField(
        label=_("Wat kan er daardoor niet?"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
    )
    contact_phone = forms.CharField(
        label=_("Telefoonnummer"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    contact_email = forms.EmailField(
        label=_("E-mailadres"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Dit is geen volledig e-mailadres; het ziet eruit als naam@bedrijf.nl.")},
    )
    files = FilesField(label=_("Bijlagen"), required=False)  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == TicketKind.INCIDENT:
            self._require("impact", _("Kies wie er last van heeft; daarmee bepalen wij de prioriteit."))
            self._require("urgency", _("Kies of u nog kunt werken; daarmee bepalen wij de prioriteit."))
            self._require("steps_taken", _("Schrijf op wat u al hebt geprobeerd, ook als dat niets is."))
        elif "kind" in cleaned:
            cleaned["impact"], cleaned["urgency"] = None, None
        if cleaned.get("kind") != TicketKind.AANPASSING:
            cleaned["user_accounts"] = cleaned["is_authorisation"] = False
        if cleaned.get("item_type") in ("", UNKNOWN_ITEM):
            cleaned["item_type"] = ItemType.WERKPLEK
        if not self.errors and not (cleaned.get("contact_phone") or cleaned.get("contact_email")):
            self.add_error(
                "contact_phone", _("Vul een telefoonnummer of een e-mailadres in, om terug te bellen of te mailen.")
            )
        return cleaned

    def report(self, contact: Contact, files: Sequence[UploadedFile] | None = None) -> Report:
        """What was filled in, by this contact; `files` where they were kept apart from the form."""
        given = self.cleaned_data
        return Report(
            contact=contact,
            kind=given["kind"],
            subject=given["subject"],
            description=given["description"],
            impact=given["impact"],
            urgency=given["urgency"],
            steps_taken=given["steps_taken"],
            impact_text=given["impact_text"],
            contact_phone=given["contact_phone"],
            contact_email=given["contact_email"],
            files=given["files"] if files is None else files,
        )

    def facts(self) -> WorkFacts:
        given = self.cleaned_data
        return WorkFacts(
            item_type=given["item_type"],
            user_accounts=given["user_accounts"],
            is_authorisation=given["is_authorisation"],
        )

    def _require(self, field: str, message: Any) -> None:
        if field not in self.errors and not self.cleaned_data.get(field):
            self.add_error(field, message)


def file_limits() -> dict[str, Any]:
    """For static/js/files.js, which says at once what the server would say later."""
    return {
        "data-files": "",
        "data-max-bytes": settings.ATTACHMENT_MAX_BYTES,
        "data-max-count": settings.ATTACHMENT_MAX_COUNT,
    }
