"""What an alert's severity and its host make of impact and urgency (SLA 7.9). Pure.

The host says how many are affected when something is wrong with it, and how urgent that is as a rule; the severity
says how wrong it is now. Tools have words of their own for that; one that is not known, or a number that may count
either way, leaves the urgency of the host.
"""

from __future__ import annotations

from sla.priority import Urgency

_WORDS = {
    Urgency.A: "critical crit disaster emergency emerg alert fatal high error down unreachable unreach p1 failed severe"
    " sev0 sev1",
    Urgency.B: "warning warn average major medium moderate minor degraded elevated p2 sev2",
    Urgency.C: "info information informational notice low debug p3 p4 p5 sev3 sev4 verbose",
}
_URGENCIES = {word: urgency for urgency, words in _WORDS.items() for word in words.split()}
_HEAVINESS = {None: 0, Urgency.C: 1, Urgency.B: 2, Urgency.A: 3}


def urgency_of(severity: str) -> Urgency | None:
    """Of the first word; None for what no tool says."""
    first = severity.strip().casefold().partition(" ")[0].strip(".:,()")
    return _URGENCIES.get(first)


def heaviness(severity: str) -> int:
    """To compare two; an unknown word is the lightest."""
    return _HEAVINESS[urgency_of(severity)]


def classified(severity: str, impact: int | None, urgency: str | None) -> tuple[int | None, str | None]:
    """Impact and urgency, or neither: a host of which nobody said how many it affects waits for an agent."""
    if impact is None:
        return None, None
    found = urgency_of(severity) or urgency
    return (impact, str(found)) if found else (None, None)
