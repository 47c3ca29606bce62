from django.urls import path

from desk.satisfaction import views

urlpatterns = [
    path("tevredenheid/", views.page, name="satisfaction"),
    path("tevredenheid/<int:pk>/", views.call_back, name="call_back"),
    path("klanten/<int:pk>/tevredenheid/", views.choose, name="customer_satisfaction"),
]
