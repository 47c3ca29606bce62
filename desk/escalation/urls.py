from django.urls import path

from desk.escalation import views

urlpatterns = [
    path("escalaties/", views.page, name="escalations"),
    path("escalaties/<int:pk>/", views.acknowledge, name="escalation"),
]
