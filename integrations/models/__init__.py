from integrations.models.alerts import Alert, MonitoredHost
from integrations.models.received import AlertMapping, AlertMappingChange, ReadBy, ReceivedBody
from integrations.models.webhooks import DeliveryStatus, Webhook, WebhookDelivery

__all__ = [
    "Alert",
    "AlertMapping",
    "AlertMappingChange",
    "DeliveryStatus",
    "MonitoredHost",
    "ReadBy",
    "ReceivedBody",
    "Webhook",
    "WebhookDelivery",
]
