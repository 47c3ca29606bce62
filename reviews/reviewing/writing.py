"""What is written in a review: by 1do and by the customer, text by text, so that two people at once lose nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.actions import draft_next_version
from contracts.models import ServiceAgreement
from contracts.time.meters import HoursVerdict
from contracts.verb import cleaned
from infra.errors import Refused
from infra.masking import mask
from reviews.models import AgendaPoint, PointOrigin, Review, ReviewText
from reviews.reviewing.verb import (
    contact_of,
    locked_review,
    require_customer_may_write,
    require_open,
    require_prepare,
)

SUMMARY, FIT = "summary", "fit"
HOUSE, CUSTOMER, CONCLUSION = "house", "customer", "conclusion"
LONGEST = 10_000
MOST_POINTS = 30
_KEY = re.compile(r"([1-9][0-9]{0,11})\.(house|customer|conclusion)")


def anchor_of(key: str) -> str:
    """Where it stands on a page."""
    return f"tekst-{key.replace('.', '-')}"


@dataclass(frozen=True)
class Written:
    """`text` is what stands there now. `typed` is what could not be kept, because somebody wrote meanwhile: he sees
    both, and decides."""

    text: ReviewText
    typed: str | None = None
    has_hidden: bool = False
    """A password stood in it; that is not kept (SLA 10)."""

    @property
    def is_kept(self) -> bool:
        return self.typed is None

    @property
    def anchor(self) -> str:
        return anchor_of(self.text.key)


@transaction.atomic
def write_text(review: Review, *, by: User, now: datetime, key: str, body: str, version: int) -> Written:
    """`version` is that of the text that he began with, 0 for one that was not there yet."""
    review = locked_review(review)
    require_open(review)
    _require_may_write(review, key, by)
    body = cleaned(body).replace("\r\n", "\n")
    if len(body) > LONGEST:
        raise Refused(_("Deze tekst is te lang; gebruik hoogstens %(most)s tekens.") % {"most": LONGEST}, field="body")
    text = ReviewText.objects.filter(review=review, key=key).select_related("changed_by").first()
    if text is None:
        text = ReviewText(review=review, key=key, version=0, changed_at=now)
    kept = mask(body)
    if text.body == kept:
        return Written(text, has_hidden=kept != body)
    if text.version != version:
        return Written(text, kept)
    text.body, text.version, text.changed_by, text.changed_at = kept, text.version + 1, by, now
    text.save()
    return Written(text, has_hidden=kept != body)


def _require_may_write(review: Review, key: str, by: User) -> None:
    found = _KEY.fullmatch(key)
    if key not in (SUMMARY, FIT) and not (found and review.points.filter(pk=int(found[1])).exists()):
        raise Refused(_("Dit agendapunt is intussen weggehaald."))
    if by.is_house:
        require_prepare(by)
        if found and found[2] == CUSTOMER:
            raise PermissionDenied
        return
    contact_of(by, review)
    if not found or found[2] != CUSTOMER:
        raise PermissionDenied
    require_customer_may_write(review)


@transaction.atomic
def set_fit(review: Review, *, by: User, now: datetime, fit: str) -> Review:
    """ "Is de SLA te laag, toereikend of te hoog?" (SLA 6.2); empty: not decided yet."""
    require_prepare(by)
    review = locked_review(review)
    require_open(review)
    if fit and fit not in HoursVerdict.values:
        raise Refused(_("Kies te laag, toereikend of te hoog."), field="fit")
    review.fit = fit
    review.save(update_fields=["fit"])
    return review


@transaction.atomic
def add_point(review: Review, *, by: User, now: datetime, title: str) -> AgendaPoint:
    """A point of one's own, after those of SLA 11 and of the DAP."""
    review = locked_review(review)
    require_open(review)
    if by.is_house:
        require_prepare(by)
    else:
        contact_of(by, review)
        require_customer_may_write(review)
    title = mask(" ".join(cleaned(title).split()))
    if not title:
        raise Refused(_("Schrijf op waar het over moet gaan."), field="title")
    if len(title) > 200:
        raise Refused(_("Gebruik hoogstens 200 tekens."), field="title")
    if review.points.count() >= MOST_POINTS:
        raise Refused(_("De agenda heeft al dertig punten; haal er eerst een weg."), field="title")
    last = review.points.aggregate(last=Max("position"))["last"] or 0
    origin = PointOrigin.HOUSE if by.is_house else PointOrigin.CUSTOMER
    return AgendaPoint.objects.create(review=review, position=last + 1, title=title, origin=origin)


@transaction.atomic
def remove_point(point: AgendaPoint, *, by: User, now: datetime) -> None:
    """One's own, as long as the other side wrote nothing at it."""
    review = locked_review(point.review)
    require_open(review)
    if by.is_house:
        require_prepare(by)
    else:
        contact_of(by, review)
        require_customer_may_write(review)
    own = PointOrigin.HOUSE if by.is_house else PointOrigin.CUSTOMER
    if point.origin != own:
        raise Refused(_("Alleen wie dit punt toevoegde, haalt het weg."))
    keys = {f"{point.pk}.{part}" for part in (HOUSE, CUSTOMER, CONCLUSION)}
    own_key = f"{point.pk}.{HOUSE if by.is_house else CUSTOMER}"
    texts = ReviewText.objects.filter(review=review, key__in=keys)
    if texts.exclude(key=own_key).exclude(body="").exists():
        raise Refused(_("Bij dit punt is al iets geschreven; het blijft staan."))
    texts.delete()
    point.delete()


@transaction.atomic
def start_next_version(review: Review, *, by: User, now: datetime) -> ServiceAgreement:
    """What was agreed here about the hours or the packages becomes the next version of the agreement, as a concept;
    one that is in the making already is that version (SLA 6.2, 11)."""
    require_prepare(by)
    review = locked_review(review)
    agreement = review.customer.agreement_at(now)
    if agreement is None:
        raise Refused(_("Deze klant heeft geen overeenkomst die nu geldt."))
    making = review.customer.agreements.filter(status__in=["concept", "offered"]).first()
    return making or draft_next_version(agreement, by=by, now=now)
