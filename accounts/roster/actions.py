"""Who has duty when, and who is away: kept by the coordinator (SLA 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from accounts.models import Absence, AbsenceReason, Duty, DutyKind, DutyLine, Team, User
from accounts.roster.queries import absences_within, duties_within, works_here
from accounts.roster.rules import DutySpan, without
from infra.errors import Refused

KEEP_ROSTER = "accounts.keep_roster"
LONGEST = timedelta(days=62)  # of one turn: more is a slip of the year
LONGEST_ABSENCE = timedelta(days=366)


def plan_opening_duty(*, by: User, now: datetime, team: Team, starts_at: datetime, ends_at: datetime) -> Duty:
    """A team has duty in opening hours: it hears of what is urgent."""
    return _plan(Duty(kind=DutyKind.OPENING, team=team), by=by, now=now, starts_at=starts_at, ends_at=ends_at)


def plan_emergency_duty(
    *,
    by: User,
    now: datetime,
    person: User,
    starts_at: datetime,
    ends_at: datetime,
    line: int = DutyLine.FIRST,
) -> Duty:
    """A person has duty for the Calamiteitendienst (SLA 3.2): first, or behind whoever is first."""
    duty = Duty(kind=DutyKind.EMERGENCY, person=person, line=line)
    return _plan(duty, by=by, now=now, starts_at=starts_at, ends_at=ends_at)


@transaction.atomic
def exchange_duty(duty: Duty, *, by: User, now: datetime, person: User, starts_at: datetime, ends_at: datetime) -> Duty:
    """`person` takes over this turn of the Calamiteitendienst, or a part of it; what is left stays whose it was."""
    _require(by)
    duty = _locked(duty)
    whole, part = DutySpan(duty.starts_at, duty.ends_at), DutySpan(starts_at, ends_at)
    _require_period(part)
    if duty.person is None:
        raise Refused(_("Een dienst van een team wordt niet geruild; plan een ander team."), field="person")
    if part.starts_at < whole.starts_at or part.ends_at > whole.ends_at:
        raise Refused(_("Dit valt buiten de dienst die wordt overgenomen."), field="starts_at")
    if part.ends_at <= now:
        raise Refused(_("Wat voorbij is wordt niet meer geruild."), field="ends_at")
    if person == duty.person:
        raise Refused(_("%s heeft deze dienst al.") % person.name, field="person")
    before = duty.person
    duty.delete()
    for left in without(whole, [part]):
        _keep(_copy(duty, before, left))
    taken = _copy(duty, person, part)
    taken.takes_over_from, taken.made_by, taken.made_at = before, by, now
    _check(taken)
    return _keep(taken)


@transaction.atomic
def cancel_duty(duty: Duty, *, by: User, now: datetime) -> None:
    """What has been stays written down: a turn that runs ends now."""
    _require(by)
    duty = _locked(duty)
    if duty.ends_at <= now:
        raise Refused(_("Deze dienst is voorbij; die blijft staan."))
    if duty.starts_at >= now:
        duty.delete()
        return
    duty.ends_at = now
    duty.save(update_fields=["ends_at"])


@transaction.atomic
def report_absent(
    person: User, *, by: User, now: datetime, first_day: date, last_day: date, reason: str = AbsenceReason.HOLIDAY
) -> Absence:
    """Away on these days: no new work is proposed, and nothing is told that somebody has to act on at once."""
    _require(by)
    _require_colleague(person)
    if last_day < first_day:
        raise Refused(_("De laatste dag ligt voor de eerste."), field="last_day")
    if last_day - first_day > LONGEST_ABSENCE:
        raise Refused(_("Schrijf hoogstens een jaar tegelijk op."), field="last_day")
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if other := absences_within(first_day, last_day).filter(person=person).first():
        raise Refused(_("%(name)s is dan al afwezig (%(days)s).") % _away(other), field="first_day")
    if duty := _duties_of(person, first_day, last_day).first():
        words = {"name": person.name, "duty": _span_words(duty)}
        raise Refused(
            _("%(name)s heeft dan dienst (%(duty)s); laat die eerst door iemand anders overnemen.") % words,
            field="first_day",
        )
    absence = Absence(person=person, first_day=first_day, last_day=last_day, reason=reason, made_by=by, made_at=now)
    with _no_overlap():
        absence.save()
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: User, now: datetime) -> None:
    """Back again: from today on, or not away at all."""
    _require(by)
    today = timezone.localdate(now)
    found = Absence.objects.select_for_update(of=("self",)).filter(pk=absence.pk).first()
    if found is None or found.last_day < today:
        return
    if found.first_day >= today:
        found.delete()
        return
    found.last_day = today - timedelta(days=1)
    found.save(update_fields=["last_day"])


# --- What is checked --------------------------------------------------------------------------------------
def _require(by: User) -> None:
    if not by.has_perm(KEEP_ROSTER):
        raise PermissionDenied


def _require_colleague(person: User) -> None:
    if not works_here(person):
        raise Refused(_("%s werkt hier niet (meer); kies een ander.") % person.name, field="person")


def _require_period(span: DutySpan) -> None:
    if span.ends_at <= span.starts_at:
        raise Refused(_("Het einde ligt niet na het begin."), field="ends_at")
    if span.ends_at - span.starts_at > LONGEST:
        raise Refused(_("Een dienst duurt hoogstens twee maanden."), field="ends_at")


@transaction.atomic
def _plan(duty: Duty, *, by: User, now: datetime, starts_at: datetime, ends_at: datetime) -> Duty:
    _require(by)
    _require_period(DutySpan(starts_at, ends_at))
    if ends_at <= now:
        raise Refused(_("Deze dienst is al voorbij; kies een einde dat nog komt."), field="ends_at")
    duty.starts_at, duty.ends_at, duty.made_by, duty.made_at = starts_at, ends_at, by, now
    _check(duty)
    return _keep(duty)


def _check(duty: Duty) -> None:
    """In words what the database refuses too, and that nobody has duty while he is away."""
    at_once = Duty.objects.filter(starts_at__lt=duty.ends_at, ends_at__gt=duty.starts_at, kind=duty.kind)
    if other := at_once.filter(line=duty.line).select_related("person", "team").first():
        words = {"who": other.who, "span": _span_words(other)}
        raise Refused(_("Dan heeft %(who)s al dienst (%(span)s).") % words, field="starts_at")
    if duty.person is None:
        return
    _require_colleague(duty.person)
    User.objects.select_for_update(no_key=True).get(pk=duty.person.pk)  # nobody reports him absent meanwhile
    if other := at_once.filter(person=duty.person).first():
        words = {"who": duty.person.name, "span": _span_words(other)}
        raise Refused(_("%(who)s heeft dan al dienst (%(span)s); neem een ander.") % words, field="person")
    days = timezone.localdate(duty.starts_at), timezone.localdate(duty.ends_at - timedelta(microseconds=1))
    if away := absences_within(*days).filter(person=duty.person).first():
        raise Refused(_("%(name)s is dan afwezig (%(days)s).") % _away(away), field="person")


def _keep(duty: Duty) -> Duty:
    with _no_overlap():
        duty.save(force_insert=True)
    return duty


@contextmanager
def _no_overlap() -> Iterator[None]:
    """Two coordinators at once: the database let the first of them in."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(_("Iemand plande zojuist iets op dezelfde tijd; kijk het rooster na.")) from None


def _copy(duty: Duty, person: User, span: DutySpan) -> Duty:
    return Duty(
        kind=duty.kind,
        line=duty.line,
        person=person,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        takes_over_from=duty.takes_over_from,
        made_by=duty.made_by,
        made_at=duty.made_at,
    )


def _locked(duty: Duty) -> Duty:
    found = Duty.objects.select_for_update(of=("self",)).select_related("person").filter(pk=duty.pk).first()
    if found is None:
        raise Refused(_("Deze dienst is er niet meer; iemand wijzigde het rooster."))
    return found


def _duties_of(person: User, first_day: date, last_day: date) -> QuerySet[Duty]:
    since = timezone.make_aware(datetime.combine(first_day, datetime.min.time()))
    until = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), datetime.min.time()))
    return duties_within(since, until).filter(person=person, starts_at__lt=until)


def _away(absence: Absence) -> dict[str, str]:
    return {"name": absence.person.name, "days": f"{_day_words(absence.first_day)} – {_day_words(absence.last_day)}"}


def _span_words(duty: Duty) -> str:
    return f"{_moment_words(duty.starts_at)} – {_moment_words(duty.ends_at)}"


# As every moment on a screen is said (sla.wording, which knows this app and not the other way round).
def _day_words(day: date) -> str:
    return dateformat.format(day, "D j b")


def _moment_words(at: datetime) -> str:
    return dateformat.format(timezone.localtime(at), "D j b H:i")
