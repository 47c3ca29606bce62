from django.urls import path

from desk.products import views

urlpatterns = [
    path("verlengingen/", views.renewals, name="renewals"),
    path("klanten/<int:pk>/overeenkomst/<int:version>/product/", views.product_add, name="product_add"),
    path(
        "klanten/<int:pk>/overeenkomst/<int:version>/product/<int:product>/",
        views.product_change,
        name="product_change",
    ),
    path(
        "klanten/<int:pk>/overeenkomst/<int:version>/product/<int:product>/weg/",
        views.product_remove,
        name="product_remove",
    ),
]
