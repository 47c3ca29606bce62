"""What is asked for an import: the file, and of each of its columns what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Customer
from infra.forms import RefusableForm
from integrations.importing.fields import ImportField
from integrations.importing.mapped_words import CHOICES
from integrations.importing.table_file import MOST_BYTES, MOST_ROWS, named
from integrations.importing.uploads import mappings
from integrations.models import ImportKind

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class GivenFile:
    name: str
    data: bytes


def _file() -> forms.FileField:
    return forms.FileField(
        label=gettext_lazy("Bestand"),
        max_length=200,
        help_text=gettext_lazy("Excel (.xlsx) of CSV, tot %(megabytes)s MB en %(rows)s rijen.")
        % {"megabytes": MOST_BYTES // MEGABYTE, "rows": f"{MOST_ROWS:,}".replace(",", ".")},
        error_messages={
            "required": gettext_lazy("Kies een bestand."),
            "empty": gettext_lazy("Dit bestand is leeg."),
            "max_length": gettext_lazy("De naam van dit bestand is te lang; geef het een kortere."),
            "missing": gettext_lazy("Kies een bestand."),
            "invalid": gettext_lazy("Het bestand kwam niet over; kies het nog eens."),
        },
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,.csv,.txt,text/csv", "data-files": "", "data-max-bytes": str(MOST_BYTES)}
        ),
    )


class ImportUploadForm(RefusableForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Wat staat erin?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies wat er in het bestand staat."),
            "invalid_choice": gettext_lazy("Kies wat er in het bestand staat."),
        },
    )
    file = _file()

    def __init__(self, data: Any, files: Any, kinds: Iterable[ImportKind]) -> None:
        super().__init__(data, files, auto_id="upload-%s")
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds if kind != ImportKind.TICKETS]

    def clean_file(self) -> GivenFile:
        return _read(self.cleaned_data["file"])


class TicketsUploadForm(RefusableForm):
    mapping = forms.ChoiceField(
        label=gettext_lazy("Uit welk systeem?"),
        error_messages={
            "required": gettext_lazy("Kies uit welk systeem de meldingen komen."),
            "invalid_choice": gettext_lazy("Kies uit welk systeem de meldingen komen."),
        },
    )
    customer = forms.CharField(
        label=gettext_lazy("Klantnummer"),
        max_length=20,
        help_text=gettext_lazy("Alle meldingen in het bestand worden van deze klant."),
        error_messages={"required": gettext_lazy("Vul het klantnummer in.")},
    )
    file = _file()

    def __init__(self, data: Any, files: Any) -> None:
        super().__init__(data, files, auto_id="tickets-%s")
        field = self.fields["mapping"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Kies het systeem")), *mappings()]

    def clean_customer(self) -> Customer:
        number = self.cleaned_data["customer"].strip()
        customer = Customer.objects.filter(number__iexact=number).first()
        if customer is None:
            raise forms.ValidationError(_("Er is geen klant met nummer %s.") % number)
        return customer

    def clean_file(self) -> GivenFile:
        return _read(self.cleaned_data["file"])


def _read(file: Any) -> GivenFile:
    if file.size > MOST_BYTES:
        words = {"megabytes": f"{file.size / MEGABYTE:.0f}", "most": MOST_BYTES // MEGABYTE}
        raise forms.ValidationError(
            _("Dit bestand is %(megabytes)s MB; het mag tot %(most)s MB zijn. Deel het in kleinere.") % words
        )
    return GivenFile(str(file.name), file.read())


class ColumnsForm(RefusableForm):
    """A choice for each column of the file: which field it is, or none."""

    def __init__(
        self, data: Any, header: Sequence[str], fields: Sequence[ImportField], columns: Mapping[str, int]
    ) -> None:
        super().__init__(data)
        fills = {place: key for key, place in columns.items()}
        choices = [("", _("niet importeren"))]
        choices += [(each.key, f"{each.label} *" if each.is_key else str(each.label)) for each in fields]
        self.places = {f"kolom-{place}": place for place in range(len(header))}
        for (name, place), label in zip(self.places.items(), named(header), strict=True):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=fills.get(place, ""),
                error_messages={"invalid_choice": _("Kies een veld uit de lijst.")},
            )

    def clean(self) -> dict[str, Any]:
        """By field the column; a field that two columns claim is said at the second."""
        columns: dict[str, int] = {}
        for name, place in self.places.items():
            key = self.cleaned_data.get(name)
            if key in columns:
                self.add_error(name, _("Dit veld is hierboven al gekozen; kies er één kolom voor."))
            elif key:
                columns[key] = place
        self.cleaned_data["columns"] = columns
        return self.cleaned_data


class WordsForm(RefusableForm):
    """A choice for each word that a mapping does not know: what it is here, or nothing."""

    def __init__(self, data: Any, unknown: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(data)
        self.places = {f"woord-{number}": each for number, each in enumerate(unknown)}
        for name, (part, _column, word) in self.places.items():
            choices = [("", _("weiger")), *((str(value), label) for value, label in CHOICES[part].choices)]
            self.fields[name] = forms.ChoiceField(
                label=word,
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("Kies wat het is uit de lijst.")},
            )

    def clean(self) -> dict[str, Any]:
        """By part of the mapping what each word is; what is refused is left out."""
        words: dict[str, dict[str, str]] = {}
        for name, (part, _column, word) in self.places.items():
            if value := self.cleaned_data.get(name):
                words.setdefault(part, {})[word] = value
        self.cleaned_data["words"] = words
        return self.cleaned_data
