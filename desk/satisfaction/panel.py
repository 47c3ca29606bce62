"""What the page of a closed melding says about how the customer found it (SLA 11)."""

from __future__ import annotations

from dataclasses import dataclass

from tickets.models import CallBack, SatisfactionRequest, Ticket


@dataclass(frozen=True)
class SatisfactionPanel:
    """`waits`: who has yet to be rung back; `done`: who was, newest first."""

    asked: SatisfactionRequest
    waits: CallBack | None
    done: list[CallBack]


def read(ticket: Ticket) -> SatisfactionPanel | None:
    """No query before it is closed."""
    if not ticket.is_closed:
        return None
    found = SatisfactionRequest.objects.filter(ticket=ticket).select_related("answer", "contact")
    asked = found.prefetch_related("call_backs__done_by").order_by("-pk").first()
    if asked is None:
        return None
    tasks = list(asked.call_backs.all())
    done = sorted((task for task in tasks if task.is_done), key=lambda task: task.pk, reverse=True)
    return SatisfactionPanel(asked, next((task for task in tasks if not task.is_done), None), done)
