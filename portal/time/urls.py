from django.urls import path

from portal.time import views

urlpatterns = [
    path("afspraken/uren/", views.page, name="hours"),
]
