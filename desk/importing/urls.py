from django.urls import path

from desk.importing import views

urlpatterns = [
    path("importeren/", views.imports, name="imports"),
    path("importeren/<int:pk>/", views.import_page, name="import"),
    path("importeren/<int:pk>/uitvoeren/", views.import_order, name="import_order"),
    path("importeren/<int:pk>/ongedaan/", views.import_undo, name="import_undo"),
    path("importeren/<int:pk>/weg/", views.import_discard, name="import_discard"),
    path("importeren/<int:pk>/geweigerd.csv", views.import_refused, name="import_refused"),
]
