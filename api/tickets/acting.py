"""What every act on a ticket shares: its address, who may reach it, and the ticket that comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Scope
from api.preconditions import etag_of
from api.tickets import serializers as shapes
from api.views import ApiViewSet
from tickets import actions
from tickets.clock import clocks
from tickets.models import Ticket, TimelineEntry

KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Eigen kenmerk van deze aanvraag: nog eens gestuurd geeft zij het eerste antwoord (24 uur lang).",
)


def verb(
    request: Any, summary: str, description: str = "", *, keyed: bool = False, codes: tuple[int, ...] = (200,)
) -> Callable[[Any], Any]:
    """An act on a ticket: POST /tickets/{number}/{act}/, answered with the ticket as it then is."""
    described = extend_schema(
        summary=summary,
        description=description,
        request=request,
        responses=dict.fromkeys(codes, shapes.TicketDetailSerializer),
        parameters=[KEY_HEADER] if keyed else [],
    )

    def decorate(method: Any) -> Any:
        path = method.__name__.replace("_", "-")
        return described(action(detail=True, methods=["post"], url_path=path, serializer_class=request)(method))

    return decorate


class ActingViewSet(ApiViewSet):
    def _act(self, act: Callable[..., Ticket | TimelineEntry], **fields: Any) -> Response:
        """By a verb that gives the ticket that it is about now, or the line that it wrote there."""
        ticket = self._ticket()
        made = act(ticket, by=self.user, now=self.now, **self.body(), **fields)
        after = made.ticket if isinstance(made, TimelineEntry) else made
        return self._answer(after, status.HTTP_200_OK if after.pk == ticket.pk else status.HTTP_201_CREATED)

    def _act_beside(self, act: Callable[..., Any], **fields: Any) -> Response:
        """By a verb that gives something that hangs on the ticket: a question, an escalation, a timer."""
        act(self._ticket(), by=self.user, now=self.now, **self.body(), **fields)
        return self._answer(self.get_object())

    def _ticket(self) -> Ticket:
        """Whoever may not work on tickets hears that before what he sent is read: it could tell what else there is."""
        ticket: Ticket = self.get_object()
        if self.scope_for(self.action) == Scope.TICKETS_WORK:
            self.require_house()
        return ticket

    def _answer(self, ticket: Ticket, code: int = status.HTTP_200_OK) -> Response:
        """The ticket with its ledger; with its address when it was made just now."""
        prefetch_related_objects([ticket], "approvals", "escalations")
        context = self.get_serializer_context() | {"state": clocks.read_clock(ticket, self.now)}
        address = reverse("ticket-detail", args=[ticket.pk], request=self.request)
        headers = {"ETag": self.etag(ticket)}
        if code == status.HTTP_201_CREATED:
            headers["Location"] = f"{address}/"
        return Response(shapes.TicketDetailSerializer(ticket, context=context).data, code, headers=headers)

    def etag(self, ticket: Ticket) -> str:
        return etag_of("ticket", ticket.pk, ticket.version)

    def lock(self, ticket: Ticket) -> None:
        actions.locked(ticket)

    def _key(self) -> str:
        key = self.request.headers.get("Idempotency-Key", "")
        if len(key) > 200:
            raise ValidationError({"Idempotency-Key": [_("Hoogstens 200 tekens.")]})
        return key
