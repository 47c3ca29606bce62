"""What changes editions and calendars. Tickets that are open on a calendar are worked out anew by tickets/."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from sla.business_hours import WEEKDAYS, parse_windows
from sla.edition import EditionError, OpeningHours, load_edition, require_fit
from sla.edition_text import load_text
from sla.models import Calendar, CalendarVersion, Edition
from sla.wording import long_day_words

NEWEST_EDITION = Path(__file__).parent / "editions" / "2.4.toml"


class CalendarError(ValueError):
    """An exception to a calendar that cannot be; the message is for the person who made it."""


@transaction.atomic
def install_edition(path: Path | str = NEWEST_EDITION, *, now: datetime | None = None) -> Edition:
    """Store the edition in that file and its text in the file beside it, once; EditionError if one of them is wrong, or
    differs from what is stored."""
    tables, document = Path(path).read_text(encoding="utf-8"), text_beside(Path(path)).read_text(encoding="utf-8")
    rules = load_edition(tables)
    require_fit(rules, load_text(document))
    stored = {"checksum": _checksum(tables), "document_checksum": _checksum(document)}
    moment = {"loaded_at": now} if now else {}
    edition, _made = Edition.objects.get_or_create(
        version=rules.version, defaults={"text": tables, "document_text": document, **stored, **moment}
    )
    if any(getattr(edition, field) != checksum for field, checksum in stored.items()):
        problem = _("editie %(version)s is al geladen met een andere tekst; geef een gewijzigde SLA een eigen versie")
        raise EditionError("version", problem % {"version": rules.version})
    return edition


def text_beside(path: Path) -> Path:
    """Of editions/2.4.toml that is editions/2.4-text.toml."""
    return path.with_name(f"{path.stem}-text.toml")


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def install_calendars(edition: Edition, *, now: datetime | None = None) -> tuple[Calendar, Calendar]:
    """The calendars of SLA 3.1 and 3.2. Dated exceptions stay when a later edition brings other hours."""
    rules = edition.rules
    supportcenter = _install(Calendar.SUPPORTCENTER, _("Supportcenter"), rules.supportcenter, edition, now)
    emergency = _install(Calendar.CALAMITEITENDIENST, _("Calamiteitendienst"), rules.calamiteitendienst, edition, now)
    return supportcenter, emergency


@transaction.atomic
def add_exception(
    calendar: Calendar,
    *,
    by: User,
    now: datetime,
    date: date,
    windows: Sequence[Sequence[str]],
    reason: str,
) -> CalendarVersion:
    """Other hours on one date (no windows: closed), in the place of what was set for that date before."""
    _require_may_change(by)
    reason = reason.strip()
    if not reason:
        raise CalendarError(_("Geef een reden."))
    try:
        parse_windows(windows)
    except (TypeError, ValueError) as error:
        raise CalendarError(_("Geef tijden als 08:00-12:00, op volgorde en zonder overlap.")) from error
    row = {"date": date.isoformat(), "windows": [list(window) for window in windows], "reason": reason}
    current = _lock(calendar)
    others = [known for known in current.exceptions if known["date"] != row["date"]]
    exceptions = sorted([*others, row], key=lambda known: known["date"])
    return _revise(current, by=by, now=now, reason=f"{long_day_words(date)}: {reason}", exceptions=exceptions)


@transaction.atomic
def remove_exception(calendar: Calendar, *, by: User, now: datetime, date: date, reason: str = "") -> CalendarVersion:
    """Back to the ordinary hours of that date; nothing changes if they already are."""
    _require_may_change(by)
    current = _lock(calendar)
    exceptions = [known for known in current.exceptions if known["date"] != date.isoformat()]
    reason = reason.strip() or _("uitzondering vervallen")
    return _revise(current, by=by, now=now, reason=f"{long_day_words(date)}: {reason}", exceptions=exceptions)


def _require_may_change(by: User) -> None:
    if not by.has_perm("sla.change_calendar"):
        raise PermissionDenied


def _lock(calendar: Calendar) -> CalendarVersion:
    """The newest version, while nobody else can make the next one."""
    return Calendar.objects.select_for_update().get(pk=calendar.pk).current_version


def _revise(
    current: CalendarVersion, *, by: User | None, now: datetime | None, reason: str, **changes: Any
) -> CalendarVersion:
    if all(getattr(current, field) == value for field, value in changes.items()):
        return current
    fields = ("weekly", "holidays", "liberation_day", "early_closings", "exceptions")
    values = {field: getattr(current, field) for field in fields} | changes
    moment = {"made_at": now} if now else {}
    return CalendarVersion.objects.create(
        calendar=current.calendar, number=current.number + 1, reason=reason[:200], made_by=by, **values, **moment
    )


def _install(slug: str, name: str, hours: OpeningHours, edition: Edition, now: datetime | None) -> Calendar:
    calendar, _made = Calendar.objects.get_or_create(slug=slug, defaults={"name": name})
    values = _stored(hours)
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    if not calendar.versions.exists():
        moment = {"made_at": now} if now else {}
        calendar.versions.create(number=1, reason=str(edition), **values, **moment)
    else:
        _revise(calendar.current_version, by=None, now=now, reason=str(edition), **values)
    return calendar


def _stored(hours: OpeningHours) -> dict[str, Any]:
    return {
        "weekly": {day: [list(window) for window in hours.weekly[day]] for day in WEEKDAYS if day in hours.weekly},
        "holidays": sorted(day.value for day in hours.policy.holidays),
        "liberation_day": hours.policy.liberation_day.value,
        "early_closings": {day.value: closes for day, closes in hours.policy.early_closings.items()},
    }
