from django.urls import path

from desk.replay import views

urlpatterns = [
    path("klanten/<int:pk>/wat-als/", views.page, name="replay"),
]
