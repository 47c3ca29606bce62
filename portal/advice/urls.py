from django.urls import path

from portal.advice import views

urlpatterns = [
    path("afspraken/adviezen/", views.page, name="advices"),
    path("afspraken/adviezen/<int:advice>/beslissing/", views.decide, name="advice_decide"),
]
