from django.urls import path

from portal.intake import views

urlpatterns = [
    path("nieuw/", views.begin, name="new"),
    path("nieuw/vooruitblik/", views.forecast, name="forecast"),
    path("nieuw/<slug:token>/nakijken/", views.check, name="check"),
    path("nieuw/<slug:token>/<slug:name>/", views.step, name="step"),
]
