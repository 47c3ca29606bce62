"""What is written down when a customer was rung back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from desk.fields import text_field
from infra.forms import RefusableForm


class CallBackForm(RefusableForm):
    outcome = text_field(
        gettext_lazy("Wat heb je besproken en gedaan?"),
        gettext_lazy("Alleen 1do leest dit; het komt terug in de Service Review (SLA 11)."),
        autofocus=True,
    )
