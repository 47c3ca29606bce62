"""What every verb about a review does: who may, the lock, and the event line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, CustomerEvent, CustomerEventKind
from infra.errors import Refused
from infra.nudges import nudge_outbox
from reviews.models import Review

PREPARE = "reviews.prepare_review"


def require_prepare(by: User) -> None:
    if not (by.is_house and by.has_perm(PREPARE)):
        raise PermissionDenied


def contact_of(by: User, review: Review) -> Contact:
    """Who of the customer acts here; whoever may not see the review is nobody."""
    contact = Contact.objects.visible_to(by).filter(customer=review.customer_id).first()
    if contact is None or not Review.objects.visible_to(by).filter(pk=review.pk).exists():
        raise PermissionDenied
    return contact


def locked_review(review: Review) -> Review:
    found = Review.objects.select_for_update(of=("self",)).select_related("customer", "agreement", "made_by")
    return found.get(pk=review.pk)


def require_open(review: Review) -> None:
    if review.is_cancelled:
        raise Refused(_("Deze Service Review is afgezegd."))
    if not review.is_open:
        raise Refused(_("Deze Service Review is gepubliceerd en verandert niet meer; maak een correctie."))


def require_active(review: Review) -> None:
    """Of a customer that left a review is called off, and nothing else is done with it that he would hear of."""
    if not review.customer.is_active:
        raise Refused(_("Deze klant is niet meer actief; zeg de Service Review af, of maak de klant weer actief."))


def require_customer_may_write(review: Review) -> None:
    """He says at the published one what he finds of it; under a correction he sees that one still."""
    if review.published.exists():
        raise Refused(_("Deze Service Review is al gepubliceerd; zet uw opmerking onder het verslag."))


def record_review(
    review: Review,
    kind: CustomerEventKind,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    data: dict[str, Any] | None = None,
    to_mail: bool = False,
) -> CustomerEvent:
    """`data` says what mail needs to know of it, for that knows no reviews: `to_contacts` and `to_users` are whom it
    tells."""
    if to_mail:
        transaction.on_commit(nudge_outbox)
    return CustomerEvent.objects.create(
        customer=review.customer,
        agreement=review.agreement,
        kind=kind,
        at=now,
        by=by,
        text=text,
        data={"review": review.pk, "period": str(review.period)} | (data or {}),
        to_mail=to_mail,
    )


def told(review: Review, **only: Any) -> dict[str, list[int]]:
    """All who are invited, or those of them of whom this holds, as an event names them."""
    people = list(review.attendees.filter(removed_at__isnull=True, **only))
    return {
        "to_contacts": [each.contact_id for each in people if each.contact_id],
        "to_users": [each.user_id for each in people if each.user_id],
    }


def keepers(review: Review) -> list[int]:
    """Who of 1do keeps it: the account manager who is always there, and who planned it."""
    fixed = review.attendees.filter(is_fixed=True, user__isnull=False, removed_at__isnull=True)
    return list(dict.fromkeys([*fixed.values_list("user", flat=True), review.made_by_id]))


def seen_by(review: Review) -> Callable[[User], bool]:
    return lambda user: Review.objects.visible_to(user).filter(pk=review.pk).exists()
