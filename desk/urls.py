"""The addresses of the desk, by subject; a subject's own urls.py says the whole of each address.

A new subject is a line here, above `desk.tickets`: that takes every verb that nobody else has taken.
"""

from django.urls import include, path

from desk import me

app_name = "desk"
urlpatterns = [
    path("ik/", me.me, name="me"),
    path("ik/toetsen/", me.keys, name="keys"),
    path("", include("desk.notifications.urls")),
    path("", include("desk.paging.urls")),
    path("", include("desk.queue.urls")),
    path("", include("desk.bulk.urls")),
    path("", include("desk.search.urls")),
    path("", include("desk.intake.urls")),
    path("", include("desk.undo.urls")),
    path("", include("desk.macros.urls")),
    path("", include("desk.watching.urls")),
    path("", include("desk.time.urls")),
    path("", include("desk.planned.urls")),
    path("", include("desk.secrets.urls")),
    path("", include("desk.customers.urls")),
    path("", include("desk.satisfaction.urls")),
    path("", include("desk.agreements.urls")),
    path("", include("desk.dap.urls")),
    path("", include("desk.products.urls")),
    path("", include("desk.projects.urls")),
    path("", include("desk.advice.urls")),
    path("", include("desk.reviews.urls")),
    path("", include("desk.replay.urls")),
    path("", include("desk.escalation.urls")),
    path("", include("desk.calendars.urls")),
    path("", include("desk.editions.urls")),
    path("", include("desk.roster.urls")),
    path("", include("desk.routing.urls")),
    path("", include("desk.results.urls")),
    path("", include("desk.portfolio.urls")),
    path("", include("desk.mail.urls")),
    path("", include("desk.monitoring.urls")),
    path("", include("desk.connections.urls")),
    path("", include("desk.importing.urls")),
    path("", include("desk.evaluations.urls")),
    path("", include("desk.tickets.urls")),
]
