"""Prometheus Alertmanager and Grafana: one shape. Captured bodies of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from integrations.monitoring.adapters.base import Adapter, Body, each, signal
from integrations.monitoring.signals import LONGEST_TEXT, LONGEST_URL, Signal, mapping, numbered_customer, whose, word


def _prometheus(source: str) -> Callable[[Body, Body], Signal]:
    def read(alert: Body, body: Body) -> Signal:
        labels = {**mapping(body, "commonLabels"), **mapping(alert, "labels")}
        notes = {**mapping(body, "commonAnnotations"), **mapping(alert, "annotations")}
        return signal(
            source,
            # An alert about no host is linked to a customer by what it is about: refused, nobody would see it.
            host=word(labels, "host", "hostname", "instance", "node", "nodename", "service", "job", "alertname"),
            name=word(labels, "alertname", "rulename"),
            status=word(alert, "status") or word(body, "status"),
            fingerprint=word(alert, "fingerprint"),
            severity=word(labels, "severity", "priority"),
            text=word(notes, "description", "summary", "message", longest=LONGEST_TEXT),
            url=word(alert, "generatorURL", "dashboardURL", longest=LONGEST_URL),
            account=numbered_customer(labels),
            **whose({**body, **labels}),
        )

    return read


def _has_alerts(body: Body) -> bool:
    return isinstance(body.get("alerts"), list)


def _is_grafana(body: Body) -> bool:
    return _has_alerts(body) and (
        any(name in body for name in ("orgId", "title", "state"))
        or any("silenceURL" in one for one in body["alerts"] if isinstance(one, Mapping))
    )


ADAPTERS = (
    Adapter("grafana", _is_grafana, each(_prometheus("grafana"))),
    Adapter("alertmanager", _has_alerts, each(_prometheus("alertmanager"))),
)
