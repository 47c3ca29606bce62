"""From shared papers to a published review (SLA 11): shared, held, published, agreed to, corrected with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contact, CustomerEventKind
from contracts.telling import CustomerNews, ToldOfCustomer, tell
from contracts.verb import cleaned
from infra.errors import Refused
from infra.masking import mask
from reviews.figures.counting import count_due
from reviews.models import ActionSide, PublishedReview, Review, ReviewAttendee, ReviewResponse, ReviewState
from reviews.reviewing.improving import become_tickets
from reviews.reviewing.paper import paper_of
from reviews.reviewing.review_document import composed
from reviews.reviewing.verb import (
    contact_of,
    keepers,
    locked_review,
    record_review,
    require_active,
    require_open,
    require_prepare,
    seen_by,
    told,
)
from sla.wording import date_words, moment_words
from tickets.actions import lock_reviewed

LONGEST_REMARK = 5_000


@transaction.atomic
def share_papers(review: Review, *, by: User, now: datetime) -> Review:
    """From here on the customer reads what 1do shows and says, and both sides prepare."""
    require_prepare(by)
    review = locked_review(review)
    require_open(review)
    require_active(review)
    if not review.is_planned:
        return review
    review.state, review.shared_at = ReviewState.PREPARING, now
    review.save(update_fields=["state", "shared_at"])
    data = told(review) | {"to_users": [], "when": moment_words(review.planned_for)}
    record_review(review, CustomerEventKind.REVIEW_SHARED, by=by, now=now, data=data, to_mail=True)
    return review


@transaction.atomic
def hold_review(review: Review, *, by: User, now: datetime, came: Collection[ReviewAttendee]) -> Review:
    """It took place, with these people; its texts stay open until it is published."""
    require_prepare(by)
    review = locked_review(review)
    require_open(review)
    if not review.may_be_held(now):
        day = {"day": date_words(review.planned_day)}
        raise Refused(_("Dit gesprek is pas op %(day)s en dus nog niet geweest; was het eerder, verzet het dan.") % day)
    here = {attendee.pk for attendee in came}
    people = list(review.attendees.filter(removed_at__isnull=True))
    if not any(each.contact_id and each.pk in here for each in people):
        raise Refused(_("Kies wie er van de klant bij was (SLA 11)."), field="came")
    for attendee in people:
        attendee.came = attendee.pk in here
        attendee.save(update_fields=["came"])
    if not review.is_held:
        review.state, review.held_at = ReviewState.HELD, now
        review.shared_at = review.shared_at or now
        review.save(update_fields=["state", "held_at", "shared_at"])
    return review


def publish_review(review: Review, *, by: User, now: datetime) -> PublishedReview:
    """Frozen with all its figures, counted up to now, as data and as PDF. The time that was talked over is locked, and
    what 1do promised becomes meldingen. Twice is once. What does not come about leaves no PDF behind."""
    written: list[FieldFile] = []
    try:
        with transaction.atomic():
            return _publish(review, written, by=by, now=now)
    except BaseException:
        for file in written:
            file.storage.delete(str(file.name))
        raise


def _publish(review: Review, written: list[FieldFile], *, by: User, now: datetime) -> PublishedReview:
    require_prepare(by)
    review = locked_review(review)
    if review.is_published:
        return review.published.latest("version")
    if not review.is_held:
        raise Refused(_("Leg eerst vast wie er bij het gesprek was; daarna kan de Service Review worden gepubliceerd."))
    if not review.is_period_over(now):
        day = {"day": date_words(review.publishable_on)}
        raise Refused(
            _("De besproken periode loopt nog; publiceren kan vanaf %(day)s. Dan kloppen de cijfers voorgoed.") % day
        )
    count_due(now)
    become_tickets(review, now=now, contact_of=_contact_for_tickets)
    version = review.published.count() + 1
    document = composed(review, now) | {"version": version, "reason": review.reason}
    paper = paper_of(document)
    published = PublishedReview(
        review=review,
        version=version,
        reason=review.reason,
        document=document,
        sha256=hashlib.sha256(paper.content).hexdigest(),
        is_plain=paper.is_plain,
        published_at=now,
        published_by=by,
    )
    published.pdf.save("", ContentFile(paper.content), save=False)
    written.append(published.pdf)
    published.save()
    lock_reviewed(review.customer, by=by, now=now, until=review.last_day)
    review.state, review.reason = ReviewState.PUBLISHED, ""
    review.save(update_fields=["state", "reason"])
    data = told(review, came=True) | {"version": version, "sha256": published.sha256, "published": published.pk}
    event = record_review(
        review, CustomerEventKind.REVIEW_PUBLISHED, by=by, now=now, text=published.reason, data=data, to_mail=True
    )
    said = {"review": review.pk, "version": version, "sha256": published.sha256}
    tell(CustomerNews(ToldOfCustomer.REVIEW_PUBLISHED, event, said, seen_by(review)))
    return published


def _contact_for_tickets(review: Review) -> Contact:
    """Who was there of the customer, the fixed contact first; when they all left, somebody who is there now."""
    people = review.attendees.filter(contact__isnull=False, removed_at__isnull=True).select_related("contact")
    for attendee in people.order_by("-is_fixed", "-came", "pk"):
        if attendee.contact and attendee.contact.is_active and attendee.contact.customer_id == review.customer_id:
            return attendee.contact
    if (other := review.customer.contacts.filter(is_active=True).order_by("pk").first()) is not None:
        return other
    raise Refused(_("Deze klant heeft geen contactpersonen meer, en verbeterpunten van 1do worden meldingen van hem."))


@transaction.atomic
def correct_review(review: Review, *, by: User, now: datetime, reason: str) -> Review:
    """Open again for a next version, that says why; what was published stays as it was."""
    require_prepare(by)
    review = locked_review(review)
    if review.is_held and review.reason:
        return review
    if not review.is_published:
        raise Refused(_("Deze Service Review is nog niet gepubliceerd; pas haar gewoon aan."))
    reason = " ".join(cleaned(reason).split())[:300]
    if not reason:
        raise Refused(_("Schrijf op waarom er een correctie komt; de klant leest dit."), field="reason")
    review.state, review.reason = ReviewState.HELD, reason
    review.save(update_fields=["state", "reason"])
    return review


@transaction.atomic
def respond(published: PublishedReview, *, by: User, now: datetime, agrees: bool, remark: str = "") -> ReviewResponse:
    """ "Gezien en akkoord", or a remark, of who may read it; of the newest version. Agreeing twice is agreeing once."""
    review = locked_review(published.review)
    newest = review.published.latest("version")
    if newest.pk != published.pk:
        raise Refused(_("Er is intussen een nieuwere versie gepubliceerd; lees die eerst."))
    name, side = by.name, ActionSide.HOUSE
    if by.is_house:
        is_invited = review.attendees.filter(user=by, removed_at__isnull=True).exists()
        if not (is_invited or by.has_perm("reviews.prepare_review")):
            raise PermissionDenied
    else:
        name, side = contact_of(by, review).name, ActionSide.CUSTOMER
    remark = mask(cleaned(remark))
    if len(remark) > LONGEST_REMARK:
        raise Refused(_("Gebruik hoogstens %(most)s tekens.") % {"most": LONGEST_REMARK}, field="remark")
    if not agrees and not remark:
        raise Refused(_("Schrijf op waar u het niet mee eens bent, of wat er ontbreekt."), field="remark")
    before = newest.responses.filter(by=by, agrees=True).first()
    if agrees and before:
        return before
    response = ReviewResponse.objects.create(
        published=newest, by=by, name=name, side=side, agrees=agrees, remark=remark, at=now
    )
    data = {"name": name, "agrees": agrees, "to_users": [pk for pk in keepers(review) if pk != by.pk]}
    record_review(
        review, CustomerEventKind.REVIEW_RESPONDED, by=by, now=now, text=remark, data=data, to_mail=bool(remark)
    )
    return response
