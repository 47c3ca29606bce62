from django.urls import path

from desk.notifications import views

urlpatterns = [
    path("notificaties/", views.notices, name="notices"),
    path("notificaties/bel/", views.bell, name="bell"),
    path("notificaties/lijst/", views.bell_list, name="bell_list"),
    path("notificaties/gelezen/", views.read_all, name="notices_read"),
    path("ik/notificaties/", views.notice_settings, name="notice_settings"),
]
