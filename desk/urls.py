from django.urls import path

from desk.views import queue, ticket

app_name = "desk"
urlpatterns = [
    path("", queue.queue_page, name="queue"),
    path("meldingen/<int:number>/", ticket.page, name="ticket"),
    path("meldingen/<int:number>/bericht/", ticket.compose, name="compose"),
    path("meldingen/<int:number>/tijd/", ticket.log_time, name="log_time"),
    path("meldingen/<int:number>/<slug:verb>/", ticket.act, name="act"),
    path("nieuw/", queue.queue_page, name="intake"),
    path("klanten/", queue.queue_page, name="customers"),
    path("klanten/<int:pk>/", queue.queue_page, name="customer"),
    path("werkvoorraad/", queue.queue_page, name="workload"),
    path("openingstijden/", queue.queue_page, name="calendars"),
    path("mail/", queue.queue_page, name="mails"),
    path("ik/", queue.queue_page, name="me"),
]
