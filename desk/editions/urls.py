from django.urls import path

from desk.editions import views

urlpatterns = [
    path("sla/", views.editions, name="editions"),
    path("sla/<str:version>/", views.edition, name="edition"),
    path("sla/<str:version>/verschil/", views.changes, name="edition_changes"),
    path("sla/<str:version>/<str:number>/", views.paragraph, name="paragraph"),
    path("klanten/<int:pk>/dap/<str:version>/<str:number>/", views.dap_clause, name="dap_clause"),
]
