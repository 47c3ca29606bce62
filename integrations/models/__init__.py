from integrations.models.alerts import Alert, MonitoredHost, MonitoredHostName
from integrations.models.sns import SnsTopic
from integrations.models.webhooks import DeliveryStatus, Webhook, WebhookDelivery

__all__ = ["Alert", "DeliveryStatus", "MonitoredHost", "MonitoredHostName", "SnsTopic", "Webhook", "WebhookDelivery"]
