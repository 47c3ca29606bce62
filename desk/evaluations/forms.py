"""What is filled in about evaluations and broken promises (SLA 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.fields import long_text, text_field
from infra.forms import RefusableForm
from reviews.evaluations.actions import LONGEST, WrittenMeanwhile
from reviews.models import BreachCause, Evaluation, EvaluationPart

HELP = {
    EvaluationPart.HAPPENED: gettext_lazy("In een paar zinnen, voor wie er niet bij was. Het verloop staat hierboven."),
    EvaluationPart.AFFECTED: gettext_lazy("Welke mensen en welk werk lagen stil, en hoe lang?"),
    EvaluationPart.CAUSE: gettext_lazy("Waardoor kwam het echt? Niet gevonden? Schrijf op wat is uitgesloten."),
    EvaluationPart.APPROACH: gettext_lazy("Wat is er achtereenvolgens gedaan, en waarom zo?"),
    EvaluationPart.SOLUTION: gettext_lazy("Wat heeft het opgelost? Is dat blijvend, of voorlopig?"),
    EvaluationPart.LESSONS: gettext_lazy("Wat ging goed, wat doen wij de volgende keer anders?"),
    EvaluationPart.FOLLOW_UP: gettext_lazy("Elke actie op een regel: wat, wie, wanneer."),
}


@dataclass(frozen=True)
class WrittenPart:
    """One text on the page where it is written. `theirs`: what somebody else wrote meanwhile, and `who` he was."""

    part: EvaluationPart
    text: str
    number: int
    errors: tuple[str, ...] = ()
    theirs: str = ""
    who: str = ""
    their_number: int = 0

    @property
    def title(self) -> str:
        return str(self.part.label)

    @property
    def help(self) -> str:
        return str(HELP[self.part])

    @property
    def is_disputed(self) -> bool:
        return bool(self.who)

    @property
    def longest(self) -> int:
        return LONGEST

    def refused(self, message: str) -> WrittenPart:
        return WrittenPart(self.part, self.text, self.number, (message,))

    def disputed(self, found: WrittenMeanwhile) -> WrittenPart:
        """Sent once more, it takes the place of the other: that he has seen it now."""
        return WrittenPart(
            self.part, self.text, self.number, (found.message,), found.theirs or _("(leeg)"), found.who, found.number
        )


def as_written(evaluation: Evaluation, part: EvaluationPart) -> WrittenPart:
    return WrittenPart(part, evaluation.text_of(part), evaluation.number_of(part))


def sent_parts(evaluation: Evaluation, data: Mapping[str, Any]) -> Iterator[WrittenPart]:
    """All that a browser sent; of a text that it did not send, what stands there."""
    for part in EvaluationPart:
        if part.value in data:
            yield WrittenPart(part, str(data[part.value]), number_in(data, part))
        else:
            yield as_written(evaluation, part)


def number_in(data: Mapping[str, Any], part: str) -> int:
    """Of the text that was read; what is no number is of no text."""
    found = str(data.get(f"number-{part}", ""))
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 9 else -1


class SendBackForm(RefusableForm):
    reason = text_field(
        gettext_lazy("Wat moet er nog anders?"),
        gettext_lazy("Wie het schrijft, leest dit; de klant niet."),
        required=gettext_lazy("Schrijf op wat er nog anders moet."),
        autofocus=True,
    )


class SetAsideForm(RefusableForm):
    reason = text_field(
        gettext_lazy("Waarom is hier geen evaluatie nodig?"),
        gettext_lazy("Dit blijft staan en komt terug in de Service Review (SLA 11)."),
        required=gettext_lazy("Schrijf op waarom hier geen evaluatie nodig is."),
        autofocus=True,
    )


NOTHING_CHOSEN = gettext_lazy("Kies eerst een of meer evaluaties in de lijst.")


class BulkSetAsideForm(SetAsideForm):
    """Of several at once, chosen in the list."""

    tickets = forms.TypedMultipleChoiceField(
        coerce=int, error_messages=dict.fromkeys(("required", "invalid_choice"), NOTHING_CHOSEN)
    )

    def __init__(self, data: Any, numbers: list[int]) -> None:
        super().__init__(data)
        field = self.fields["tickets"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(number, str(number)) for number in numbers]


class BreachForm(RefusableForm):
    cause = long_text(gettext_lazy("Oorzaak"), gettext_lazy("Waardoor begonnen wij te laat?"), rows=2)
    measure = long_text(
        gettext_lazy("Maatregel"), gettext_lazy("Wat doen wij om het de volgende keer te halen?"), rows=2
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def __init__(self, data: Any, known: BreachCause | None) -> None:
        initial = {"seen": 0}
        if known is not None:
            initial = {"cause": known.cause, "measure": known.measure, "seen": known.number}  # type: ignore[dict-item]
        super().__init__(data, initial=initial, auto_id="oorzaak-%s")
        self.fields["cause"].required = True
        self.fields["cause"].error_messages["required"] = _("Schrijf op waardoor wij te laat begonnen.")

    def dispute(self, found: WrittenMeanwhile) -> None:
        """What the other wrote stands beside it; sent once more, this takes its place."""
        self.refuse(found)
        self.theirs, self.who = found.theirs, found.who
        self.data = {**self.data.dict(), "seen": str(found.number)}  # type: ignore[attr-defined]
