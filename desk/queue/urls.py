from django.urls import path

from desk.queue import coordinator, kept_views, views

urlpatterns = [
    path("", views.queue_page, name="queue"),
    path("filters/", views.filters, name="queue_filters"),
    path("volgende/", views.next_ticket, name="next_ticket"),
    path("weergaven/", kept_views.views_page, name="queue_views"),
    path("weergaven/<int:pk>/", kept_views.view_page, name="queue_view"),
    path("weergaven/<int:pk>/weg/", kept_views.remove, name="remove_queue_view"),
    path("regels/", kept_views.rows, name="queue_rows"),
    path("werkvoorraad/", coordinator.workload_page, name="workload"),
]
