from django.urls import path

from desk import me
from desk.advice import views as advices
from desk.agreements import editing as agreement_making
from desk.agreements import views as agreements
from desk.calendars import views as calendars
from desk.connections import tokens, webhooks
from desk.customers import views as customers
from desk.escalation import views as escalations
from desk.intake import views as intake
from desk.mail import received as inbox
from desk.mail import sent as mails
from desk.monitoring import views as monitoring
from desk.planned import views as planned
from desk.queue import coordinator
from desk.queue import views as queue
from desk.replay import views as replay
from desk.secrets import views as secrets
from desk.tickets import views as ticket
from desk.time import month
from desk.time import views as timekeeping

app_name = "desk"
_AGREEMENT = "klanten/<int:pk>/overeenkomst/"
_WEBHOOKS = "koppelingen/webhooks/"
_PLANNED = "klanten/<int:pk>/gepland/"
urlpatterns = [
    path("", queue.queue_page, name="queue"),
    path("nieuw/", intake.intake, name="intake"),
    path("nieuw/voorbeeld/", intake.preview, name="preview"),
    path("nieuw/<int:number>/", intake.filed, name="filed"),
    path("meldingen/<int:number>/", ticket.page, name="ticket"),
    path("meldingen/<int:number>/bericht/", ticket.compose, name="compose"),
    path("meldingen/<int:number>/tijd/", timekeeping.log_time, name="log_time"),
    path("meldingen/<int:number>/tijd/start/", timekeeping.start_timer, name="timer_start"),
    path("meldingen/<int:number>/tijd/stop/", timekeeping.stop_timer, name="timer_stop"),
    path("meldingen/<int:number>/tijd/weg/", timekeeping.discard_timer, name="timer_discard"),
    path("meldingen/<int:number>/tijd/<int:pk>/", timekeeping.correct_time, name="time_correct"),
    path("meldingen/<int:number>/controles/", planned.checklist, name="checklist"),
    path("meldingen/<int:number>/geheim/<int:pk>/", secrets.open_secret, name="secret"),
    path("meldingen/<int:number>/geheim/<int:pk>/intrekken/", secrets.withdraw, name="secret_withdraw"),
    path("meldingen/<int:number>/<slug:verb>/", ticket.act, name="act"),
    path("klanten/", customers.customer_list, name="customers"),
    path("klanten/<int:pk>/", customers.customer_page, name="customer"),
    path(_AGREEMENT, agreements.page, name="agreement"),
    path(_AGREEMENT + "nieuw/", agreements.new, name="agreement_new"),
    path(_AGREEMENT + "<int:version>/", agreements.page, name="agreement_version"),
    path(_AGREEMENT + "<int:version>/vergelijk/", agreements.compare, name="agreement_compare"),
    path(_AGREEMENT + "<int:version>/document/", agreements.document, name="agreement_document"),
    path(_AGREEMENT + "<int:version>/volgende/", agreements.next_version, name="agreement_next"),
    path(_AGREEMENT + "<int:version>/bewerk/", agreement_making.edit, name="agreement_edit"),
    path(_AGREEMENT + "<int:version>/bepaling/", agreement_making.clause_kinds, name="agreement_clause_kinds"),
    path(_AGREEMENT + "<int:version>/bepaling/<int:clause>/", agreement_making.clause_change, name="agreement_clause"),
    path(
        _AGREEMENT + "<int:version>/bepaling/<int:clause>/weg/",
        agreement_making.clause_remove,
        name="agreement_clause_remove",
    ),
    path(_AGREEMENT + "<int:version>/bepaling/<slug:kind>/", agreement_making.clause_add, name="agreement_clause_add"),
    path(_AGREEMENT + "<int:version>/weg/", agreements.discard, name="agreement_discard"),
    path(_AGREEMENT + "<int:version>/aanbieden/", agreements.offer, name="agreement_offer"),
    path(_AGREEMENT + "<int:version>/intrekken/", agreements.withdraw, name="agreement_withdraw"),
    path(_AGREEMENT + "<int:version>/einde/", agreements.end, name="agreement_end"),
    path(_AGREEMENT + "<int:version>/persoon/<int:person>/intrekken/", agreements.revoke, name="agreement_revoke"),
    path("klanten/<int:pk>/adviezen/", advices.page, name="advices"),
    path("klanten/<int:pk>/adviezen/nieuw/", advices.give, name="advice_give"),
    path("klanten/<int:pk>/adviezen/<int:advice>/beslissing/", advices.decide, name="advice_decide"),
    path(_PLANNED, planned.page, name="planned"),
    path(_PLANNED + "bezoek/", planned.visit_plan, name="visit_plan"),
    path(_PLANNED + "bezoek/<int:visit>/afronden/", planned.visit_finish, name="visit_finish"),
    path(_PLANNED + "punt/", planned.item_add, name="visit_item_add"),
    path(_PLANNED + "punt/<int:item>/weg/", planned.item_drop, name="visit_item_drop"),
    path(_PLANNED + "werk/", planned.work_add, name="planned_work_add"),
    path(_PLANNED + "werk/<int:work>/", planned.work_page, name="planned_work"),
    path(_PLANNED + "werk/<int:work>/wijzig/", planned.work_change, name="planned_work_change"),
    path(_PLANNED + "werk/<int:work>/stil/", planned.work_hold, name="planned_work_hold"),
    path(_PLANNED + "werk/<int:work>/hervat/", planned.work_resume, name="planned_work_resume"),
    path(_PLANNED + "werk/<int:work>/overslaan/", planned.work_skip, name="planned_work_skip"),
    path("klanten/<int:pk>/wat-als/", replay.page, name="replay"),
    path("contacten/nieuw/", customers.contact_add, name="contact_add"),
    path("contacten/<int:pk>/", customers.contact_change, name="contact_change"),
    path("klanten/<int:pk>/uren/", month.customer_hours, name="customer_hours"),
    path("uren/", month.exports_page, name="exports"),
    path("uren/<int:pk>/", month.export_page, name="export"),
    path("uren/<int:pk>/<slug:kind>/", month.export_file, name="export_file"),
    path("escalaties/", escalations.page, name="escalations"),
    path("escalaties/<int:pk>/", escalations.acknowledge, name="escalation"),
    path("werkvoorraad/", coordinator.workload_page, name="workload"),
    path("openingstijden/", calendars.calendar_page, name="calendars"),
    path("openingstijden/<slug:slug>/", calendars.calendar_page, name="calendar"),
    path("openingstijden/<slug:slug>/<str:day>/vervalt/", calendars.exception_remove, name="exception_remove"),
    path("postvak/", inbox.inbox, name="inbox"),
    path("postvak/<int:pk>/", inbox.mail_page, name="inbox_mail"),
    path("postvak/<int:pk>/bericht/", inbox.raw, name="inbox_raw"),
    path("postvak/<int:pk>/vrijgeven/", inbox.release, name="inbox_release"),
    path("postvak/<int:pk>/opbergen/", inbox.shelve, name="inbox_shelve"),
    path("postvak/<int:pk>/opnieuw/", inbox.again, name="inbox_again"),
    path("opmaak/<int:entry>/", inbox.looks, name="looks"),
    path("opmaak/<int:entry>/beelden/", inbox.looks_with_images, name="looks_with_images"),
    path("mail/", mails.mail_list, name="mails"),
    path("mail/<int:pk>/", mails.mail_page, name="mail"),
    path("mail/<int:pk>/html/", mails.mail_html, name="mail_html"),
    path("mail/<int:pk>/opnieuw/", mails.mail_again, name="mail_again"),
    path("monitoring/", monitoring.monitoring, name="monitoring"),
    path("monitoring/host/nieuw/", monitoring.host_new, name="host_new"),
    path("monitoring/host/<int:pk>/", monitoring.host_change, name="host_change"),
    path("koppelingen/", tokens.token_list, name="tokens"),
    path("koppelingen/nieuw/", tokens.token_new, name="token_new"),
    path("koppelingen/<int:pk>/intrekken/", tokens.token_revoke, name="token_revoke"),
    path(_WEBHOOKS, webhooks.webhook_list, name="webhooks"),
    path(_WEBHOOKS + "nieuw/", webhooks.webhook_new, name="webhook_new"),
    path(_WEBHOOKS + "<int:webhook>/", webhooks.webhook_page, name="webhook"),
    path(_WEBHOOKS + "<int:webhook>/wijzig/", webhooks.webhook_change, name="webhook_change"),
    path(_WEBHOOKS + "<int:webhook>/geheim/", webhooks.webhook_secret, name="webhook_secret"),
    path(_WEBHOOKS + "<int:webhook>/aan/", webhooks.webhook_on, name="webhook_on"),
    path(_WEBHOOKS + "<int:webhook>/uit/", webhooks.webhook_off, name="webhook_off"),
    path(_WEBHOOKS + "<int:webhook>/proef/", webhooks.webhook_test, name="webhook_test"),
    path(_WEBHOOKS + "<int:webhook>/opnieuw/", webhooks.webhook_again, name="webhook_again"),
    path(_WEBHOOKS + "<int:webhook>/opnieuw/<int:delivery>/", webhooks.webhook_again, name="webhook_message_again"),
    path("ik/", me.me, name="me"),
]
