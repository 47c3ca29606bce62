"""REST: addresses, authentication, errors and paging of /api/v1/."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle

urlpatterns: list = []


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        return None


class HasScope(BasePermission):
    pass


class KeysetPagination(CursorPagination):
    pass


class TokenThrottle(SimpleRateThrottle):
    scope = "token"


def problem_response(exc, context):
    from rest_framework.views import exception_handler

    return exception_handler(exc, context)
