from integrations.models.alert_bodies import AlertBody, AlertMapping, AlertMappingChange, ReadBy
from integrations.models.alerts import Alert, MonitoredHost, MonitoredHostName
from integrations.models.imports import ImportKind, ImportRow, ImportRun, ImportState, RowOutcome, RowStage
from integrations.models.sns import SnsTopic
from integrations.models.tool_customers import ToolCustomer
from integrations.models.webhooks import DeliveryStatus, Webhook, WebhookDelivery

__all__ = [
    "Alert",
    "AlertBody",
    "AlertMapping",
    "AlertMappingChange",
    "DeliveryStatus",
    "ImportKind",
    "ImportRow",
    "ImportRun",
    "ImportState",
    "MonitoredHost",
    "MonitoredHostName",
    "ReadBy",
    "RowOutcome",
    "RowStage",
    "SnsTopic",
    "ToolCustomer",
    "Webhook",
    "WebhookDelivery",
]
