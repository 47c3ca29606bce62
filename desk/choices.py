"""The lists to choose from at the desk: teams, people of the house, customers. One query for all three."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from accounts.models import Team, User
from contracts.models import Contact, Customer
from tickets.models import Ticket

Choice = tuple[int, str]


@dataclass(frozen=True)
class Choices:
    teams: list[Choice]
    people: list[Choice]
    customers: list[Choice]


def read_choices(*, customers: bool = True, away: Collection[int] = ()) -> Choices:
    """Without the people of `away`, to whom no new work is proposed."""
    queries = [
        _labelled("team", Team.objects.order_by()),
        _labelled("person", colleagues().exclude(pk__in=away).order_by()),
    ]
    if customers:
        queries.append(_labelled("customer", Customer.objects.filter(is_active=True).order_by()))
    found: dict[str, list[Choice]] = {"team": [], "person": [], "customer": []}
    for what, pk, name in queries[0].union(*queries[1:], all=True):
        found[what].append((pk, name))
    for names in found.values():
        names.sort(key=lambda choice: choice[1].casefold())
    return Choices(found["team"], found["person"], found["customer"])


def workers(*, away: Collection[int] = ()) -> Choices:
    """Who does the work, with how much of it each has: not those who only look, such as an account manager."""
    mine = Ticket.objects.filter(assignee=OuterRef("pk"), clock__is_open=True).order_by().values("assignee")
    load = Subquery(mine.annotate(load=Count("pk")).values("load"))
    permission = Permission.objects.filter(content_type__app_label="tickets", codename="work_ticket")
    people = (
        colleagues()
        .filter(Exists(permission.filter(Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk")))))
        .exclude(pk__in=away)
        .annotate(load=Coalesce(load, 0))
        .order_by("name")
    )
    teams = list(Team.objects.order_by("name").values_list("pk", "name"))
    return Choices(teams, [(each.pk, _with_load(each.name, each.load)) for each in people], [])


def _with_load(name: str, load: int) -> str:
    return ngettext("%(name)s · %(load)d open", "%(name)s · %(load)d open", load) % {"name": name, "load": load}


def _labelled(what: str, queryset: QuerySet[Any]) -> QuerySet[Any, Any]:
    return queryset.annotate(what=Value(what, output_field=CharField())).values_list("what", "pk", "name")


def colleagues() -> QuerySet[User]:
    return User.objects.filter(is_house=True, is_active=True, is_service=False).order_by("name")


def people_of(customer: Customer) -> QuerySet[Contact]:
    return Contact.objects.filter(customer=customer, is_active=True).order_by("name")
