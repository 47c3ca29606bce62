"""What a door says of a melding: who reports what, what the work is, and which way it came.

A caller names what it has; the rest is as a melding has it that says nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.models import Team, User
from contracts.agreements.terms import ItemType
from contracts.coverage.rules import SUPPORT
from contracts.models import Contact
from tickets.models import Ticket


@dataclass(frozen=True, kw_only=True)
class Report:
    """Who reports what: the minimum information (SLA 9), and of an incident impact 1-3 and urgency A-C (SLA 7.9).

    Without `contact_phone` or `contact_email` he is reached as his contact says.
    """

    contact: Contact
    kind: str
    subject: str
    description: str
    impact: int | None = None
    urgency: str | None = None
    steps_taken: str = ""
    impact_text: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    files: Sequence[UploadedFile] = ()


@dataclass(frozen=True, kw_only=True)
class WorkFacts:
    """What the work is, as far as its coverage and who must say yes depend on it (SLA 5.2, 6.3, 6.4, 7.7, 10).

    `service` is a row of 5.2, `features` are keys of 6.4. `is_visit` is for plan_visit, which
    makes the visit next (SLA 8.1).
    """

    item_type: str = ItemType.WERKPLEK
    service: str = SUPPORT
    features: Sequence[str] = ()
    small_change: bool = False
    user_accounts: bool = False
    is_authorisation: bool = False
    is_visit: bool = False


@dataclass(frozen=True, kw_only=True)
class Door:
    """By whom, when and by which way a melding came in.

    `by` None is the house itself, by its schedule, or the contact himself by e-mail. `reported_at` is when it reached
    us, where it is written down only `now`: a mail that waited, a call noted afterwards. The clock, the emergency line
    and the version of the agreement are as of then.
    `form_token`: the same one from the same user gives the ticket that it made before. `source` and `external_id`: what
    another tool calls it. `no_answer`: no automatic mail that it came in (security L). `unverified`: the mail failed
    the check of its sender, `unchecked`: our own server did not look at it (security M13).
    """

    by: User | None
    now: datetime
    channel: str
    reported_at: datetime | None = None
    team: Team | None = None
    form_token: str = ""
    follows: Ticket | None = None
    no_answer: bool = False
    unverified: bool = False
    unchecked: bool = False
    source: str = ""
    external_id: str = ""

    @property
    def moment(self) -> datetime:
        """Of reporting."""
        return self.reported_at or self.now


def sorted_out(given: Mapping[str, Any]) -> tuple[Report, WorkFacts, Door]:
    """Of names and values in one heap, as REST has them, what `open_ticket` takes; TypeError for what is nowhere."""
    names = {part: {each.name for each in fields(part)} for part in (Report, WorkFacts, Door)}
    if unknown := given.keys() - set().union(*names.values()):
        raise TypeError(f"A melding has no {', '.join(sorted(unknown))}")
    report, facts, door = ({name: given[name] for name in known & given.keys()} for known in names.values())
    return Report(**report), WorkFacts(**facts), Door(**door)
