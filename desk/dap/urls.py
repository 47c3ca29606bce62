from django.urls import path

from desk.dap import views

urlpatterns = [
    path("klanten/<int:pk>/overeenkomst/<int:version>/bepaling/", views.clause_kinds, name="agreement_clause_kinds"),
    path(
        "klanten/<int:pk>/overeenkomst/<int:version>/bepaling/<int:clause>/",
        views.clause_change,
        name="agreement_clause",
    ),
    path(
        "klanten/<int:pk>/overeenkomst/<int:version>/bepaling/<int:clause>/weg/",
        views.clause_remove,
        name="agreement_clause_remove",
    ),
    path(
        "klanten/<int:pk>/overeenkomst/<int:version>/bepaling/<slug:kind>/",
        views.clause_add,
        name="agreement_clause_add",
    ),
]
