"""Which message becomes a melding of its own, and whose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contact
from infra.forms import RefusableForm
from sla.wording import moment_words
from tickets.models import Ticket, TimelineEntry
from tickets.splitting.actions import splittable

SHOWN = 8


class SplitForm(RefusableForm):
    entry = forms.ChoiceField(label=gettext_lazy("Welk bericht?"), widget=forms.RadioSelect)
    subject = forms.CharField(
        label=gettext_lazy("Onderwerp van de nieuwe melding"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Leeg: hetzelfde onderwerp."),
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Van wie?"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Van wie het schreef"),
        help_text=gettext_lazy(
            "Het bericht verhuist met zijn bestanden; de klok van de nieuwe melding loopt vanaf het moment dat het"
            " binnenkwam. Niemand krijgt er mail van."
        ),
    )

    def __init__(self, data: Any, ticket: Ticket) -> None:
        lines = splittable(ticket)[:SHOWN]
        super().__init__(data, initial={"entry": lines[0].pk if lines else None})
        self.fields["entry"].choices = [(str(line.pk), _describe(line)) for line in lines]  # type: ignore[attr-defined]
        if not lines:
            self.fields["entry"].help_text = _("De klant schreef hier nog maar één bericht; dat blijft hier.")
        people = Contact.objects.filter(customer=ticket.customer_id, is_active=True)
        self.fields["contact"].queryset = people.order_by("name")  # type: ignore[attr-defined]


def _describe(line: TimelineEntry) -> str:
    wrote = line.contact or line.by
    words = {
        "moment": moment_words(line.at),
        "name": wrote.name if wrote else "",
        "text": Truncator(line.text or _("(alleen een bestand)")).chars(80),
    }
    return _("%(moment)s, %(name)s: %(text)s") % words
