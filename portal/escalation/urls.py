from django.urls import path

from portal.escalation import views

urlpatterns = [
    path("meldingen/<int:number>/escaleren/", views.escalate, name="escalate"),
]
