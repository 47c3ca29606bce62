"""A review as a document: every word of it as plain data, the same for screen and paper (SLA 11).

While it is prepared it is composed anew; what was published is kept and never composed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from contracts.time.meters import HoursAdvice, HoursVerdict
from reviews.models import AgendaPoint, ImprovementPoint, Review, ReviewAttendee, ReviewText
from reviews.periods import day_of
from reviews.reviewing import evidence
from reviews.reviewing.improving import carried_over, standing_on
from reviews.reviewing.writing import CONCLUSION, CUSTOMER, FIT, HOUSE, SUMMARY, anchor_of
from sla.wording import date_words, time_words
from tickets.time import month as hours

ReviewDocument = dict[str, Any]


def composed(review: Review, now: datetime, *, is_shared: bool = True) -> ReviewDocument:
    """`is_shared`: with what 1do shows and says; without, only the agenda and what the customer himself wrote."""
    texts = {text.key: text for text in review.texts.select_related("changed_by")}
    shown = evidence.drawn(review.customer, review.period, now) if is_shared else {}
    return {
        "title": _("Service Review"),
        "customer": review.customer.name,
        "period": str(review.period),
        "running": _("Service Review %(customer)s, %(day)s")
        % {"customer": review.customer.name, "day": date_words(review.planned_day)},
        "page_of": [_("pagina"), _("van")],
        "moment": now.replace(microsecond=0).isoformat(),
        "version": 1,
        "reason": "",
        "facts": [list(row) for row in _facts(review)],
        "earlier": _earlier(review, now),
        "summary": _text(texts, SUMMARY, _("De periode in het kort")) if is_shared else None,
        "points": list(_points(review, texts, shown, is_shared=is_shared)),
        "fit": _fit(review, texts, now) if is_shared else None,
        "actions": [_action(each, now) for each in _new_actions(review)] if is_shared else [],
        "words": _words(),
    }


def _words() -> dict[str, str]:
    """What the document says of itself."""
    return {
        "earlier": _("Wat is er geworden van de verbeterpunten van de vorige keer"),
        "no_earlier": _("Er waren geen verbeterpunten van een eerdere Service Review."),
        "actions": _("Verbeterpunten en concrete acties"),
        "no_actions": _("Er zijn geen nieuwe verbeterpunten afgesproken."),
        "ours": _("Wat u van ons vraagt"),
        "theirs": _("Wat wij van u vragen"),
        "what": _("Wat"),
        "who": _("Wie"),
        "when": _("Klaar op"),
        "standing": _("Stand"),
        "fit": _("Is de SLA te laag, toereikend of te hoog?"),
        "nothing": _("Niets ingevuld."),
        "correction": _("Correctie"),
    }


def _facts(review: Review) -> Iterator[tuple[str, str]]:
    people = list(review.attendees.filter(removed_at__isnull=True).select_related("contact", "user"))
    yield _("Klant"), f"{review.customer.name} ({review.customer.number})"
    if review.agreement:
        yield _("Overeenkomst"), str(review.agreement)
    else:
        yield _("Overeenkomst"), _("geen SLA van toepassing (SLA 5.1)")
    yield _("Periode"), str(review.period)
    day, time = date_words(review.planned_day), time_words(review.planned_for)  # with its year: it is kept for long
    yield _("Gesprek"), _("%(day)s, %(time)s") % {"day": day, "time": time}
    yield _("Waar"), review.place or review.link
    yield _("Namens de klant"), _names(each for each in people if not each.is_house)
    yield _("Namens 1do"), _names(each for each in people if each.is_house)


def _names(people: Iterable[ReviewAttendee]) -> str:
    found = [_("%(name)s (was er niet)") % {"name": each.name} if each.came is False else each.name for each in people]
    return ", ".join(found) or "–"


def _text(texts: dict[str, ReviewText], key: str, label: str, side: str = "") -> dict[str, Any]:
    text = texts.get(key)
    by = text.changed_by.name if text and text.changed_by else ""
    body, version = (text.body, text.version) if text else ("", 0)
    return {
        "key": key,
        "anchor": anchor_of(key),
        "label": label,
        "body": body,
        "version": version,
        "by": by,
        "side": side,
    }


def _points(
    review: Review, texts: dict[str, ReviewText], shown: dict[str, list[dict[str, Any]]], *, is_shared: bool
) -> Iterator[dict[str, Any]]:
    labels = {HOUSE: _("1do zegt"), CUSTOMER: _("%(name)s zegt") % {"name": review.customer.name}}
    labels[CONCLUSION] = _("Conclusie")
    parts = (HOUSE, CUSTOMER, CONCLUSION) if is_shared else (CUSTOMER,)
    for number, point in enumerate(review.points.all(), 1):
        yield {
            "pk": point.pk,
            "number": str(number),
            "title": point.title,
            "citation": point.citation or _origin_words(point),
            "is_own_of_customer": point.is_of_customer,
            "is_own_of_house": point.is_own and not point.is_of_customer,
            "evidence": shown.get(point.code, []) if point.code else [],
            "texts": [_text(texts, f"{point.pk}.{part}", labels[part], part) for part in parts],
        }


def _origin_words(point: AgendaPoint) -> str:
    return _("punt van de klant") if point.is_of_customer else _("punt van 1do")


def _earlier(review: Review, now: datetime) -> list[dict[str, Any]]:
    return [_action(each, now) for each in carried_over(review)]


def _new_actions(review: Review) -> Iterable[ImprovementPoint]:
    return review.improvements.select_related("owner_user", "owner_contact", "ticket")


def _action(point: ImprovementPoint, now: datetime) -> dict[str, Any]:
    standing = standing_on(point, day_of(now))
    return {
        "pk": point.pk,
        "text": point.text,
        "owner": point.owner.name,
        "due": date_words(point.due_on),
        "is_of_house": point.is_of_house,
        "ticket": point.ticket_id,
        "standing": standing.words,
        "is_open": standing.is_open,
        "is_late": standing.is_late,
    }


def _fit(review: Review, texts: dict[str, ReviewText], now: datetime) -> dict[str, Any]:
    """The sum of SLA 6.2 beside what was decided on it."""
    advice = advice_of(review, now)
    return {
        "verdict": str(HoursVerdict(review.fit).label) if review.fit else "",
        "value": review.fit,
        "sum": advice.reason,
        "text": _text(texts, FIT, _("Toelichting en afspraak")),
    }


def advice_of(review: Review, now: datetime) -> HoursAdvice:
    return hours.read_advice(review.customer, review.customer.agreement_at(now), now)
