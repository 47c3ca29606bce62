from django.urls import path

from mail import views

app_name = "mail"
urlpatterns = [
    path("ontvangst/", views.inbound, name="inbound"),
    path("beeld/<str:key>/", views.picture, name="picture"),
]
