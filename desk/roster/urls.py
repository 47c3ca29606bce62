from django.urls import path

from desk.roster import views

urlpatterns = [
    path("rooster/", views.roster_page, name="roster"),
    path("rooster/dienst/", views.duty_new, name="duty_new"),
    path("rooster/dienst/<int:pk>/ruil/", views.duty_exchange, name="duty_exchange"),
    path("rooster/dienst/<int:pk>/vervalt/", views.duty_cancel, name="duty_cancel"),
    path("rooster/afwezig/", views.absence_new, name="absence_new"),
    path("rooster/afwezig/<int:pk>/terug/", views.absence_end, name="absence_end"),
]
