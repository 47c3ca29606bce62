"""The agreement as a document (SLA 13)."""

from __future__ import annotations

from contracts.models import ServiceAgreement


def pdf_of(agreement: ServiceAgreement) -> bytes:
    return b"%PDF-1.7"
