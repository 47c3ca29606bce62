"""A ticket's life: the ticket and its clock, its timeline and files, the time worked on it, what was asked and agreed.

Nothing here changes state by itself: every change is a verb in actions.
"""

from tickets.kinds import EntryKind
from tickets.models.approvals import Approval, Escalation
from tickets.models.clock import BreachWarning, ClockState, QueueRank, TicketClock
from tickets.models.drafts import MessageDraft
from tickets.models.notifications import NoticeSetting, NoticeWhat, NoticeWhen, Notification, Paging
from tickets.models.planned import CheckOutcome, CheckResult, RecurringRun, Visit, VisitItem
from tickets.models.projects import Project
from tickets.models.reading import ReadMark
from tickets.models.satisfaction import CallBack, SatisfactionRequest
from tickets.models.secrets import OneTimeSecret
from tickets.models.ticket import Ticket
from tickets.models.time import HoursWarning, RunningTimer, TimeCredit, TimeEntry, TimeExport
from tickets.models.timeline import (
    Attachment,
    Consumer,
    OutboxItem,
    TimelineEntry,
    attachment_path,
)
from tickets.values import (
    BAD_SCORES,
    OPEN_STATUSES,
    WAITING_ON,
    Activity,
    ApprovalKind,
    ApprovalStatus,
    Channel,
    Lapse,
    Score,
    SecretEnd,
    SecretKind,
    Status,
)

__all__ = [
    "BAD_SCORES",
    "OPEN_STATUSES",
    "WAITING_ON",
    "Activity",
    "Approval",
    "ApprovalKind",
    "ApprovalStatus",
    "Attachment",
    "BreachWarning",
    "CallBack",
    "Channel",
    "CheckOutcome",
    "CheckResult",
    "ClockState",
    "Consumer",
    "MessageDraft",
    "EntryKind",
    "Escalation",
    "HoursWarning",
    "Lapse",
    "NoticeSetting",
    "NoticeWhat",
    "NoticeWhen",
    "Notification",
    "OneTimeSecret",
    "OutboxItem",
    "Paging",
    "Project",
    "QueueRank",
    "ReadMark",
    "RecurringRun",
    "RunningTimer",
    "SatisfactionRequest",
    "Score",
    "SecretEnd",
    "SecretKind",
    "Status",
    "Ticket",
    "TicketClock",
    "TimeCredit",
    "TimeEntry",
    "TimeExport",
    "TimelineEntry",
    "Visit",
    "VisitItem",
    "attachment_path",
]
