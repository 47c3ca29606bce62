from django.urls import path

from portal.editions import views

urlpatterns = [
    path("sla/", views.edition, name="edition_in_force"),
    path("sla/<str:version>/", views.edition, name="edition"),
    path("sla/<str:version>/verschil/", views.changes, name="edition_changes"),
    path("sla/<str:version>/<str:number>/", views.paragraph, name="paragraph"),
    path("dap/<str:version>/<str:number>/", views.dap_clause, name="dap_clause"),
]
