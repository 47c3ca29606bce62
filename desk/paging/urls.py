from django.urls import path

from desk.paging import views

urlpatterns = [
    path("oproep/<str:token>/", views.by_link, name="page_link"),
]
