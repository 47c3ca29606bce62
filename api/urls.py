"""All addresses under /api/. The slash at the end may be left out."""

from __future__ import annotations

from csp.decorators import csp_update
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from api.advice.views import AdviceViewSet
from api.agreements.views import AgreementViewSet, GrantViewSet
from api.approvals.views import ApprovalViewSet
from api.clock.views import PreviewViewSet
from api.coverage.views import CoverageViewSet
from api.customers.keys import PATTERN
from api.customers.views import ContactViewSet, CustomerCalendarViewSet, CustomerViewSet, SiteViewSet
from api.editions.views import EditionViewSet
from api.escalation.views import EscalationViewSet
from api.evaluations.views import EvaluationViewSet
from api.house.views import DutyViewSet, TeamViewSet, UserViewSet
from api.me.views import IndexViewSet, MeViewSet
from api.monitoring.views import AddressDoor, AlertViewSet
from api.planned.views import RecurringWorkViewSet, VisitViewSet
from api.results.views import FiguresViewSet
from api.reviews.views import ImprovementViewSet, ReviewViewSet
from api.satisfaction.views import SatisfactionViewSet
from api.suppliers.views import SupplierViewSet
from api.tickets.bulk import BulkViewSet
from api.tickets.views import NUMBER, TicketViewSet
from api.time.month import HoursViewSet
from api.time.views import TimeEntryViewSet, TimeExportViewSet
from api.timeline.views import AttachmentViewSet, EveryTimelineViewSet, TicketAttachmentViewSet, TimelineViewSet
from api.views import NoSuchAddress

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("tickets", TicketViewSet, basename="ticket")
router.register(f"tickets/(?P<number>{NUMBER})/timeline", TimelineViewSet, basename="ticket-timeline")
router.register(f"tickets/(?P<number>{NUMBER})/attachments", TicketAttachmentViewSet, basename="ticket-attachment")
router.register("timeline", EveryTimelineViewSet, basename="timeline")
router.register("attachments", AttachmentViewSet, basename="attachment")
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("escalations", EscalationViewSet, basename="escalation")
router.register("agreements", AgreementViewSet, basename="agreement")
router.register("satisfaction", SatisfactionViewSet, basename="satisfaction")
router.register("grants", GrantViewSet, basename="grant")
router.register("evaluations", EvaluationViewSet, basename="evaluation")
router.register("advices", AdviceViewSet, basename="advice")
router.register("reviews", ReviewViewSet, basename="review")
router.register("improvements", ImprovementViewSet, basename="improvement")
router.register("time-entries", TimeEntryViewSet, basename="time-entry")
router.register("time-exports", TimeExportViewSet, basename="time-export")
router.register("alerts", AlertViewSet, basename="alert")
router.register("customers", CustomerViewSet, basename="customer")
router.register("contacts", ContactViewSet, basename="contact")
router.register("sites", SiteViewSet, basename="site")
router.register("suppliers", SupplierViewSet, basename="supplier")
router.register("visits", VisitViewSet, basename="visit")
router.register("recurring-work", RecurringWorkViewSet, basename="recurring-work")
router.register("users", UserViewSet, basename="user")
router.register("teams", TeamViewSet, basename="team")
router.register("duties", DutyViewSet, basename="duty")
router.register("calendars", CustomerCalendarViewSet, basename="calendar")
router.register("editions", EditionViewSet, basename="edition")

# Swagger's own script sets styles in the page; nothing else on it is less strict than elsewhere.
docs = csp_update({"style-src": ["'unsafe-inline'"]})(SpectacularSwaggerSplitView.as_view(url_name="api-schema"))

urlpatterns = [
    re_path(r"^v1/?$", IndexViewSet.as_view({"get": "index"}), name="api-index"),
    re_path(r"^v1/me/?$", MeViewSet.as_view({"get": "me"}), name="api-me"),
    re_path(r"^v1/tickets/bulk/?$", BulkViewSet.as_view({"post": "bulk"}), name="ticket-bulk"),
    path("v1/", include(router.urls)),
    re_path(r"^v1/figures/?$", FiguresViewSet.as_view({"get": "figures"}), name="figures"),
    re_path(r"^v1/sla/preview/?$", PreviewViewSet.as_view({"get": "preview"}), name="sla-preview"),
    re_path(r"^v1/coverage/preview/?$", CoverageViewSet.as_view({"get": "preview"}), name="coverage-preview"),
    re_path(rf"^v1/customers/(?P<customer>{PATTERN})/hours/?$", HoursViewSet.as_view({"get": "month"}), name="hours"),
    path("v1/alerts/t/", AddressDoor.as_view({"post": "create"}), name="alert-address"),
    path("schema/", require_safe(SpectacularAPIView.as_view()), name="api-schema"),
    path("docs/", require_safe(docs), name="api-docs"),
    re_path("", NoSuchAddress.as_view()),
]
