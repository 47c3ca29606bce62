"""By when work starts, as one sentence: for portal, desk, telephone, mail and REST the same (SLA 5.1, 7.7 to 7.9).

Pure. A promise says "uiterlijk", an aim "wij streven ernaar", and where nothing was agreed no moment is named.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sla.clock import ClockReading
from sla.edition import EditionRules
from sla.priority import Nature, Priority, TicketKind
from sla.wording import moment_words
from tickets.clock.clocks import has_sla, is_unclassified
from tickets.models import Ticket


def due_words(nature: str, due: str) -> str:
    """The moment of a target that has one, `due` as the reader says moments."""
    if nature == Nature.AIM:
        return _("Wij streven ernaar uiterlijk %(due)s te beginnen.") % {"due": due}
    return _("Wij beginnen uiterlijk %(due)s.") % {"due": due}


def missed_words(nature: str, due: str) -> str:
    """That it did not come true, while nobody has begun yet."""
    if nature == Nature.AIM:
        return _("Ons streven was om uiterlijk %(due)s te beginnen; dat is niet gelukt.") % {"due": due}
    return _("Wij hadden uiterlijk %(due)s moeten beginnen; dat is niet gelukt.") % {"due": due}


def unclassified_words() -> str:
    return _("Wij bepalen eerst hoe dringend dit is; dan ziet u hier wanneer wij beginnen.")


def no_moment_words(kind: str, priority: str | None, *, applies: bool) -> str:
    """Why there is no moment; `applies`: an SLA does (SLA 5.1)."""
    if not applies:
        return _("Hierop is geen SLA van toepassing, dus er is ook geen begintijd afgesproken.")
    if kind != TicketKind.INCIDENT:
        return _("Wij pakken dit in overleg met u op.")
    return _("Voor deze prioriteit is geen begintijd afgesproken.") if priority else unclassified_words()


def how_then(kind: str, *, applies: bool) -> str:
    """What holds where no moment was agreed."""
    if not applies:
        return _("Wij pakken de melding in overleg met u op.")
    if kind != TicketKind.INCIDENT:
        return _(
            "Voor een vraag of een aanpassing is geen begintijd afgesproken; wij streven ernaar die tijdig en"
            " doeltreffend af te handelen."
        )
    return _("Wij pakken de melding op volgorde van binnenkomst op; dringender meldingen gaan voor.")


def foretold_words(kind: str, state: ClockReading, *, applies: bool, due: str = "") -> str:
    """Of a melding before it is one. `due`: its moment as the reader says it."""
    if state.due_at is None or state.target.nature == Nature.TRIAGE:
        return no_moment_words(kind, state.target.priority, applies=applies)
    return due_words(state.target.nature, due or moment_words(state.due_at))


def start_words(ticket: Ticket, now: datetime, due: str = "") -> str:
    """Of a ticket on which nobody has begun: from its row and its clock's alone. Empty while it waits for somebody."""
    clock = ticket.clock
    if is_unclassified(ticket) and ticket_has_sla(ticket):
        return unclassified_words()
    if clock.due_at is None or clock.is_triage:
        if ticket.waiting_on and clock.nature != Nature.NONE:
            return ""
        return no_moment_words(ticket.kind, ticket.priority, applies=ticket_has_sla(ticket))
    due = due or moment_words(clock.due_at)
    return (missed_words if clock.late_at(now) else due_words)(clock.nature, due)


def ticket_has_sla(ticket: Ticket) -> bool:
    """Whether anything was agreed about it (SLA 5.1)."""
    return ticket.agreement_id is not None and has_sla(ticket.coverage_verdict or None)


# --- How 1do prefers to be told (SLA 7.9, "Aanmelding via") -----------------------------------------------------------
def channel_words(rules: EditionRules, priority: str | None) -> str:
    """The advice for this priority, in the order of the SLA; empty without one."""
    if not priority:
        return ""
    names = [_CHANNELS[channel]() for channel in rules.channels(Priority(priority))]
    words = {"priority": Priority(priority).label, "channels": _listed(names)}
    return _("Een melding met prioriteit %(priority)s meldt u bij voorkeur %(channels)s (SLA 7.9).") % words


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s of %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


_CHANNELS = {
    "telefoon": lambda: _("telefonisch"),
    "serviceportaal": lambda: _("via het Serviceportaal"),
    "mail": lambda: _("per e-mail"),
}
