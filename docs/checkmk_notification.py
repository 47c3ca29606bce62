#!/usr/bin/env python3
# onedo_itsm
"""Hands notifications of Checkmk to onedo_itsm; needs nothing but Python.

Put it in local/share/check_mk/notifications of the site, make it executable, and make a notification rule with it:
first parameter the address (https://.../api/v1/alerts/), second the token (alerts:write), third, if you like, the
customer. In bulk too: then each notification is an alert in one list.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Mapping

SENT = [
    "WHAT",
    "NOTIFICATIONTYPE",
    "OMD_SITE",
    "HOSTNAME",
    "HOSTALIAS",
    "HOSTADDRESS",
    "HOSTSTATE",
    "HOSTOUTPUT",
    "SERVICEDESC",
    "SERVICESTATE",
    "SERVICEOUTPUT",
    "SHORTDATETIME",
]


def alert_of(told: Mapping[str, str], customer: str = "") -> dict[str, str]:
    """What is sent of one notification, by the names that Checkmk gives it."""
    found = {f"NOTIFY_{name}": told[name] for name in SENT if told.get(name)}
    return {**found, "customer": customer} if customer else found


def of_environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("NOTIFY_"): value for name, value in environ.items() if name.startswith("NOTIFY_")}


def of_bulk(lines: list[str]) -> list[dict[str, str]]:
    """Parameters, an empty line, and then each notification until the next empty line."""
    found: list[dict[str, str]] = [{}]
    for line in lines:
        name, sign, value = line.rstrip("\n").partition("=")
        if sign:
            found[-1][name] = value
        elif found[-1]:
            found.append({})
    parameters, *rest = found
    return [{**parameters, **told} for told in rest if told]


def main() -> int:
    told = of_bulk(sys.stdin.readlines()) if "--bulk" in sys.argv else [of_environment(os.environ)]
    if not told:
        return 0
    address, token, customer = (told[0].get(f"PARAMETER_{number}", "") for number in (1, 2, 3))
    body = json.dumps([alert_of(one, customer) for one in told]).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    try:
        urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=20)  # noqa: S310
    except OSError as problem:
        print(f"onedo_itsm: {problem}")
        return 1  # Checkmk tries again
    return 0


if __name__ == "__main__":
    sys.exit(main())
