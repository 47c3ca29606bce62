from django.urls import path

from desk.bulk import views

urlpatterns = [
    path("bulk/", views.bulk_choose, name="bulk"),
    path("bulk/<int:pk>/", views.bulk_page, name="bulk_act"),
    path("bulk/<int:pk>/opnieuw/", views.bulk_again, name="bulk_again"),
    path("bulk/<int:pk>/ongedaan/", views.bulk_undo, name="bulk_undo"),
]
