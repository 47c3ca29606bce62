"""With which melding this one is merged, and which comes out again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from sla.wording import moment_words
from tickets.merging.queries import mergeable_with, merged_here
from tickets.models import Ticket

SHOWN = 6


class NumberOrChoice(RefusableForm):
    """One of the likely ones, or a number that is typed; the number wins."""

    chosen = forms.ChoiceField(label=gettext_lazy("Met welke melding?"), widget=forms.RadioSelect, required=False)
    into = forms.IntegerField(
        label=gettext_lazy("Of het nummer van een andere melding"),
        min_value=1,
        max_value=2**53,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Vul alleen het nummer in.")},
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data)
        self.likely = list(mergeable_with(ticket)[:SHOWN])
        self.fields["chosen"].choices = [(str(each.pk), describe(each)) for each in self.likely]  # type: ignore[attr-defined]
        if not self.likely:
            del self.fields["chosen"]
            self.fields["into"].label = _("Nummer van de andere melding")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["into"] = given.get("into") or int(given.get("chosen") or 0)
        if not given["into"] and "into" not in self.errors and "chosen" not in self.errors:
            self.add_error("into", _("Kies een melding, of vul het nummer in."))
        return given


class MergeForm(NumberOrChoice):
    sight_confirmed = forms.BooleanField(
        label=gettext_lazy("Beide melders mogen elkaars berichten lezen"),
        help_text=gettext_lazy("Alleen nodig als zij door verschillende mensen zijn gemeld."),
        required=False,
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        super().__init__(data, ticket)
        first = "chosen" if "chosen" in self.fields else "into"
        self.fields[first].help_text = _(
            "De oudste van de twee blijft, met haar klok en dekking. Alles van de andere staat daar dan bij, ook de"
            " uren; wat daar nog op binnenkomt, gaat daarin verder. Een dag lang ongedaan te maken. Niemand krijgt er"
            " mail van."
        )


class UnmergeForm(RefusableForm):
    number = forms.ChoiceField(label=gettext_lazy("Welke melding staat weer apart?"), widget=forms.RadioSelect)

    def __init__(self, data: Any, ticket: Ticket) -> None:
        gone = [each.ticket for each in merged_here(ticket, timezone.now()) if each.undone_until]
        super().__init__(data, initial={"number": gone[0].pk if len(gone) == 1 else None})
        self.fields["number"].choices = [(str(each.pk), describe(each)) for each in gone]  # type: ignore[attr-defined]
        self.fields["number"].help_text = (
            _("Wat er sinds het samenvoegen is gezegd, blijft hier staan.")
            if gone
            else _("Er is niets meer ongedaan te maken: dat kan tot een dag na het samenvoegen.")
        )


def describe(ticket: Ticket) -> str:
    words = {
        "number": ticket.pk,
        "subject": ticket.subject,
        "name": ticket.contact.name,
        "moment": moment_words(ticket.opened_at),
    }
    return _("#%(number)s %(subject)s (%(name)s, %(moment)s)") % words
