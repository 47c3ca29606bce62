"""What a verb refused stands beside the field that it is about, whatever the verb calls it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from infra.errors import Refused
from infra.forms import RefusableForm


class SomeForm(RefusableForm):
    called_here = {"user": "email"}

    email = forms.CharField()
    text = forms.CharField()


def refused(error: Refused | ValidationError) -> dict[str, list[str]]:
    form = SomeForm({"email": "jan@klant.example", "text": "Hallo"})
    assert form.is_valid()
    form.refuse(error)
    return dict(form.errors)


def test_a_refusal_stands_beside_its_field_else_above_the_form():
    assert refused(Refused("Te kort.", field="text")) == {"text": ["Te kort."]}
    assert refused(Refused("Niet actief.", field="user")) == {"email": ["Niet actief."]}
    assert refused(Refused("Al gesloten.")) == {"__all__": ["Al gesloten."]}
    assert refused(Refused("Onbekend.", field="elsewhere")) == {"__all__": ["Onbekend."]}


def test_what_a_model_does_not_take_is_said_in_the_same_places():
    assert refused(ValidationError({"user": ["Kies."], "elsewhere": ["Zo niet."]})) == {
        "email": ["Kies."],
        "__all__": ["Zo niet."],
    }
    assert refused(ValidationError("Zo niet.")) == {"__all__": ["Zo niet."]}
