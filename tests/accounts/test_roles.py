"""Roles are groups that hold exactly what accounts/roles.py says."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.roles import PERMISSIONS, Role, install_roles

CAN = {
    "sanne": {"tickets.work_ticket", "contracts.change_recurringwork"},
    "ravi": {"tickets.work_ticket", "tickets.assign_ticket", "contracts.change_recurringwork"},
    "marloes": {
        "tickets.work_ticket",
        "tickets.assign_ticket",
        "tickets.see_workload",
        "sla.change_calendar",
        "contracts.change_recurringwork",
    },
    "daan": {"tickets.see_workload", "contracts.change_recurringwork"},
    "els": {"tickets.see_workload"},
    "fred": {"sla.change_calendar"},
}
ASKED = sorted(set().union(*CAN.values()))


@pytest.mark.parametrize("who", CAN)
@pytest.mark.parametrize("permission", ASKED)
def test_who_may_what(cast, who, permission):
    assert getattr(cast, who).has_perm(permission) is (permission in CAN[who])


def test_every_permission_named_exists(db):
    known = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    assert {name for names in PERMISSIONS.values() for name in names} <= known


def test_installing_again_takes_back_what_was_added(db):
    group = Group.objects.get(name=str(Role.DIRECTIE))
    group.permissions.add(Permission.objects.get(codename="work_ticket"))
    install_roles()
    assert not group.permissions.filter(codename="work_ticket").exists()
