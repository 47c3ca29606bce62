from integrations.models.alerts import Alert, MonitoredHost
from integrations.models.webhooks import DeliveryStatus, Webhook, WebhookDelivery

__all__ = ["Alert", "DeliveryStatus", "MonitoredHost", "Webhook", "WebhookDelivery"]
