from django.urls import path

from desk.time import month, views

urlpatterns = [
    path("meldingen/<int:number>/tijd/", views.log_time, name="log_time"),
    path("meldingen/<int:number>/tijd/start/", views.start_timer, name="timer_start"),
    path("meldingen/<int:number>/tijd/stop/", views.stop_timer, name="timer_stop"),
    path("meldingen/<int:number>/tijd/weg/", views.discard_timer, name="timer_discard"),
    path("meldingen/<int:number>/tijd/<int:pk>/", views.correct_time, name="time_correct"),
    path("klanten/<int:pk>/uren/", month.customer_hours, name="customer_hours"),
    path("uren/", month.exports_page, name="exports"),
    path("uren/<int:pk>/", month.export_page, name="export"),
    path("uren/<int:pk>/<slug:kind>/", month.export_file, name="export_file"),
]
