from django.urls import path

from portal.advice import views as advices
from portal.agreements import signing
from portal.agreements import views as agreement
from portal.approvals import views as approvals
from portal.escalation import views as escalation
from portal.intake import views as intake
from portal.planned import views as planned
from portal.secrets import views as secrets
from portal.tickets import views
from portal.time import views as hours

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("meldingen/", views.tickets, name="tickets"),
    path("meldingen/<int:number>/", views.ticket, name="ticket"),
    path("meldingen/<int:number>/gemeld/", views.filed, name="filed"),
    path("meldingen/<int:number>/antwoord/", views.reply, name="reply"),
    path("meldingen/<int:number>/escaleren/", escalation.escalate, name="escalate"),
    path("meldingen/<int:number>/geheim/", secrets.give, name="hand_over"),
    path("meldingen/<int:number>/sluiten/", views.close, name="close"),
    path("akkoord/", approvals.page, name="approvals"),
    path("akkoord/<int:pk>/", approvals.answer, name="approval_answer"),
    path("akkoord/<str:token>/", approvals.by_link, name="approval_link"),
    path("afspraken/", agreement.page, name="agreement"),
    path("afspraken/<int:version>/document/", agreement.document, name="agreement_document"),
    path("afspraken/uren/", hours.page, name="hours"),
    path("afspraken/gepland/", planned.page, name="planned"),
    path("afspraken/gepland/punt/", planned.add_point, name="point_add"),
    path("afspraken/gepland/punt/<int:item>/weg/", planned.drop_point, name="point_drop"),
    path("afspraken/adviezen/", advices.page, name="advices"),
    path("afspraken/adviezen/<int:advice>/beslissing/", advices.decide, name="advice_decide"),
    path("geheim/<int:secret>/", secrets.page, name="secret"),
    path("geheim/<str:token>/", secrets.by_link, name="secret_link"),
    path("geheim/geven/<str:token>/", secrets.give_by_link, name="hand_over_link"),
    path("ondertekenen/<str:token>/", signing.sign, name="sign"),
    path("ondertekenen/<str:token>/code/", signing.code, name="sign_code"),
    path("ondertekenen/<str:token>/overeenkomst.pdf", signing.document, name="sign_document"),
    path("nieuw/", intake.begin, name="new"),
    path("nieuw/vooruitblik/", intake.forecast, name="forecast"),
    path("nieuw/<slug:token>/nakijken/", intake.check, name="check"),
    path("nieuw/<slug:token>/<slug:name>/", intake.step, name="step"),
]
