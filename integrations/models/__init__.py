from integrations.models.alerts import Alert, MonitoredHost
from integrations.models.imports import ImportKind, ImportRow, ImportRun, ImportState, RowOutcome, RowStage
from integrations.models.webhooks import DeliveryStatus, Webhook, WebhookDelivery

__all__ = [
    "Alert",
    "DeliveryStatus",
    "ImportKind",
    "ImportRow",
    "ImportRun",
    "ImportState",
    "MonitoredHost",
    "RowOutcome",
    "RowStage",
    "Webhook",
    "WebhookDelivery",
]
