from django.conf import settings
from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.home, name="home"),
    path("account/email/", views.own_address),  # before allauth's page of the same address
]
if settings.DEBUG:
    urlpatterns.append(path("componenten/", views.components, name="components"))
