from django.urls import path

from portal.agreements import signing, views

urlpatterns = [
    path("afspraken/", views.page, name="agreement"),
    path("afspraken/<int:version>/document/", views.document, name="agreement_document"),
    path("ondertekenen/<str:token>/", signing.sign, name="sign"),
    path("ondertekenen/<str:token>/code/", signing.code, name="sign_code"),
    path("ondertekenen/<str:token>/overeenkomst.pdf", signing.document, name="sign_document"),
]
