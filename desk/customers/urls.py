from django.urls import path

from desk.customers import views

urlpatterns = [
    path("klanten/", views.customer_list, name="customers"),
    path("klanten/<int:pk>/", views.customer_page, name="customer"),
    path("contacten/nieuw/", views.contact_add, name="contact_add"),
    path("contacten/<int:pk>/", views.contact_change, name="contact_change"),
]
