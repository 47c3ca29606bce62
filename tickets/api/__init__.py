"""Tickets over REST. What leaves and enters is in tickets.serializers, or beside the one act or list that it is of;
every act is a verb of tickets.actions."""

from tickets.api.approvals import ApprovalViewSet
from tickets.api.coverage import CoverageViewSet
from tickets.api.escalations import EscalationViewSet
from tickets.api.hours import HoursViewSet
from tickets.api.preview import PreviewViewSet
from tickets.api.rows import AttachmentViewSet, EveryTimelineViewSet, TicketAttachmentViewSet, TimelineViewSet
from tickets.api.tickets import NUMBER, TicketViewSet
from tickets.api.time import TimeEntryViewSet, TimeExportViewSet

__all__ = [
    "NUMBER",
    "ApprovalViewSet",
    "AttachmentViewSet",
    "CoverageViewSet",
    "EscalationViewSet",
    "EveryTimelineViewSet",
    "HoursViewSet",
    "PreviewViewSet",
    "TicketAttachmentViewSet",
    "TicketViewSet",
    "TimeEntryViewSet",
    "TimeExportViewSet",
    "TimelineViewSet",
]
