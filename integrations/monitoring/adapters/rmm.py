"""The tools with which an MSP keeps workstations and servers: NinjaOne, N-able N-central, Atera and Datto RMM. All
written after their makers' documentation and public handlers; none captured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from integrations.monitoring.adapters.base import Adapter, Body, each, flag, numbered, one, signal
from integrations.monitoring.signals import (
    LONGEST_CUSTOMER,
    LONGEST_HOST,
    LONGEST_TEXT,
    LONGEST_URL,
    SAID_SITE,
    Signal,
    State,
    Whose,
    account_of,
    mapping,
    whose,
    word,
)


def _whose(body: Body, *names: str, also: str = "") -> Whose:
    """`customer` where somebody put it in; a tool's own name of the customer or its site only where we know it."""
    said = whose(body)
    site = said["site"] or also or word(body, *names, longest=LONGEST_CUSTOMER)
    return Whose(customer=said["customer"], site=site)


# --- NinjaOne ---------------------------------------------------------------------------------------------
def _ninjaone(body: Body) -> Signal:
    device, kind = mapping(body, "device"), word(body, "activityType")
    organization = mapping(body, "organization")
    organization_name = word(organization, "name", longest=LONGEST_CUSTOMER)
    number, codes = word(body, "deviceId"), (word(body, "statusCode"), word(body, "status"))
    host = word(device, "systemName", "displayName", "dnsName", longest=LONGEST_HOST)
    name = word(body, "sourceName", "subject", "message") or kind
    state, remark = _ninjaone_state(body, codes, kind)
    return signal(
        "ninjaone",
        host=host or (f"ninjaone-{number}" if number else ""),
        name=name,
        status=state,
        fingerprint=numbered("ninjaone", word(body, "seriesUid")),
        severity=_of_none(word(body, "severity")) or _of_none(word(body, "priority")),
        text=word(body, "message", longest=LONGEST_TEXT),
        remark=remark,
        account=account_of(
            (
                "organizationId",
                word(body, "organizationId") or word(device, "organizationId") or word(organization, "id"),
            ),
            ("locationId", word(body, "locationId") or word(device, "locationId")),
            label=organization_name,
        ),
        **_whose(body, also=organization_name),
    )


def _ninjaone_state(body: Body, codes: tuple[str, ...], kind: str) -> tuple[State | str, str]:
    """A condition is triggered and reset. Any other activity has no end: it fires when it failed or is called bad."""
    folded = [code.casefold() for code in codes if code]
    if any(code == "reset" or code.endswith("_reset") for code in folded):
        return State.RECOVERED, ""
    if any(code == "triggered" or code.endswith("_triggered") for code in folded):
        return State.FIRING, ""
    if any("acknowledge" in code for code in folded):
        return State.NOTED, ""
    is_bad = word(body, "severity").casefold() in ("critical", "major")
    if kind and kind.casefold() != "condition" and not is_bad and word(body, "activityResult").casefold() != "failure":
        return State.NOTED, _("Een gebeurtenis zonder einde (%s).") % (codes[0] or kind)[:60]
    return codes[0] or codes[1] or kind, ""


def _of_none(severity: str) -> str:
    return "" if severity.casefold() == "none" else severity


# --- N-able N-central -------------------------------------------------------------------------------------
def _ncentral(body: Body) -> Signal:
    """Its XML as fields; an element that came more than once counts for the first."""
    told = {key: _first(value) for key, value in mapping(body, "notification").items()}
    device, service, task = (word(told, name) for name in ("DeviceID", "AffectedService", "TaskIdent"))
    customer = word(told, "CustomerName", longest=LONGEST_CUSTOMER).partition(">")[0].strip()
    state = word(told, "QualitativeNewState")
    if word(told, "AcknowledgementUser") and state.casefold() == word(told, "QualitativeOldState").casefold():
        state = "acknowledged"
    name = service or word(told, "TaskName", "NotificationTriggerName")
    return signal(
        "n-central",
        host=word(told, "DeviceName", "DeviceURI", "DeviceIP", longest=LONGEST_HOST),
        name=f"{name}: {task}"[:160] if task and task.casefold() not in name.casefold() else name,
        status=state,
        fingerprint=_ncentral_number(told, device, service, task),
        severity=state,
        text=word(told, "QuantitativeNewState", longest=LONGEST_TEXT),
        url=word(told, "RemoteControlLink", "NcentralURI", longest=LONGEST_URL),
        account=account_of(
            ("CustomerName", customer),
            ("ExternalCustomerID", word(told, "ExternalCustomerID", longest=LONGEST_CUSTOMER)),
        ),
        **_whose(told, "ExternalCustomerID", also=customer),
    )


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _ncentral_number(told: Body, device: str, service: str, task: str) -> str:
    by_name = word(told, "CustomerName", longest=LONGEST_CUSTOMER) + "\n" + word(told, "DeviceName")
    return numbered("n-central", device or by_name, service, *([task] if task else [])) if service else ""


# --- Atera ------------------------------------------------------------------------------------------------
def _atera(alert: Body, body: Body) -> Signal:
    """As its list of alerts has them, fetched and handed on; one that is snoozed fires still."""
    return signal(
        "atera",
        host=word(alert, "DeviceName", "DeviceGuid", longest=LONGEST_HOST),
        name=word(alert, "Title", "AlertMessage", "Code"),
        status=State.RECOVERED if flag(alert, "Archived") else State.FIRING,
        fingerprint=numbered("atera", word(alert, "AlertID")),
        severity=word(alert, "Severity"),
        text=word(alert, "AlertMessage", "AdditionalInfo", longest=LONGEST_TEXT),
        account=account_of(
            ("CustomerID", word(alert, "CustomerID")),
            ("CustomerName", word(alert, "CustomerName", longest=LONGEST_CUSTOMER)),
            label=word(alert, "CustomerName", longest=LONGEST_CUSTOMER),
        ),
        **_whose({**body, **alert}, "CustomerName"),
    )


def _is_atera_page(body: Body) -> bool:
    items = body.get("items")
    return isinstance(items, list) and any("AlertID" in item for item in items if isinstance(item, Mapping))


# --- Datto RMM --------------------------------------------------------------------------------------------
def _datto(body: Body) -> Signal:
    """By the template of docs/monitoring.md, or by its variables' own names. A body has no word for its state unless
    somebody wrote one: without it fires."""
    is_over = flag(body, "resolved")
    state = word(body, "state", "status", "alert_state") or State.FIRING
    return signal(
        "datto-rmm",
        host=word(body, "host", "device_hostname", "hostname", "deviceName", "device_ip", longest=LONGEST_HOST),
        name=word(body, "type", "alert_type", "alertType", "alert_category", "name") or _("Alert"),
        status=State.RECOVERED if is_over else state,
        fingerprint=numbered("datto-rmm", word(body, "id", "alert_uid", "alertUid")),
        severity=word(body, "priority", "alert_priority"),
        text=word(body, "message", "alert_message_en", "alert", longest=LONGEST_TEXT),
        account=account_of(
            ("site_uid", word(body, "site_uid", "siteUid")),
            ("site_id", word(body, "site_id", "siteId")),
            (SAID_SITE, word(body, "site", "site_name", "siteName", longest=LONGEST_CUSTOMER)),
            label=word(body, "site_name", "siteName", "site", longest=LONGEST_CUSTOMER),
        ),
        **_whose(body, "site_name", "siteName"),
    )


def _is_datto(body: Body) -> bool:
    return (
        any(name in body for name in ("alert_uid", "alertUid", "device_hostname"))
        or {"state", "id", "host", "site", "priority", "type"} <= body.keys()
    )


ADAPTERS = (
    Adapter(
        "ninjaone", lambda body: "seriesUid" in body or {"activityType", "statusCode"} <= body.keys(), one(_ninjaone)
    ),
    Adapter("n-central", lambda body: isinstance(body.get("notification"), Mapping), one(_ncentral)),
    Adapter("atera", lambda body: "AlertID" in body, one(lambda body: _atera(body, {}))),
    Adapter("atera", _is_atera_page, each(_atera, "items")),
    Adapter("datto-rmm", _is_datto, one(_datto)),
)
