"""The addresses of the Serviceportaal, by subject. A subject's own urls.py says the whole of each address."""

from django.urls import include, path

app_name = "portal"
urlpatterns = [
    path("", include("portal.tickets.urls")),
    path("", include("portal.escalation.urls")),
    path("", include("portal.secrets.urls")),
    path("", include("portal.approvals.urls")),
    path("", include("portal.satisfaction.urls")),
    path("", include("portal.agreements.urls")),
    path("", include("portal.editions.urls")),
    path("", include("portal.time.urls")),
    path("", include("portal.results.urls")),
    path("", include("portal.planned.urls")),
    path("", include("portal.advice.urls")),
    path("", include("portal.evaluations.urls")),
    path("", include("portal.reviews.urls")),
    path("", include("portal.outages.urls")),
    path("", include("portal.intake.urls")),
]
