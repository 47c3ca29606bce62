from django.urls import path

from desk.calendars import views

urlpatterns = [
    path("openingstijden/", views.calendar_page, name="calendars"),
    path("openingstijden/<slug:slug>/", views.calendar_page, name="calendar"),
    path("openingstijden/<slug:slug>/<str:day>/vervalt/", views.exception_remove, name="exception_remove"),
]
