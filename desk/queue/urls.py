from django.urls import path

from desk.queue import coordinator, views

urlpatterns = [
    path("", views.queue_page, name="queue"),
    path("werkvoorraad/", coordinator.workload_page, name="workload"),
]
