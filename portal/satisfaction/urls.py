from django.urls import path

from portal.satisfaction import views

urlpatterns = [
    path("tevredenheid/", views.page, name="satisfaction"),
    path("tevredenheid/voorkeur/", views.choose, name="satisfaction_choose"),
    path("tevredenheid/<int:pk>/", views.answer, name="satisfaction_answer"),
    path("tevredenheid/<str:token>/", views.by_link, name="satisfaction_link"),
    path("tevredenheid/<str:token>/afmelden/", views.choose_by_link, name="satisfaction_no_more"),
]
