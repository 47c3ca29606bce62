"""What a clause of the DAP does, and what it says, in words that a customer reads too (SLA 2.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import ClauseKind, DapClause, DapPerson
from contracts.planned.recurrence import InvalidRule, words
from sla.business_hours import AMSTERDAM, WEEKDAYS
from sla.wording import long_day_words

RHYTHM_KINDS = frozenset({ClauseKind.TEST_RESTORE, ClauseKind.SERVER_APK})

WHAT_IT_DOES: Mapping[str, object] = MappingProxyType(
    {
        ClauseKind.TEXT: gettext_lazy("Om na te lezen; het systeem doet hier niets mee."),
        ClauseKind.REPORTERS: gettext_lazy(
            "Alleen wie hier staat meldt rechtstreeks. Een melding van een ander wacht tot een van hen haar goedvindt."
        ),
        ClauseKind.EMERGENCY_CALLERS: gettext_lazy(
            "Alleen wie hier staat ziet het nummer van de Calamiteitendienst en mag dat bellen."
        ),
        ClauseKind.ROLES: gettext_lazy("Wie waarvoor verantwoordelijk is, ook andere leveranciers."),
        ClauseKind.MONITORING: gettext_lazy("Wat de automatische monitoring anders bewaakt dan standaard."),
        ClauseKind.TEST_RESTORE: gettext_lazy(
            "In dit ritme ontstaat vanzelf een melding voor een test-restore; de uitkomst gaat naar wie hier staat."
        ),
        ClauseKind.SERVER_APK: gettext_lazy(
            "In dit ritme ontstaat vanzelf een melding om de servers na te lopen; de uitkomst gaat naar wie hier staat."
        ),
        ClauseKind.REMOTE_VIEWING: gettext_lazy(
            "Meekijken op afstand begint pas na een ja in de melding; hier staat wat daarbij nog meer geldt."
        ),
        ClauseKind.VIEWERS: gettext_lazy(
            "Wie hier staat ziet alle meldingen van de organisatie in het Serviceportaal."
        ),
        ClauseKind.STATUS_MAIL: gettext_lazy(
            "Wie hier staat krijgt bij elke melding ook de mail dat zij is ontvangen en is afgerond."
        ),
        ClauseKind.MAINTENANCE: gettext_lazy(
            "Gepland onderhoud valt binnen deze tijden; daarbuiten vraagt het overleg."
        ),
        ClauseKind.COST_APPROVERS: gettext_lazy(
            "Wie hier staat zegt ja of nee op een begroting voor meerwerk; tot die tijd wacht de melding."
        ),
        ClauseKind.APPROVERS: gettext_lazy(
            "Een autorisatieverzoek wacht tot iemand die hier staat het bevestigt, en dat is nooit de aanvrager zelf."
        ),
        ClauseKind.REVIEW: gettext_lazy(
            "Zo vaak per jaar bespreken wij de dienstverlening; wie hier staat wordt uitgenodigd, de eerste als vaste"
            " contactpersoon."
        ),
        ClauseKind.ESCALATION: gettext_lazy(
            "Bij een escalatie worden de mensen van die trede gewaarschuwd, aan beide kanten."
        ),
    }
)

# What holds for lack of a clause (SLA 3, 3.2, 7.3, 7.5, 8.2, 10, 12).
WITHOUT: Mapping[str, object] = MappingProxyType(
    {
        ClauseKind.REPORTERS: gettext_lazy("Iedereen bij de klant mag melden (SLA 3)."),
        ClauseKind.EMERGENCY_CALLERS: gettext_lazy("Niemand ziet het nummer van de Calamiteitendienst (SLA 3.2)."),
        ClauseKind.ROLES: gettext_lazy("De rolverdeling is niet vastgelegd (SLA 4.1)."),
        ClauseKind.MONITORING: gettext_lazy("De standaardtemplate geldt (SLA 6.1)."),
        ClauseKind.TEST_RESTORE: gettext_lazy("Er is geen vaste test-restore afgesproken (SLA 6.1)."),
        ClauseKind.SERVER_APK: gettext_lazy("Er is geen vast ritme voor de Server-APK afgesproken (SLA 6.1)."),
        ClauseKind.REMOTE_VIEWING: gettext_lazy("Meekijken kan na een ja in de melding (SLA 7.2)."),
        ClauseKind.VIEWERS: gettext_lazy("Iedereen ziet alleen zijn eigen meldingen (SLA 7.3)."),
        ClauseKind.STATUS_MAIL: gettext_lazy("Alleen de melder krijgt statusmails (SLA 7.5)."),
        ClauseKind.MAINTENANCE: gettext_lazy("Onderhoud gaat binnen kantoortijd, of in overleg (SLA 8.2)."),
        ClauseKind.COST_APPROVERS: gettext_lazy("De melder zelf beslist over een begroting."),
        ClauseKind.APPROVERS: gettext_lazy("Een autorisatieverzoek moet schriftelijk worden bevestigd (SLA 10)."),
        ClauseKind.REVIEW: gettext_lazy("Er zijn minstens twee Service Reviews per jaar (SLA 11)."),
        ClauseKind.ESCALATION: gettext_lazy(
            "Een escalatie gaat naar de coördinator en daarna naar de directie (SLA 12)."
        ),
    }
)


def settings_words(clause: DapClause) -> list[tuple[str, str]]:
    """What a clause lays down besides its text and its people: label and value."""
    given = clause.settings
    lines: list[tuple[str, str]] = []
    if clause.kind == ClauseKind.MAINTENANCE:
        lines += [(day_name(day), windows_words(given.get("windows", {}).get(day, []))) for day in _days(given)]
    if clause.kind in {*RHYTHM_KINDS, ClauseKind.MAINTENANCE}:
        lines += [(_("Ritme"), _rhythm_words(given["rrule"], clause.agreement.starts_on))] if given.get("rrule") else []
        lines += [(_("Servers of onderdelen"), ", ".join(given["items"]))] if given.get("items") else []
        lines += [(_("Controlelijst"), "; ".join(given["checklist"]))] if given.get("checklist") else []
    if clause.kind == ClauseKind.REVIEW:
        lines += [(_("Service Reviews per jaar"), str(given["per_year"]))] if given.get("per_year") else []
        lines += [(_("Eigen agendapunten"), "; ".join(given["points"]))] if given.get("points") else []
    return lines


def _rhythm_words(rrule: str, starts_on: date) -> str:
    try:
        return words(rrule, starts_on)
    except InvalidRule:
        return rrule


def _days(given: Mapping[str, Mapping[str, object]]) -> list[str]:
    return [day for day in WEEKDAYS if given.get("windows", {}).get(day)]


def day_name(day: str) -> str:
    names = (_("maandag"), _("dinsdag"), _("woensdag"), _("donderdag"), _("vrijdag"), _("zaterdag"), _("zondag"))
    return names[WEEKDAYS.index(day)]


def windows_words(windows: list[list[str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in windows)


def names_now(person: DapPerson, day: date) -> bool:
    """Whether his clause names him on that day, as DapPersonQuerySet.named_in asks the database."""
    return not (
        person.revoked_at
        or (person.contact and not person.contact.is_active)
        or (person.user and not person.user.is_active)
        or (person.starts_on and person.starts_on > day)
        or (person.ends_on and person.ends_on < day)
    )


def period_words(person: DapPerson, day: date) -> str:
    """From when until when he is named, or why he no longer is; empty for always."""
    if person.revoked_at:
        return _("ingetrokken op %(day)s") % {"day": long_day_words(person.revoked_at.astimezone(AMSTERDAM).date())}
    who = person.contact or person.user
    if who and not who.is_active:
        return _("niet meer actief")
    if person.ends_on and person.ends_on < day:
        return _("tot en met %(day)s, voorbij") % {"day": long_day_words(person.ends_on)}
    if person.starts_on and person.ends_on:
        return _("%(first)s tot en met %(last)s") % {
            "first": long_day_words(person.starts_on),
            "last": long_day_words(person.ends_on),
        }
    if person.starts_on:
        return _("vanaf %(day)s") % {"day": long_day_words(person.starts_on)}
    if person.ends_on:
        return _("tot en met %(day)s") % {"day": long_day_words(person.ends_on)}
    return ""
