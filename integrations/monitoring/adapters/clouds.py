"""Azure Monitor, Microsoft Graph security and AWS. Written after the makers' schemas; none captured."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from integrations.monitoring.adapters.base import Adapter, Body, each, first_word, inside, numbered, one, signal
from integrations.monitoring.signals import (
    LONGEST_CUSTOMER,
    LONGEST_HOST,
    LONGEST_TEXT,
    LONGEST_URL,
    NotAnAlert,
    Signal,
    State,
    Whose,
    account_of,
    mapping,
    whose,
    word,
)


def _at_customer(said: Whose, account: str) -> Whose:
    return Whose(customer=said["customer"], site=said["site"] or account)


# --- Azure Monitor, common alert schema -------------------------------------------------------------------
def _azure(body: Body) -> Signal:
    told, given = inside(body, "data", "essentials"), inside(body, "data", "customProperties")
    target, rule = first_word(told.get("alertTargetIDs")), word(told, "alertRule")
    parts = target.split("/")
    account = parts[2] if len(parts) > 2 and parts[1].casefold() == "subscriptions" else ""
    host = first_word(told.get("configurationItems")) or parts[-1]
    # originAlertId alone is of the rule, for some kinds: then the host tells them apart
    own, origin = word(told, "alertId", longest=400), word(told, "originAlertId", longest=400)
    return signal(
        "azure-monitor",
        host=(host or rule)[:LONGEST_HOST],
        name=rule,
        status=word(told, "monitorCondition"),
        fingerprint=numbered("azure-monitor", own) if own else numbered("azure-monitor", origin, rule, host or rule),
        severity=word(told, "severity"),
        text=word(told, "description", longest=LONGEST_TEXT),
        url=word(told, "investigationLink", longest=LONGEST_URL),
        account=account_of(("subscription", account)),
        **_at_customer(whose({**body, **given}), account[:LONGEST_CUSTOMER]),
    )


def _azure_other(body: Body) -> Signal:
    raise NotAnAlert(_("Zet in de actiegroep van Azure bij deze webhook “Enable the common alert schema” aan."))


def _is_azure_other(body: Body) -> bool:
    schema = word(body, "schemaId").casefold()
    return schema.startswith(("microsoft.insights", "azuremonitor")) or bool(inside(body, "data", "context"))


# --- Microsoft Graph, security alerts v2 ------------------------------------------------------------------
def _graph(alert: Body, body: Body) -> Signal:
    """By program, from alerts_v2. Which device stands in the evidence; an alert may have none: then the tenant is what
    it is about."""
    tenant = word(alert, "tenantId", longest=LONGEST_CUSTOMER)
    status = word(alert, "status").casefold()
    return signal(
        "graph-security",
        host=first_word(alert.get("evidence"), "deviceDnsName", "hostName") or tenant or word(alert, "serviceSource"),
        name=word(alert, "title", "category"),
        status={"unknown": State.UNKNOWN, "": State.UNKNOWN}.get(status, status),
        fingerprint=numbered("graph-security", word(alert, "id", longest=300)),
        severity=word(alert, "severity"),
        text=word(alert, "description", longest=LONGEST_TEXT),
        url=word(alert, "alertWebUrl", "incidentWebUrl", longest=LONGEST_URL),
        account=account_of(("tenantId", tenant)),
        **_at_customer(whose({**body, **alert}), tenant),
    )


def _is_graph(body: Body) -> bool:
    is_called = word(body, "@odata.type").casefold().endswith("security.alert")
    return is_called or ("tenantId" in body and any(name in body for name in ("alertWebUrl", "providerAlertId")))


def _is_graph_page(body: Body) -> bool:
    alerts = body.get("value")
    return isinstance(alerts, list) and any(_is_graph(alert) for alert in alerts if isinstance(alert, Mapping))


def _event_grid(body: Body) -> Signal:
    raise NotAnAlert(_("Event Grid stuurt alleen een nummer; lees het bericht uit “alerts_v2” en stuur dat door."))


# --- AWS: CloudWatch, as SNS hands it on ------------------------------------------------------------------
def _cloudwatch(body: Body) -> Signal:
    """INSUFFICIENT_DATA fires as well: whoever asked to be told of it, wants to know that nothing is measured."""
    account = word(body, "AWSAccountId")
    named = mapping(body, "Trigger").get("Dimensions")
    known = [one for one in (named if isinstance(named, list) else ()) if isinstance(one, Mapping)]
    by_name = {word(one, "name", "Name").casefold(): word(one, "value", "Value", longest=LONGEST_HOST) for one in known}
    host = by_name.get("instanceid") or by_name.get("host") or next(iter(by_name.values()), "")
    return signal(
        "cloudwatch",
        host=host or word(body, "AlarmName", longest=LONGEST_HOST),
        name=word(body, "AlarmName"),
        status=word(body, "NewStateValue"),
        fingerprint=numbered("cloudwatch", word(body, "AlarmArn", longest=400)),
        text=word(body, "NewStateReason", "AlarmDescription", longest=LONGEST_TEXT),
        account=account_of(("AWSAccountId", account)),
        **_at_customer(whose(body), account),
    )


def _sns_unchecked(body: Body) -> Signal:
    """Who sent it says its signature, and that is looked at before an adapter is (monitoring/sns.py)."""
    raise NotAnAlert(_("De handtekening van dit bericht van AWS SNS is niet nagegaan."))


def is_sns(body: object) -> bool:
    return isinstance(body, Mapping) and "TopicArn" in body and "Type" in body


def of_topic(body: Body) -> Body | list[object]:
    """What was published, of a message whose signature holds: JSON as it stands, else a text about its topic."""
    text = word(body, "Message", longest=200_000)
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError):
        inner = None
    if isinstance(inner, dict | list) and inner:
        return inner
    *_arn, account, topic = ["", *word(body, "TopicArn", longest=LONGEST_HOST).split(":")]
    return {
        "sns": True,
        "account": account,
        "topic": topic,
        "subject": word(body, "Subject"),
        "text": text[:LONGEST_TEXT],
    }


def _published(body: Body) -> Signal:
    subject = word(body, "subject") or word(body, "text").partition("\n")[0]
    host = word(body, "topic", longest=LONGEST_HOST)
    text, account = word(body, "text", longest=LONGEST_TEXT), account_of(("AWSAccountId", word(body, "account")))
    return signal("sns", host=host, name=subject, status=State.FIRING, text=text, account=account)


ADAPTERS: tuple[Adapter, ...] = (
    Adapter("azure-monitor", lambda body: bool(inside(body, "data", "essentials")), one(_azure)),
    Adapter("azure-monitor", _is_azure_other, one(_azure_other)),
    Adapter("graph-security", _is_graph, one(lambda body: _graph(body, {}))),
    Adapter("graph-security", _is_graph_page, each(_graph, "value")),
    Adapter("graph-security", lambda body: word(body, "type").startswith("Microsoft.Graph."), one(_event_grid)),
    Adapter("sns", is_sns, one(_sns_unchecked)),
    Adapter("cloudwatch", lambda body: {"AlarmName", "NewStateValue"} <= body.keys(), one(_cloudwatch)),
    Adapter("sns", lambda body: body.get("sns") is True and "topic" in body, one(_published)),
)
