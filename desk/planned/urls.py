from django.urls import path

from desk.planned import views

urlpatterns = [
    path("meldingen/<int:number>/controles/", views.checklist, name="checklist"),
    path("klanten/<int:pk>/gepland/", views.page, name="planned"),
    path("klanten/<int:pk>/gepland/bezoek/", views.visit_plan, name="visit_plan"),
    path("klanten/<int:pk>/gepland/bezoek/<int:visit>/afronden/", views.visit_finish, name="visit_finish"),
    path("klanten/<int:pk>/gepland/punt/", views.item_add, name="visit_item_add"),
    path("klanten/<int:pk>/gepland/punt/<int:item>/weg/", views.item_drop, name="visit_item_drop"),
    path("klanten/<int:pk>/gepland/werk/", views.work_add, name="planned_work_add"),
    path("klanten/<int:pk>/gepland/werk/<int:work>/", views.work_page, name="planned_work"),
    path("klanten/<int:pk>/gepland/werk/<int:work>/wijzig/", views.work_change, name="planned_work_change"),
    path("klanten/<int:pk>/gepland/werk/<int:work>/stil/", views.work_hold, name="planned_work_hold"),
    path("klanten/<int:pk>/gepland/werk/<int:work>/hervat/", views.work_resume, name="planned_work_resume"),
    path("klanten/<int:pk>/gepland/werk/<int:work>/overslaan/", views.work_skip, name="planned_work_skip"),
]
