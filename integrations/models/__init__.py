from integrations.models.alert_bodies import AlertBody, AlertMapping, AlertMappingChange, ReadBy
from integrations.models.alerts import Alert, MonitoredHost, MonitoredHostName
from integrations.models.sns import SnsTopic
from integrations.models.webhooks import DeliveryStatus, Webhook, WebhookDelivery

__all__ = [
    "Alert",
    "AlertBody",
    "AlertMapping",
    "AlertMappingChange",
    "DeliveryStatus",
    "MonitoredHost",
    "MonitoredHostName",
    "ReadBy",
    "SnsTopic",
    "Webhook",
    "WebhookDelivery",
]
