"""The composer after an undo."""

from __future__ import annotations

from uuid import UUID

from accounts.models import User
from desk.tickets.forms import ComposerForm
from tickets.models import HeldAct, HeldState, Ticket
from tickets.undo.actions import text_of


def written_again(user: User, ticket: Ticket, act: UUID | str) -> ComposerForm | None:
    """With what he undid in it; None where there is nothing of his to go on with. `act` is what an address says."""
    try:
        key = UUID(str(act))
    except ValueError:
        return None
    held = HeldAct.objects.filter(pk=key, by=user, ticket=ticket.pk, state=HeldState.UNDONE).first()
    text = text_of(held) if held else ""
    return ComposerForm(initial={"kind": ComposerForm.ANSWER, "text": text}) if text else None
