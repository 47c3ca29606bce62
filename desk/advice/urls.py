from django.urls import path

from desk.advice import views

urlpatterns = [
    path("klanten/<int:pk>/adviezen/", views.page, name="advices"),
    path("klanten/<int:pk>/adviezen/nieuw/", views.give, name="advice_give"),
    path("klanten/<int:pk>/adviezen/<int:advice>/beslissing/", views.decide, name="advice_decide"),
]
