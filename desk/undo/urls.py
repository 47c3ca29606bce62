from django.urls import path

from desk.undo import views

urlpatterns = [
    path("ongedaan/<uuid:act>/", views.undo, name="undo"),
]
