from django.urls import path

from desk.routing import views

urlpatterns = [
    path("toewijzing/", views.rules_page, name="routing"),
    path("toewijzing/nieuw/", views.rule_save, name="routing_add"),
    path("toewijzing/<int:pk>/", views.rule_save, name="routing_change"),
    path("toewijzing/<int:pk>/omhoog/", views.rule_raise, name="routing_raise"),
    path("toewijzing/<int:pk>/weg/", views.rule_remove, name="routing_remove"),
]
