"""Fill an empty database with the demo: deterministic from a seed and a moment, through the verbs of the product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction

from accounts.models import User
from contracts.models import Customer, CustomerEvent, CustomerEventKind
from contracts.products.renewal_warnings import warn_of_renewals
from demo import (
    agreements,
    belonging,
    doors,
    evaluations,
    features,
    history,
    macros,
    people,
    reviews,
    roster,
    satisfaction,
    scene,
)
from demo.walk import Walk
from infra.change_feed import PAUSE
from infra.nudges import silence
from reviews.figures.counting import recount
from sla.actions import install_calendars, install_edition
from sla.business_hours import AMSTERDAM
from sla.priority import TicketKind
from tickets import actions
from tickets.models import OPEN_STATUSES, Consumer, Notification, OutboxItem, Ticket
from tickets.notifications import making

SEED = 2404
KEEP_MAIL_FOR = timedelta(hours=1)
KEEP_MAILS = 8
KEEP_NOTICES = 60
STALE_AFTER = timedelta(hours=18)


def is_empty() -> bool:
    return not (Customer.objects.exists() or User.objects.exists())


def is_demo() -> bool:
    """Whether what is there is ours, and not somebody's real customers."""
    return User.objects.filter(email=people.COLLEAGUES[0].email).exists()


@silence()  # around the transaction, for it is when that ends that they are sent
@transaction.atomic
def fill(
    now: datetime, *, seed: int = SEED, days: int = history.DAYS, progress: Callable[[float], None] = lambda part: None
) -> int:
    """All or nothing; returns the number of tickets. `progress` hears which part of the three months has passed."""
    calendars = install_calendars(install_edition(now=now), now=now)
    hours, emergency = (calendar.current_version.business_hours for calendar in calendars)
    cast = people.install()
    for company in people.COMPANIES:
        customer = Customer.objects.get(number=company.number)
        agreements.sign_up(company, customer, cast, cast.contacts[company.number], now.astimezone(AMSTERDAM).date())
    roster.plan_roster(cast, now)
    roster.choose_notices(cast)
    macros.keep_macros(cast, now)
    walk = Walk(until=now)
    told = history.lives(cast, hours, emergency, seed, now, days), scene.lives(cast, hours, emergency, seed, now)
    for life in chain.from_iterable(told):
        walk.join(life.play())
    stage = features.Stage(cast, hours, now)
    short_ones = (*features.FEATURES, *reviews.REVIEWS, *doors.DOORS, *evaluations.EVALUATED, *belonging.BELONGING)
    for short in (*short_ones, roster.call_that_was_answered):
        walk.join(short(stage))
    begin = now - timedelta(days=max(days, 100) + 1)
    walk.play(lambda moment: progress(max(0.0, (moment - begin) / (now - begin))))
    evaluations.evaluate_the_rest(cast, now)
    satisfaction.play(now, seed, hours)
    _renewals_and_a_project(cast, now)
    _drop_old_mail(now)
    _tell_the_latest(now)
    recount(now + PAUSE + timedelta(seconds=1))  # as a minute later, when nothing can come before it any more
    return Ticket.objects.count()


def _renewals_and_a_project(cast: people.Cast, now: datetime) -> None:
    """What the sweep of today would have told, without its mail; and of the changes that are open one is a project."""
    warn_of_renewals(now)
    CustomerEvent.objects.filter(kind=CustomerEventKind.RENEWAL_COMING).update(to_mail=False)
    changes = Ticket.objects.filter(kind=TicketKind.AANPASSING, status__in=OPEN_STATUSES)
    if change := changes.order_by("number").first():
        actions.mark_project(change, by=cast.colleagues["marloes@1do.example"], now=now, is_project=True)


def _drop_old_mail(now: datetime) -> None:
    """Nobody is mailed about three months ago; the latest few stay, so that mail is seen."""
    to_mail = OutboxItem.objects.filter(consumer=Consumer.MAIL)
    recent = to_mail.filter(entry__at__gte=now - KEEP_MAIL_FOR).values_list("pk", flat=True)
    latest = to_mail.order_by("-entry__at", "-pk").values_list("pk", flat=True)[:KEEP_MAILS]
    CustomerEvent.objects.filter(kind__startswith="review_").update(to_mail=False)
    OutboxItem.objects.exclude(pk__in={*recent, *latest}).exclude(consumer=Consumer.NOTICE).delete()


def _tell_the_latest(now: datetime) -> None:
    """The bell shows the last of what happened; nobody is mailed about it."""
    to_tell = OutboxItem.objects.filter(consumer=Consumer.NOTICE)
    latest = to_tell.order_by("-entry__at", "-pk").values_list("pk", flat=True)[:KEEP_NOTICES]
    to_tell.exclude(pk__in=list(latest)).delete()
    making.sweep_outbox(now)
    Notification.objects.update(mail_at=None, webhook_at=None)
