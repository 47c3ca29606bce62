from django.urls import path

from portal.planned import views

urlpatterns = [
    path("afspraken/gepland/", views.page, name="planned"),
    path("afspraken/gepland/punt/", views.add_point, name="point_add"),
    path("afspraken/gepland/punt/<int:item>/weg/", views.drop_point, name="point_drop"),
]
