from integrations.models.alert_bodies import AlertBody, AlertMapping, AlertMappingChange, ReadBy
from integrations.models.alerts import Alert, MonitoredHost
from integrations.models.webhooks import DeliveryStatus, Webhook, WebhookDelivery

__all__ = [
    "Alert",
    "AlertMapping",
    "AlertMappingChange",
    "DeliveryStatus",
    "MonitoredHost",
    "ReadBy",
    "AlertBody",
    "Webhook",
    "WebhookDelivery",
]
