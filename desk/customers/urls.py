from django.urls import path

from desk.customers import places, views

urlpatterns = [
    path("klanten/", views.customer_list, name="customers"),
    path("klanten/<int:pk>/", views.customer_page, name="customer"),
    path("klanten/<int:pk>/vestiging/", places.site_save, name="site_add"),
    path("klanten/<int:pk>/vestiging/<int:site>/", places.site_save, name="site_change"),
    path("klanten/<int:pk>/leverancier/", places.supplier_save, name="customer_supplier_add"),
    path("klanten/<int:pk>/leverancier/<int:link>/", places.supplier_save, name="customer_supplier_change"),
    path("contacten/nieuw/", views.contact_add, name="contact_add"),
    path("contacten/<int:pk>/", views.contact_change, name="contact_change"),
]
