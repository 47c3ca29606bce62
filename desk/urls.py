from django.urls import path

from desk.views import agreements, calendars, coordinator, customers, intake, mails, me, queue, ticket

app_name = "desk"
urlpatterns = [
    path("", queue.queue_page, name="queue"),
    path("nieuw/", intake.intake, name="intake"),
    path("nieuw/voorbeeld/", intake.preview, name="preview"),
    path("nieuw/<int:number>/", intake.filed, name="filed"),
    path("meldingen/<int:number>/", ticket.page, name="ticket"),
    path("meldingen/<int:number>/bericht/", ticket.compose, name="compose"),
    path("meldingen/<int:number>/tijd/", ticket.log_time, name="log_time"),
    path("meldingen/<int:number>/<slug:verb>/", ticket.act, name="act"),
    path("klanten/", customers.customer_list, name="customers"),
    path("klanten/<int:pk>/", customers.customer_page, name="customer"),
    path("klanten/<int:pk>/overeenkomst/", agreements.page, name="agreement"),
    path("contacten/nieuw/", customers.contact_add, name="contact_add"),
    path("contacten/<int:pk>/", customers.contact_change, name="contact_change"),
    path("werkvoorraad/", coordinator.workload_page, name="workload"),
    path("openingstijden/", calendars.calendar_page, name="calendars"),
    path("openingstijden/<slug:slug>/", calendars.calendar_page, name="calendar"),
    path("openingstijden/<slug:slug>/<str:day>/vervalt/", calendars.exception_remove, name="exception_remove"),
    path("mail/", mails.mail_list, name="mails"),
    path("mail/<int:pk>/", mails.mail_page, name="mail"),
    path("mail/<int:pk>/html/", mails.mail_html, name="mail_html"),
    path("ik/", me.me, name="me"),
]
