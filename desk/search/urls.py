from django.urls import path

from desk.search import views

urlpatterns = [
    path("zoek/", views.search_page, name="search"),
]
