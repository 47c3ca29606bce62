from django.urls import path

from desk.reviews import verbs, views

urlpatterns = [
    path("reviews/", views.overview, name="reviews"),
    path("klanten/<int:pk>/reviews/", views.of_customer, name="customer_reviews"),
    path("klanten/<int:pk>/reviews/nieuw/", views.plan, name="review_plan"),
    path("reviews/<int:pk>/", views.page, name="review"),
    path("reviews/<int:pk>/verzetten/", views.move, name="review_move"),
    path("reviews/<int:pk>/pdf/<int:version>/", views.pdf, name="review_pdf"),
    path("reviews/<int:pk>/afspraak.ics", views.calendar, name="review_calendar"),
    path("reviews/<int:pk>/tekst/", verbs.write, name="review_write"),
    path("reviews/<int:pk>/oordeel/", verbs.fit, name="review_fit"),
    path("reviews/<int:pk>/punten/", verbs.add_point, name="review_point"),
    path("reviews/<int:pk>/punten/weg/", verbs.remove_point, name="review_point_remove"),
    path("reviews/<int:pk>/genodigden/", verbs.invite, name="review_invite"),
    path("reviews/<int:pk>/genodigden/<int:attendee>/weg/", verbs.uninvite, name="review_uninvite"),
    path("reviews/<int:pk>/komst/", verbs.answer, name="review_answer"),
    path("reviews/<int:pk>/verbeterpunten/", verbs.add_improvement, name="review_improvement"),
    path(
        "reviews/<int:pk>/verbeterpunten/<int:point>/weg/", verbs.remove_improvement, name="review_improvement_remove"
    ),
    path("reviews/<int:pk>/verbeterpunten/<int:point>/klaar/", verbs.end_improvement, name="review_improvement_end"),
    path("reviews/<int:pk>/afzeggen/", verbs.call_off, name="review_call_off"),
    path("reviews/<int:pk>/delen/", verbs.share, name="review_share"),
    path("reviews/<int:pk>/gehouden/", verbs.hold, name="review_hold"),
    path("reviews/<int:pk>/publiceren/", verbs.publish, name="review_publish"),
    path("reviews/<int:pk>/correctie/", verbs.correct, name="review_correct"),
    path("reviews/<int:pk>/reactie/", verbs.respond, name="review_respond"),
    path("reviews/<int:pk>/volgende-versie/", verbs.next_version, name="review_next_version"),
]
