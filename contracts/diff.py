"""What changes from one version of an agreement to the next, for people to read (SLA 2, 13)."""

from __future__ import annotations

from contracts.models import ServiceAgreement


def summary_of(agreement: ServiceAgreement) -> str:
    return ""
