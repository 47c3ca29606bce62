from django.urls import path

from portal.evaluations import views

urlpatterns = [
    path("evaluaties/", views.page, name="evaluations"),
    path("meldingen/<int:number>/evaluatie/", views.evaluation, name="evaluation"),
]
