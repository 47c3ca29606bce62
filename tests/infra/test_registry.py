"""What lower apps ask of higher ones is there as soon as the apps are ready."""

from __future__ import annotations

from django.apps import apps

from accounts.house_notices import webhook_given_up
from infra.nudges import outbox_sweeps
from infra.registry import Registry
from integrations.monitoring.mails import read_alert_mail
from mail.outbound import notices
from tickets.monitoring.alert_mail import alert_mail_readers


def filled() -> list[list[object]]:
    return [[sweep.name for sweep in outbox_sweeps], list(alert_mail_readers), list(webhook_given_up)]


def test_the_higher_apps_have_filled_them_once():
    expected = [
        ["tickets.tasks.make_notifications", "mail.tasks.sweep_outbox", "integrations.tasks.sweep_outbox"],
        [read_alert_mail],
        [notices.webhook_given_up],
    ]
    assert filled() == expected
    for app in ("mail", "integrations"):
        apps.get_app_config(app).ready()
    assert filled() == expected


def test_what_is_added_stands_in_that_order():
    found: Registry[str] = Registry()
    for word in ("een", "twee", "een"):
        found.add(word)
    assert list(found) == ["een", "twee"]
