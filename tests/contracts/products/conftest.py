"""A concept is signed by both, at once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from django.utils import timezone

from contracts import actions
from contracts.models import ServiceAgreement


def sign_now(
    concept: ServiceAgreement, cast: SimpleNamespace, *, starts_on: date | None = None, now=None
) -> ServiceAgreement:
    now = now or timezone.now()
    by = {"by": cast.daan, "now": now}
    if starts_on:
        actions.change_agreement(concept, **by, starts_on=starts_on)
    actions.offer(concept, **by, customer_signatory=cast.jan, house_signatory=cast.els)
    for signature in concept.signatures.all():
        code = actions.new_code(signature, now=now)
        actions.sign(signature, now=now, code=code, name=signature.name, function="Directeur")
    return ServiceAgreement.objects.get(pk=concept.pk)
