"""One act on many tickets: chosen, filled in, carried out one by one, and undone.

Which tickets and how they were is written down when they are chosen, so that what comes into the list meanwhile is not
done along, and what somebody changed meanwhile is left alone. Each ticket is done by the verb that does it with one, in
a transaction of its own: what is refused is told with its reason and keeps no other from it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from infra import claims
from infra.errors import Refused
from infra.nudges import nudge_on_commit
from infra.registry import Registry
from tickets.models import BulkAct, BulkItem, BulkOutcome, BulkState, HeldAct, HeldState, Ticket
from tickets.timeline import quietly
from tickets.undo.actions import undo_batch, undoable
from tickets.verb import locked, require_work

log = logging.getLogger(__name__)

MOST = 5_000
KEEP = timedelta(days=30)
_TASK = "tickets.tasks.carry_out_bulk"


class BulkDoer(Protocol):
    """What a door does with one ticket of it; `given` is what was filled in, as it was sent. Raises Refused."""

    @property
    def slug(self) -> str: ...

    def do(self, ticket: Ticket, given: Mapping[str, Any], *, by: User, now: datetime) -> object: ...


bulk_doers: Registry[BulkDoer] = Registry()


@transaction.atomic
def choose(*, by: User, now: datetime, verb: str, numbers: Iterable[int], origin: str = "") -> BulkAct:
    """Write down which tickets it is about, as they are now. Numbers that are nobody's are left out."""
    require_work(by)
    wanted = list(dict.fromkeys(numbers))[: MOST + 1]
    if len(wanted) > MOST:
        raise Refused(_("Dit zijn meer dan %s meldingen; kies er minder.") % MOST)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), 500):  # SQLite asks no more at once
        tickets = Ticket.objects.visible_to(by).filter(pk__in=wanted[start : start + 500])
        found |= dict(tickets.values_list("pk", "version"))
    if not found:
        raise Refused(_("Er is geen melding geselecteerd."))
    bulk = BulkAct.objects.create(made_by=by, verb=verb, origin=origin[:2_000], made_at=now)
    items = [BulkItem(bulk=bulk, ticket_id=number, version=found[number]) for number in wanted if number in found]
    BulkItem.objects.bulk_create(items, batch_size=500)
    return bulk


@transaction.atomic
def begin(bulk: BulkAct, *, by: User, now: datetime, given: Mapping[str, Any], quiet: bool = False) -> bool:
    """From now on it is carried out; the second click does nothing. Whether this one began it."""
    _require_own(bulk, by)
    fresh = BulkAct.objects.filter(pk=bulk.pk, state=BulkState.CHOOSING)
    begun = fresh.update(state=BulkState.BUSY, started_at=now, given=dict(given), quiet=quiet)
    if begun:
        bulk.refresh_from_db()
        nudge_on_commit(_TASK)
    return bool(begun)


def carry_out(bulk: BulkAct, *, now: datetime, most: int) -> int:
    """Do some of it; how many it did. Several workers at once take each their own."""
    doer = next((one for one in bulk_doers if one.slug == bulk.verb), None)
    if doer is None:
        raise LookupError(f"Nobody does {bulk.verb!r} with many tickets.")
    done = 0
    while done < most and _do_next(bulk, doer, now):
        done += 1
    if done < most and not bulk.items.filter(outcome=BulkOutcome.WAITING).exists():
        BulkAct.objects.filter(pk=bulk.pk, state=BulkState.BUSY).update(state=BulkState.DONE, finished_at=now)
    return done


@transaction.atomic
def _do_next(bulk: BulkAct, doer: BulkDoer, now: datetime) -> bool:
    """The row of the ticket stays locked until what became of it is written: a killed worker did nothing."""
    waiting = BulkItem.objects.filter(bulk=bulk, outcome=BulkOutcome.WAITING).order_by("pk")
    item = next(iter(claims.take(waiting, 1)), None)
    if item is None:
        return False
    item.outcome, item.words = _do(bulk, item, doer, now)
    item.save(update_fields=["outcome", "words"])
    return True


def _do(bulk: BulkAct, item: BulkItem, doer: BulkDoer, now: datetime) -> tuple[BulkOutcome, str]:
    by = bulk.made_by
    try:
        with transaction.atomic():
            ticket = locked(Ticket(pk=item.ticket_id))
            if ticket.version != item.version:
                return BulkOutcome.CHANGED, _("Er gebeurde iets mee nadat je haar koos.")
            with undoable(ticket, by=by, now=now, batch=bulk.batch), quietly() if bulk.quiet else nullcontext():
                doer.do(ticket, bulk.given, by=by, now=now)
    except Refused as refused:
        return BulkOutcome.REFUSED, refused.message[:300]
    except PermissionDenied:
        return BulkOutcome.REFUSED, _("Dit mag je niet doen.")
    except Exception:
        log.exception("Bulk act %s failed on #%s; the others go on", bulk.pk, item.ticket_id)
        return BulkOutcome.REFUSED, _("Dat ging niet; probeer het nog eens.")
    return BulkOutcome.DONE, ""


def sweep_bulk(now: datetime) -> int:
    """Some of each that is busy; how many tickets were done."""
    done = 0
    for bulk in BulkAct.objects.filter(state=BulkState.BUSY).select_related("made_by").order_by("pk"):
        try:
            done += carry_out(bulk, now=now, most=25)
        except Exception:
            log.exception("Bulk act %s could not go on; the others do", bulk.pk)
    return done


def forget_old(now: datetime) -> int:
    """What became of it stands on the timelines; how many acts were forgotten."""
    old = BulkAct.objects.filter(made_at__lt=now - KEEP).exclude(state=BulkState.BUSY)
    count, _of_which = old.delete()
    return count


@transaction.atomic
def again(bulk: BulkAct, *, by: User, now: datetime) -> BulkAct:
    """Once more for what was not done, as these tickets are now; the rest stays done."""
    _require_own(bulk, by)
    left = bulk.items.filter(outcome__in=[BulkOutcome.REFUSED, BulkOutcome.CHANGED]).order_by("pk")
    fresh = choose(by=by, now=now, verb=bulk.verb, numbers=left.values_list("ticket", flat=True), origin=bulk.origin)
    fresh.given, fresh.quiet = bulk.given, bulk.quiet
    fresh.save(update_fields=["given", "quiet"])
    return fresh


def undo_bulk(bulk: BulkAct, *, by: User, now: datetime) -> int:
    """As far as it is still held and nobody went on with it; how many were undone. What was not, says why."""
    _require_own(bulk, by)
    BulkAct.objects.filter(pk=bulk.pk, state=BulkState.BUSY).update(state=BulkState.DONE, finished_at=now)
    bulk.items.filter(outcome=BulkOutcome.WAITING).update(
        outcome=BulkOutcome.UNDONE, words=_("Niet meer gedaan: je maakte het ongedaan.")
    )
    undone = 0
    for one in undo_batch(bulk.batch, by=by, now=now):
        item = bulk.items.filter(ticket=one.number, outcome=BulkOutcome.DONE)
        if one.why_not:
            item.update(words=one.why_not[:300])
        else:
            undone += item.update(outcome=BulkOutcome.UNDONE, words="")
    return undone


def undo_until(bulk: BulkAct, now: datetime) -> datetime | None:
    """Until when some of it can be undone."""
    held = HeldAct.objects.filter(batch=bulk.batch, state=HeldState.HELD, held_until__gt=now)
    return held.order_by("-held_until").values_list("held_until", flat=True).first()


def _require_own(bulk: BulkAct, by: User) -> None:
    require_work(by)
    if bulk.made_by_id != by.pk:
        raise PermissionDenied
