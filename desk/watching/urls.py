from django.urls import path

from desk.watching import views

urlpatterns = [
    path("meldingen/<int:number>/volgen/", views.follow, name="follow"),
    path("meldingen/<int:number>/kopie/", views.copies, name="copies"),
    path("volgen/stop/", views.follow_nothing, name="follow_nothing"),
]
