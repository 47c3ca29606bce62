"""What is said on the ladder (SLA 12)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.fields import text_field
from infra.forms import RefusableForm
from tickets.forms import FormWithToken


class EscalateForm(FormWithToken):
    reason = text_field(
        gettext_lazy("Wat gaat er niet zoals afgesproken?"),
        gettext_lazy("Beide kanten lezen dit (SLA 12)."),
        autofocus=True,
    )


class AcknowledgeForm(RefusableForm):
    text = text_field(
        gettext_lazy("Wat ga je doen?"), gettext_lazy("Niet verplicht; de klant leest dit."), autofocus=True
    )


class OutcomeForm(RefusableForm):
    outcome = text_field(gettext_lazy("Wat is eruit gekomen?"), gettext_lazy("De klant leest dit."), autofocus=True)
