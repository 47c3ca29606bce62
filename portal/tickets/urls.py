from django.urls import path

from portal.tickets import views

urlpatterns = [
    path("", views.home, name="home"),
    path("meldingen/", views.tickets, name="tickets"),
    path("meldingen/<int:number>/", views.ticket, name="ticket"),
    path("meldingen/<int:number>/gemeld/", views.filed, name="filed"),
    path("meldingen/<int:number>/antwoord/", views.reply, name="reply"),
    path("meldingen/<int:number>/sluiten/", views.close, name="close"),
]
