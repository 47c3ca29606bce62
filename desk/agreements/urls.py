from django.urls import path

from desk.agreements import views

urlpatterns = [
    path("klanten/<int:pk>/overeenkomst/", views.page, name="agreement"),
    path("klanten/<int:pk>/overeenkomst/nieuw/", views.new, name="agreement_new"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/", views.page, name="agreement_version"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/vergelijk/", views.compare, name="agreement_compare"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/document/", views.document, name="agreement_document"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/volgende/", views.next_version, name="agreement_next"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/bewerk/", views.edit, name="agreement_edit"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/weg/", views.discard, name="agreement_discard"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/aanbieden/", views.offer, name="agreement_offer"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/intrekken/", views.withdraw, name="agreement_withdraw"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/einde/", views.end, name="agreement_end"),
    path(
        "klanten/<int:pk>/overeenkomst/<int:version>/persoon/<int:person>/intrekken/",
        views.revoke,
        name="agreement_revoke",
    ),
]
