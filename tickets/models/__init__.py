"""A ticket's life: the ticket and its clock, its timeline and files, the time worked on it, what was asked and agreed.

Nothing here changes state by itself: every change is a verb in actions.
"""

from tickets.kinds import EntryKind
from tickets.models.approvals import Approval, Escalation
from tickets.models.bulk import BulkAct, BulkItem, BulkOutcome, BulkState
from tickets.models.clock import BreachWarning, ClockState, QueueRank, TicketClock
from tickets.models.drafts import MessageDraft
from tickets.models.links import Outage, TicketLink
from tickets.models.macros import Macro, MacroEnd, MacroScope
from tickets.models.notifications import NoticeSetting, NoticeWhat, NoticeWhen, Notification, Paging
from tickets.models.planned import CheckOutcome, CheckResult, RecurringRun, Visit, VisitItem
from tickets.models.projects import Project
from tickets.models.queue import QueueView
from tickets.models.reading import ReadMark
from tickets.models.routing import RoutingRule
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
from tickets.models.undo import HeldAct, HeldState
from tickets.models.watching import Watcher
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
    "BulkAct",
    "BulkItem",
    "BulkOutcome",
    "BulkState",
    "CallBack",
    "Channel",
    "CheckOutcome",
    "CheckResult",
    "ClockState",
    "Consumer",
    "MessageDraft",
    "EntryKind",
    "Escalation",
    "HeldAct",
    "HeldState",
    "HoursWarning",
    "Lapse",
    "Macro",
    "MacroEnd",
    "MacroScope",
    "NoticeSetting",
    "NoticeWhat",
    "NoticeWhen",
    "Notification",
    "OneTimeSecret",
    "Outage",
    "OutboxItem",
    "Paging",
    "Project",
    "QueueRank",
    "QueueView",
    "ReadMark",
    "RecurringRun",
    "RoutingRule",
    "RunningTimer",
    "SatisfactionRequest",
    "Score",
    "SecretEnd",
    "SecretKind",
    "Status",
    "Ticket",
    "TicketClock",
    "TicketLink",
    "TimeCredit",
    "TimeEntry",
    "TimeExport",
    "TimelineEntry",
    "Visit",
    "VisitItem",
    "Watcher",
    "attachment_path",
]
