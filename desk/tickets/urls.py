from django.urls import path

from desk.tickets import views

urlpatterns = [
    path("meldingen/<int:number>/", views.page, name="ticket"),
    path("meldingen/<int:number>/bericht/", views.compose, name="compose"),
    path("meldingen/<int:number>/stand/", views.live, name="live"),
    path("meldingen/<int:number>/concept/", views.keep_draft, name="draft"),
    path("meldingen/<int:number>/<slug:verb>/", views.act, name="act"),
]
