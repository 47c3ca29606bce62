"""What a customer fills in about a Service Review (SLA 11): whether he comes, his own points, what he finds of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from infra.forms import RefusableForm
from reviews.models import AttendeeAnswer


class InvitationForm(RefusableForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Komt u?"),
        choices=[
            (AttendeeAnswer.YES, gettext_lazy("Ja, ik kom")),
            (AttendeeAnswer.MAYBE, gettext_lazy("Ja, onder voorbehoud")),
            (AttendeeAnswer.NO, gettext_lazy("Nee, ik kom niet")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies of u komt."),
            "invalid_choice": gettext_lazy("Kies of u komt."),
        },
    )


class OwnPointForm(RefusableForm):
    title = forms.CharField(
        label=gettext_lazy("Wilt u nog iets bespreken?"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Schrijf op waar het over moet gaan."),
            "max_length": gettext_lazy("Gebruik hoogstens 200 tekens."),
        },
    )


class ReviewRemarkForm(RefusableForm):
    remark = forms.CharField(
        label=gettext_lazy("Wilt u er iets bij zeggen?"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": ""}),
        error_messages={"max_length": gettext_lazy("Gebruik hoogstens 5000 tekens.")},
    )


class DoneForm(RefusableForm):
    outcome = forms.CharField(label=gettext_lazy("Wat is ervan geworden?"), max_length=300, required=False)
