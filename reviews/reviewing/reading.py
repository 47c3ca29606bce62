"""What a page shows of a review: as it is being written, or as it was published, and what its reader may write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from accounts.models import User
from reviews.models import PublishedReview, Review
from reviews.reviewing.review_document import ReviewDocument, composed
from reviews.reviewing.verb import PREPARE
from reviews.reviewing.writing import CONCLUSION, CUSTOMER, HOUSE, Written


@dataclass(frozen=True)
class ShownReview:
    """`editable`: the keys of the texts that this reader may write; `versions` newest first."""

    review: Review
    document: ReviewDocument
    editable: frozenset[str]
    published: PublishedReview | None
    versions: tuple[PublishedReview, ...]

    def removable(self, *, of_house: bool) -> frozenset[int]:
        """The points that this reader added himself."""
        own = "is_own_of_house" if of_house else "is_own_of_customer"
        found = (point["pk"] for point in self.document["points"] if point[own])
        return frozenset(found) if self.editable else frozenset()

    @property
    def is_newest(self) -> bool:
        return bool(self.versions) and self.published == self.versions[0]


def whole(text: str) -> int:
    """Of an address or a form, whatever somebody put there; 0 for what is no such number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def shown_to_house(review: Review, user: User, now: datetime, version: int = 0) -> ShownReview:
    """As it is being written, unless it is published or somebody asks for a version of before."""
    versions = tuple(review.published.order_by("-version"))
    wanted = next((each for each in versions if each.version == version), None)
    published = wanted or (versions[0] if versions and not review.is_open else None)
    if published:
        return ShownReview(review, _as_published(published), frozenset(), published, versions)
    document = composed(review, now)
    may = review.is_open and user.has_perm(PREPARE)
    keys = frozenset(each["key"] for each in _texts(document) if each["side"] in ("", HOUSE, CONCLUSION))
    return ShownReview(review, document, keys if may else frozenset(), None, versions)


def shown_to_customer(review: Review, now: datetime, version: int = 0) -> ShownReview:
    """What was published, once there is such a thing; before, what 1do shared, and his own words at each point."""
    versions = tuple(review.published.order_by("-version"))
    wanted = next((each for each in versions if each.version == version), None)
    if published := wanted or next(iter(versions), None):
        return ShownReview(review, _as_published(published), frozenset(), published, versions)
    document = composed(review, now, is_shared=not review.is_planned)
    keys = frozenset(each["key"] for each in _texts(document) if each["side"] == CUSTOMER)
    return ShownReview(review, document, keys if review.is_open else frozenset(), None, versions)


def _as_published(published: PublishedReview) -> ReviewDocument:
    """Earlier ones still say what it does to the monthly sum, which not everybody who reads it may see."""
    document: ReviewDocument = published.document
    fit = document["fit"]
    return document | {"fit": {key: fit[key] for key in fit if key != "fee"}} if fit else document


def with_both(document: ReviewDocument, written: Written) -> None:
    """Puts what somebody typed back where he typed it, with what another wrote there meanwhile beside it."""
    for each in _texts(document):
        if each["key"] == written.text.key:
            each["theirs"], each["body"] = written.text.body, written.typed


def _texts(document: ReviewDocument) -> list[dict[str, Any]]:
    found = [text for point in document["points"] for text in point["texts"]]
    found += [document["summary"]] if document["summary"] else []
    return found + ([document["fit"]["text"]] if document["fit"] else [])


def pdf_response(published: PublishedReview) -> HttpResponse:
    """The file itself, whose hash was told."""
    review = published.review
    name = f"service-review-{review.customer.number}-{review.planned_day:%Y-%m-%d}-v{published.version}.pdf"
    try:
        with published.pdf.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response
