"""A program with a token: `api(cast.sanne)` may do all that Sanne may, `api(user, scopes=[...])` only that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from accounts.models import ApiToken, Scope, User
from contracts.models import ServiceAgreement
from tests.factories import ServiceAgreementFactory


@pytest.fixture(autouse=True)
def _nobody_has_called_yet() -> None:
    cache.clear()


@pytest.fixture
def token_of(db: None) -> Callable[..., str]:
    """A new secret for this user."""

    def make(user: User, scopes: list[str] | None = None, **fields: Any) -> str:
        given = [str(scope) for scope in (Scope.values if scopes is None else scopes)]
        return ApiToken.issue(user, name="test", scopes=given, now=datetime.now(UTC), **fields)[1]

    return make


class Program(APIClient):
    """Addresses are relative to /api/v1/; bodies are JSON."""

    def generic(self, method: str, path: str, *args: Any, **extra: Any) -> Any:
        return super().generic(method, path if path.startswith(("/", "http")) else f"/api/v1/{path}", *args, **extra)


@pytest.fixture
def api(token_of: Callable[..., str]) -> Callable[..., Program]:
    def make(user: User, scopes: list[str] | None = None) -> Program:
        client = Program(raise_request_exception=True)
        client.default_format = "json"
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(user, scopes)}")
        return client

    return make


@pytest.fixture
def chief(cast):
    """Petra decides on costs at Bakkerij Smit, Jan may call the emergency line."""
    agreement = ServiceAgreement.objects.get(pk=cast.smit_agreement.pk)
    ServiceAgreement.objects.filter(pk=agreement.pk).update(ends_on=date(2025, 12, 31))
    return ServiceAgreementFactory(
        number="DVO-1001",
        version=2,
        customer=cast.smit,
        emergency=True,
        starts_on=date(2026, 1, 1),
        packages={"server": "plus", "werkplek": "basic"},
        dap={"cost_approvers": [cast.petra], "emergency_callers": [cast.jan], "viewers": [cast.petra]},
        account_manager=cast.daan,
    )
