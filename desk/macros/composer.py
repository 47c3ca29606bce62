"""A standard answer in the composer of a melding."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from desk.tickets.forms import ComposerForm
from infra.errors import Refused
from tickets.macros.actions import apply_macro, fill, steps_of
from tickets.models import Macro, Ticket


def with_macro(user: User, ticket: Ticket, key: str) -> ComposerForm | None:
    """With its text filled in; None where `key`, of the address, is none that he may use."""
    macro = _usable(user, key)
    if macro is None:
        return None
    kind = ComposerForm.NOTE if macro.is_note else ComposerForm.ANSWER
    form = ComposerForm(initial={"kind": kind, "text": fill(macro.text, ticket, user), "macro": macro.pk})
    form.macro_words = words_of(macro)
    return form


def words_again(user: User, key: str) -> str:
    """Beside a message that came back."""
    macro = _usable(user, key)
    return words_of(macro) if macro else ""


def words_of(macro: Macro) -> str:
    steps = ", ".join(str(step.words) for step in steps_of(macro))
    return f"{macro.name}: {steps}" if steps else macro.name


def carry_out(ticket: Ticket, key: int, *, by: User, now: datetime, form_token: str) -> Macro:
    """What the chosen one does besides its text."""
    macro = _usable(by, str(key))
    if macro is None:
        raise Refused(_("Dit standaardantwoord is er niet meer; stuur alleen de tekst, of kies een ander."))
    apply_macro(ticket, macro, by=by, now=now, form_token=form_token)
    return macro


def _usable(user: User, key: str) -> Macro | None:
    if not (key.isascii() and key.isdecimal() and len(key) < 17):
        return None
    return Macro.objects.usable_by(user).select_related("hands_to").filter(pk=int(key)).first()
