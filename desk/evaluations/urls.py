from django.urls import path

from desk.evaluations import breaches, views

urlpatterns = [
    path("evaluaties/", views.evaluation_list, name="evaluations"),
    path("evaluaties/opzij/", views.put_aside, name="evaluations_aside"),
    path("meldingen/<int:number>/evaluatie/", views.page, name="evaluation"),
    path("meldingen/<int:number>/evaluatie/kies/", views.choose, name="evaluation_choose"),
    path("meldingen/<int:number>/evaluatie/tekst/<slug:part>/", views.text, name="evaluation_text"),
    path("meldingen/<int:number>/evaluatie/<slug:verb>/", views.act, name="evaluation_act"),
    path("meldingen/<int:number>/oorzaak/", breaches.explain, name="breach_cause"),
]
