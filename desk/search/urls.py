from django.urls import path

from desk.search import views

urlpatterns = [
    path("zoek/", views.search_page, name="search"),
    path("meldingen/<int:number>/lijkt-op/", views.similar_page, name="similar"),
]
