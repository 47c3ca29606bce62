"""The roles of the house and what each may do (SLA 7.1, 12). A role is a Django group."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SUPPORTMEDEWERKER = "supportmedewerker", _("Supportmedewerker")
    BEHEERDER = "beheerder", _("Beheerder (tweede lijn)")
    COORDINATOR = "coordinator", _("Coördinator")
    ACCOUNTMANAGER = "accountmanager", _("Accountmanager")
    DIRECTIE = "directie", _("Directie")
    FUNCTIONEEL_BEHEERDER = "functioneel beheerder", _("Functioneel beheerder")


_PLAN = "contracts.change_recurringwork"
_WORK = ("tickets.work_ticket", "mail.view_mailmessage", "contracts.give_advice", _PLAN, "reviews.evaluate")
_COORDINATE = (
    "tickets.assign_ticket",
    "tickets.see_workload",
    "tickets.keep_macros",
    "accounts.keep_roster",
    "sla.change_calendar",
    "integrations.manage_hosts",
    "reviews.see_results",
    "reviews.approve_evaluation",
)
_CUSTOMERS = ("contracts.add_contact", "contracts.change_contact")
_AGREE = ("contracts.add_serviceagreement", "contracts.change_serviceagreement", "contracts.give_advice", _PLAN)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    Role.SUPPORTMEDEWERKER: (*_WORK, *_CUSTOMERS),
    Role.BEHEERDER: (*_WORK, *_CUSTOMERS, "tickets.assign_ticket"),
    Role.COORDINATOR: (*_WORK, *_CUSTOMERS, *_COORDINATE, "tickets.export_time", "reviews.prepare_review"),
    Role.ACCOUNTMANAGER: (
        *_CUSTOMERS,
        *_AGREE,
        "contracts.change_customer",
        "contracts.sign_serviceagreement",
        "integrations.import_data",
        "tickets.see_workload",
        "tickets.export_time",
        "reviews.see_results",
        "reviews.prepare_review",
    ),
    Role.DIRECTIE: (
        "tickets.see_workload",
        "contracts.sign_serviceagreement",
        "tickets.export_time",
        "reviews.see_results",
    ),
    Role.FUNCTIONEEL_BEHEERDER: (
        *_CUSTOMERS,
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_team",
        "accounts.add_team",
        "accounts.change_team",
        "accounts.view_apitoken",
        "accounts.change_apitoken",
        "contracts.view_customer",
        "contracts.add_customer",
        "contracts.change_customer",
        "contracts.view_maildomain",
        "contracts.add_maildomain",
        "contracts.change_maildomain",
        "contracts.delete_maildomain",
        "contracts.view_contact",
        "contracts.view_serviceagreement",
        "contracts.view_supplier",
        "contracts.add_supplier",
        "contracts.change_supplier",
        "contracts.view_customersupplier",
        "contracts.add_customersupplier",
        "contracts.change_customersupplier",
        "sla.change_calendar",
        "sla.view_edition",
        "integrations.manage_hosts",
        "integrations.manage_webhooks",
        "integrations.import_data",
        "mail.view_mailmessage",
    ),
}


def install_roles(sender: AppConfig | None = None, **_kwargs: Any) -> None:
    """Make every role's group hold exactly its permissions. Runs at the end of each migrate; safe to repeat.

    Django says that it has migrated once for each app; only after the last of them are all permissions there.
    """
    if sender not in (None, [app for app in apps.get_app_configs() if app.models_module][-1]):
        return
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    with transaction.atomic():
        for role, names in PERMISSIONS.items():
            group, _created = Group.objects.get_or_create(name=str(role))
            group.permissions.set([known[name] for name in names if name in known])
