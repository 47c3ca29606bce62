from django.urls import path

from tickets import views

app_name = "tickets"
urlpatterns = [
    path("<slug:key>/", views.download, name="download"),
    path("<slug:key>/beeld/", views.picture, name="picture"),
]
