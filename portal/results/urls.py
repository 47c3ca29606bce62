from django.urls import path

from portal.results import views

urlpatterns = [
    path("afspraken/cijfers/", views.page, name="results"),
    path("afspraken/cijfers/meldingen/", views.behind_figure, name="behind_figure"),
]
