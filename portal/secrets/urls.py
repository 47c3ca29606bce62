from django.urls import path

from portal.secrets import views

urlpatterns = [
    path("meldingen/<int:number>/geheim/", views.give, name="hand_over"),
    path("geheim/<int:secret>/", views.page, name="secret"),
    path("geheim/<str:token>/", views.by_link, name="secret_link"),
    path("geheim/geven/<str:token>/", views.give_by_link, name="hand_over_link"),
]
