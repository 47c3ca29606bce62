from django.urls import path

from desk.secrets import views

urlpatterns = [
    path("meldingen/<int:number>/geheim/<int:pk>/", views.open_secret, name="secret"),
    path("meldingen/<int:number>/geheim/<int:pk>/intrekken/", views.withdraw, name="secret_withdraw"),
]
