from django.urls import path

from desk.monitoring import customer_names, unread, views

urlpatterns = [
    path("monitoring/", views.monitoring, name="monitoring"),
    path("monitoring/bericht/<int:pk>/", views.alert_give, name="alert_give"),
    path("monitoring/niet-gelezen/", unread.received_list, name="received_list"),
    path("monitoring/niet-gelezen/gezien/", unread.received_noted, name="received_noted"),
    path("monitoring/ontvangen/<int:pk>/", unread.received, name="received"),
    path("monitoring/klanten/", customer_names.tool_customers, name="tool_customers"),
    path("monitoring/klanten/nieuw/", customer_names.tool_customer_new, name="tool_customer_new"),
    path("monitoring/klanten/<int:pk>/", customer_names.tool_customer, name="tool_customer"),
    path("monitoring/klanten/<int:pk>/los/", customer_names.tool_customer_unlink, name="tool_customer_unlink"),
    path("monitoring/host/nieuw/", views.host_new, name="host_new"),
    path("monitoring/host/<int:pk>/", views.host_change, name="host_change"),
]
