from django.urls import path

from desk.monitoring import views

urlpatterns = [
    path("monitoring/", views.monitoring, name="monitoring"),
    path("monitoring/bericht/<int:pk>/", views.alert_give, name="alert_give"),
    path("monitoring/host/nieuw/", views.host_new, name="host_new"),
    path("monitoring/host/<int:pk>/", views.host_change, name="host_change"),
]
