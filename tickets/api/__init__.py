"""Tickets over REST. What leaves and enters is in tickets.serializers, or beside the one act or list that it is of;
every act is a verb of tickets.actions."""

from api.approvals.views import ApprovalViewSet
from api.clock.views import PreviewViewSet
from api.coverage.views import CoverageViewSet
from api.escalation.views import EscalationViewSet
from api.tickets.views import NUMBER, TicketViewSet
from api.time.hours import HoursViewSet
from api.time.views import TimeEntryViewSet, TimeExportViewSet
from api.timeline.views import AttachmentViewSet, EveryTimelineViewSet, TicketAttachmentViewSet, TimelineViewSet

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
