from django.urls import path

from portal.reviews import views

urlpatterns = [
    path("reviews/", views.overview, name="reviews"),
    path("reviews/<int:pk>/", views.page, name="review"),
    path("reviews/<int:pk>/tekst/", views.write, name="review_write"),
    path("reviews/<int:pk>/punten/", views.add_point, name="review_point"),
    path("reviews/<int:pk>/punten/weg/", views.remove_point, name="review_point_remove"),
    path("reviews/<int:pk>/komst/", views.answer, name="review_answer"),
    path("reviews/<int:pk>/reactie/", views.respond, name="review_respond"),
    path("reviews/<int:pk>/pdf/<int:version>/", views.pdf, name="review_pdf"),
    path("reviews/<int:pk>/afspraak.ics", views.calendar, name="review_calendar"),
    path("reviews/verbeterpunten/<int:point>/klaar/", views.end_improvement, name="review_improvement_end"),
    path("reviews/uitnodiging/<str:token>/", views.by_link, name="review_invitation"),
]
