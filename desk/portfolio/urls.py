"""The addresses of the first pages of account managers and directie."""

from django.urls import path

from desk.portfolio import views

urlpatterns = [
    path("begin/", views.first_page, name="first_page"),
    path("mijn-klanten/", views.my_customers, name="portfolio"),
    path("huis/", views.the_house, name="the_house"),
]
