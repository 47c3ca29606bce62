"""What somebody can still say of how it went, as he sees it in the Serviceportaal (SLA 11)."""

from __future__ import annotations

from dataclasses import dataclass

from portal.access import PortalRequest
from portal.satisfaction.forms import RatingForm
from tickets.models import SatisfactionRequest, Ticket
from tickets.querysets import SatisfactionQuerySet


@dataclass(frozen=True)
class ToRate:
    """A question as whom it was asked sees it."""

    request: SatisfactionRequest
    form: RatingForm


def waiting_for_rating(request: PortalRequest) -> list[SatisfactionRequest]:
    """What he can still answer and did not, newest first; asked once a week, so a handful. One query."""
    return list(_mine(request).filter(score__isnull=True).select_related("ticket").order_by("-asked_at", "-pk"))


def of_closed(request: PortalRequest, ticket: Ticket, typed: RatingForm | None = None) -> ToRate | None:
    """On the page of a melding that is his own and was closed, and about which he was asked."""
    if not ticket.is_closed or ticket.contact_id != request.contact.pk:
        return None
    found = _mine(request).filter(ticket=ticket).select_related("answer").order_by("-asked_at", "-pk").first()
    return ToRate(found, typed or RatingForm(found)) if found else None


def _mine(request: PortalRequest) -> SatisfactionQuerySet:
    return SatisfactionRequest.objects.visible_to(request.user).answerable(request.now)
