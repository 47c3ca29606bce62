"""The invitation as a calendar reads it (RFC 5545, RFC 5546): in UTC, one receiver a file, so nobody sees another's
address, and without asking a calendar's answer: that is given by a page."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from reviews.models import Review, ReviewAttendee

Method = Literal["REQUEST", "CANCEL"]


def calendar_file(attendee: ReviewAttendee, method: Method, now: datetime) -> str:
    """What is sent to this attendee now, with the number that he has reached."""
    calendar = Calendar()
    calendar.add("prodid", "-//1do//Service Review//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(attendee, method, now))
    return calendar.to_ical().decode()


def own_calendar_file(attendee: ReviewAttendee, now: datetime) -> str:
    """As it stands now, for who lost the mail."""
    return calendar_file(attendee, "CANCEL" if attendee.review.is_cancelled else "REQUEST", now)


def _event(attendee: ReviewAttendee, method: Method, now: datetime) -> Event:
    review = attendee.review
    event = Event()
    event.add("uid", f"review-{review.uid}@{settings.MAIL_DOMAIN}")
    event.add("sequence", attendee.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", review.planned_for.astimezone(UTC).replace(microsecond=0))
    event.add("dtend", review.ends_at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", _("Service Review %(customer)s") % {"customer": review.customer.name})
    event.add("description", _said(review))
    if where := review.place or review.link:
        event.add("location", where)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event["organizer"] = _address(*reversed(parseaddr(settings.DEFAULT_FROM_EMAIL)))
    event.add("attendee", _invited(attendee), encode=False)
    return event


def _said(review: Review) -> str:
    lines = [_("Wij bespreken %(period)s (SLA 11).") % {"period": review.period}]
    if review.link:
        lines.append(_("Deelnemen: %(link)s") % {"link": review.link})
    lines.append(_("Antwoorden kan met de link in onze mail, of in het Serviceportaal."))
    return "\n".join(lines)


def _invited(attendee: ReviewAttendee) -> vCalAddress:
    address = _address(attendee.person.email, attendee.name)
    address.params["role"] = vText("REQ-PARTICIPANT")
    address.params["partstat"] = vText("NEEDS-ACTION")
    address.params["rsvp"] = vText("FALSE")
    return address


def _address(email: str, name: str) -> Any:
    address = vCalAddress(f"mailto:{email}")
    if name:
        address.params["cn"] = vText(name)
    return address
