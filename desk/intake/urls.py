from django.urls import path

from desk.intake import views

urlpatterns = [
    path("nieuw/", views.intake, name="intake"),
    path("nieuw/voorbeeld/", views.preview, name="preview"),
    path("nieuw/<int:number>/", views.filed, name="filed"),
]
