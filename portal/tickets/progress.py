"""Where a melding stands, in five steps and in the customer's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tickets.models import Status, Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATUS_WORDS: dict[str, StrOrPromise] = {
    Status.NIEUW: _("Ontvangen"),
    Status.IN_BEHANDELING: _("Wij zijn ermee bezig"),
    Status.WACHT_OP_KLANT: _("Wij wachten op u"),
    Status.WACHT_OP_LEVERANCIER: _("Wacht op een leverancier"),
    Status.INGEPLAND: _("Ingepland"),
    Status.OPGELOST: _("Opgelost"),
    Status.GESLOTEN: _("Gesloten"),
    Status.GEANNULEERD: _("Geannuleerd"),
}
AWAITS_YES = _("Wacht op akkoord")
_LABELS = (_("Ontvangen"), _("Opgepakt"), _("Wacht op u"), _("Opgelost"), _("Gesloten"))
_CURRENT = {
    Status.NIEUW: 0,
    Status.IN_BEHANDELING: 1,
    Status.WACHT_OP_LEVERANCIER: 1,
    Status.INGEPLAND: 1,
    Status.WACHT_OP_KLANT: 2,
    Status.OPGELOST: 3,
    Status.GESLOTEN: 4,
    Status.GEANNULEERD: 4,
}


def status_words(ticket: Ticket, *, awaits_yes: bool) -> StrOrPromise:
    """Waiting for the yes of whoever may give it is not waiting for an answer of the reader."""
    if awaits_yes and ticket.status == Status.WACHT_OP_KLANT:
        return AWAITS_YES
    return STATUS_WORDS[ticket.status]


@dataclass(frozen=True)
class ProgressStep:
    """As components/_progress.html draws it."""

    label: StrOrPromise
    state: str
    asks: bool = False

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_current(self) -> bool:
        return self.state == "current"

    @property
    def is_skipped(self) -> bool:
        return self.state == "skipped"


def progress(ticket: Ticket) -> list[ProgressStep]:
    """Needs ticket.clock. Waiting is a step of its own only while it lasts."""
    current = _CURRENT[Status(ticket.status)]
    happened = {0: True, 1: ticket.clock.work_started_at is not None, 2: False, 3: ticket.resolved_at is not None}
    steps = []
    for place, label in enumerate(_LABELS):
        if place == current:
            words = _("Geannuleerd") if ticket.status == Status.GEANNULEERD else label
            steps.append(ProgressStep(words, "current", asks=ticket.status == Status.WACHT_OP_KLANT))
        elif place > current:
            steps.append(ProgressStep(label, "todo"))
        else:
            steps.append(ProgressStep(label, "done" if happened[place] else "skipped"))
    return steps
