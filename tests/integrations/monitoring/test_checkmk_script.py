"""The script that we supply for Checkmk sends what its adapter reads."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

from integrations.monitoring.adapters import read_body
from integrations.monitoring.signals import Signal

SCRIPT: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[3] / "docs" / "checkmk_notification.py"))
TOLD = {
    "WHAT": "SERVICE", "NOTIFICATIONTYPE": "PROBLEM", "HOSTNAME": "SRV01", "SERVICEDESC": "Disk", "OMD_SITE": "hq",
    "SERVICESTATE": "CRITICAL", "SERVICEOUTPUT": "vol", "HOSTSTATE": "UP", "PARAMETER_2": "geheim",
}  # fmt: skip


def read(body: Any) -> list[tuple[str, str, str, bool, str]]:
    found = [one for one in read_body(body) if isinstance(one, Signal)]
    return [(one.source, one.host, one.name, one.is_firing, one.customer) for one in found]


def test_one_notification():
    environ = {f"NOTIFY_{name}": value for name, value in TOLD.items()} | {"PATH": "/bin"}
    sent = SCRIPT["alert_of"](SCRIPT["of_environment"](environ), "K1001")
    assert read(sent) == [("checkmk", "SRV01", "Disk", True, "K1001")]
    assert "geheim" not in json.dumps(sent)


def test_in_bulk():
    lines = ["PARAMETER_1=x\n", "PARAMETER_2=geheim\n", "\n"]
    for kind in ("PROBLEM", "RECOVERY"):
        lines += [f"{name}={value}\n" for name, value in (TOLD | {"NOTIFICATIONTYPE": kind}).items()] + ["\n"]
    sent = [SCRIPT["alert_of"](told) for told in SCRIPT["of_bulk"](lines)]
    assert [row[3] for row in read(sent)] == [True, False]
