"""The addresses of Resultaten."""

from django.urls import path

from desk.results import views

urlpatterns = [
    path("resultaten/", views.results, name="results"),
    path("resultaten/meldingen/", views.behind_figure, name="behind_figure"),
]
