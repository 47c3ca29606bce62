"""Alerts that are there know whose they are: of their ticket, else of the one customer with a host of that name.

Until now a name was of one host of all. Whether an alert was another customer's cannot be found out afterwards.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill_in(apps, schema_editor):
    alerts = apps.get_model("integrations", "Alert").objects.all()
    hosts = apps.get_model("integrations", "MonitoredHost").objects.filter(key=OuterRef("host_key"))
    tickets = apps.get_model("tickets", "Ticket").objects.filter(pk=OuterRef("ticket"))
    alerts.filter(ticket__isnull=False).update(customer=Subquery(tickets.values("customer")[:1]))
    alerts.filter(customer__isnull=True).update(customer=Subquery(hosts.values("customer")[:1]))
    off = apps.get_model("integrations", "MonitoredHost").objects.filter(is_active=False, customer=OuterRef("customer"))
    of_host_off = alerts.annotate(off=Subquery(off.filter(key=OuterRef("host_key")).values("pk")[:1]))
    silent = of_host_off.filter(off__isnull=False, is_firing=True, ticket__isnull=True).values("pk")
    alerts.filter(pk__in=list(silent.values_list("pk", flat=True))).update(held={"key": "host_off"})


def empty(apps, schema_editor):
    """To go back, a name has to be of one host again; that is for people to arrange."""
    apps.get_model("integrations", "Alert").objects.filter(customer__isnull=False).update(customer=None)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0002_hosts_per_customer"), ("tickets", "0001_initial")]

    operations = [migrations.RunPython(fill_in, empty)]
