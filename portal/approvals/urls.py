from django.urls import path

from portal.approvals import views

urlpatterns = [
    path("akkoord/", views.page, name="approvals"),
    path("akkoord/<int:pk>/", views.answer, name="approval_answer"),
    path("akkoord/<str:token>/", views.by_link, name="approval_link"),
]
