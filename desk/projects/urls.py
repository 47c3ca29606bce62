from django.urls import path

from desk.projects import views

urlpatterns = [
    path("verlengingen/evaluatie/<int:project>/", views.evaluate, name="agreement_evaluation"),
]
