from django.urls import path

from desk.macros import views

urlpatterns = [
    path("standaardantwoorden/", views.macros, name="macros"),
    path("standaardantwoorden/nieuw/", views.macro_add, name="macro_add"),
    path("standaardantwoorden/<int:pk>/", views.macro_change, name="macro_change"),
    path("standaardantwoorden/<int:pk>/weg/", views.macro_remove, name="macro_remove"),
    path("voorbeeld/", views.preview, name="text_preview"),
    path("meldingen/<int:number>/standaardantwoorden/", views.macro_choices, name="macro_choices"),
    path("meldingen/<int:number>/standaardantwoorden/<int:pk>/", views.macro_filled, name="macro_filled"),
]
