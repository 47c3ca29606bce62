"""What bodies and filters are made of, stricter than the framework's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from infra.change_feed import settled_until

FIRST_YEAR, LAST_YEAR = 1971, 2199  # business hours are worked out for these

NAIVE = _("Geef een moment met tijdzone, zoals 2026-11-23T10:00:00+01:00 of 2026-11-23T09:00:00Z.")
FAR = _("Kies een moment van 1971 tot en met 2199.")


class StrictSerializer(serializers.Serializer[Any]):
    """A body with a key that it does not know is refused, not half-read (security P7)."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(set(data) - known):
                raise serializers.ValidationError({name: [_("Onbekend veld.")] for name in unknown})
        return super().to_internal_value(data)


class ChoicesFilter(filters.MultipleChoiceFilter):
    """Several values of a column of the row itself: nothing comes twice, and DISTINCT would sort all there is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, distinct=False, **kwargs)


def with_plus(text: str) -> str:
    """The "+" of a zone that was not encoded in a query string arrives as a space."""
    return text[:11] + text[11:].replace(" ", "+")


class ZonedMomentField(serializers.DateTimeField):
    """In: ISO 8601 with a zone. Out: UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        return super().to_internal_value(with_plus(value) if isinstance(value, str) else value)

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            raise serializers.ValidationError(NAIVE)
        if not FIRST_YEAR < value.year < LAST_YEAR:  # a year from the edge, so that a zone cannot cross it
            raise serializers.ValidationError(FAR)
        return value.astimezone(UTC)

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class _MomentFormField(forms.CharField):
    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            moment = parse_datetime(with_plus(text))
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment):
            raise DjangoValidationError(NAIVE)
        if not FIRST_YEAR < moment.year < LAST_YEAR:
            raise DjangoValidationError(FAR)
        return moment.astimezone(UTC)


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = _MomentFormField


class SettledSinceFilter(MomentFilter):
    """What changed since, for who keeps a copy. What may not be complete yet is held back (infra.change_feed)."""

    def filter(self, queryset: Any, value: datetime | None) -> Any:
        if value is None:
            return queryset
        until = settled_until(self.parent.request.parser_context["view"].now)
        return queryset.filter(**{f"{self.field_name}__gte": value, f"{self.field_name}__lte": until})


class IntegerFilter(filters.NumberFilter):
    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=2**53, **kwargs)


class YesNoFilter(filters.TypedChoiceFilter):
    """`true` or `false`; the framework's own takes anything else as not asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda text: text == "true", **kwargs)
