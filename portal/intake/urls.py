from django.urls import path

from portal.intake import questions, views

urlpatterns = [
    path("vragen/<str:token>/", questions.by_link, name="questions_link"),
    path("meldingen/<int:number>/vragen/", questions.answer, name="questions"),
    path("nieuw/", views.begin, name="new"),
    path("nieuw/vooruitblik/", views.forecast, name="forecast"),
    path("nieuw/<slug:token>/nakijken/", views.check, name="check"),
    path("nieuw/<slug:token>/<slug:name>/", views.step, name="step"),
]
