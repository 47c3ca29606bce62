from django.urls import path

from portal.outages import views

urlpatterns = [
    path("storingen/<int:outage>/deze/", views.join, name="same_outage"),
]
