"""How a form takes the refusal of a verb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError

from infra.errors import Refused


class RefusableForm(forms.Form):
    """What is filled in goes to a verb, which may refuse it: then it is said beside the field, else above the form."""

    called_here: ClassVar[Mapping[str, str]] = {}
    """Where a field is not called as the verb calls it: the verb's word and the field."""

    def refuse(self, refused: Refused | ValidationError) -> None:
        if isinstance(refused, Refused):
            self.add_error(self._field(refused.field), refused.message)
        elif hasattr(refused, "error_dict"):
            for name, problems in refused.message_dict.items():
                for problem in problems:
                    self.add_error(self._field(name), problem)
        else:
            self.add_error(None, refused)

    def _field(self, name: str) -> str | None:
        name = self.called_here.get(name, name)
        return name if name in self.fields else None
