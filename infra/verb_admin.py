"""The Django administration of this house: it shows, and what it changes goes through a verb.

A `ShownInAdmin` model has no form at all. A `ByVerb` model has one, which only asks: `carry_out` gives what was filled
in to a verb, with its checks, its line in the log and its mail; what the verb refuses is said on the form, and nothing
typed is lost.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from infra.errors import Refused


class SaidElsewhereAdmin(admin.ModelAdmin):
    """`elsewhere` says where it is changed, above list and row; `door` is the page of the desk that does it."""

    elsewhere: ClassVar[Any] = ""
    door: ClassVar[str] = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"subtitle": self._told(), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        return super().change_view(request, object_id, form_url, {"subtitle": self._told(), **(extra_context or {})})

    def _told(self) -> str:
        if not self.door:
            return str(self.elsewhere)
        return format_html('<a href="{}">{}</a>', reverse(self.door), self.elsewhere)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is removed here: what happened refers to it."""
        return False


class ShownInAdmin(SaidElsewhereAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VerbForm(forms.ModelForm):
    """Asked a second time after the verb refused, it says why."""

    refused: ClassVar[Refused | ValidationError | None] = None

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if self.refused is not None:
            self._refuse(self.refused)
        return given

    def _refuse(self, refused: Refused | ValidationError) -> None:
        if isinstance(refused, Refused):
            self.add_error(refused.field if refused.field in self.fields else None, refused.message)
        elif hasattr(refused, "error_dict"):
            for name, problems in refused.message_dict.items():
                for problem in problems:
                    self.add_error(name if name in self.fields else None, problem)
        else:
            self.add_error(None, refused)


class ByVerb(SaidElsewhereAdmin):
    form = VerbForm

    def carry_out(self, request: HttpRequest, thing: Any, given: dict[str, Any]) -> models.Model:
        """Calls the verb; `thing` is None when it is new. Returns what the verb returned."""
        raise NotImplementedError

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (Refused, ValidationError) as refused:
            request.refused = refused  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.refused = getattr(request, "refused", None)  # type: ignore[attr-defined]  # a class of this request alone
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        made = self.carry_out(request, obj if change else None, form.cleaned_data)
        obj.pk, obj._state.adding = made.pk, False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The verb did what is many-to-many as well."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)
