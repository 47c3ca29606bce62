"""How and when somebody is told, without the database: his own settings, else those of his role."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.roles import Role
from sla.business_hours import BusinessHours
from tickets.models.notifications import NoticeWhat, NoticeWhen


@dataclass(frozen=True)
class How:
    """Whether it comes in the browser, by mail and by webhook, and when the last two may."""

    browser: bool = True
    mail: bool = True
    webhook: bool = False
    when: str = NoticeWhen.OPENING


NOT_AT_ALL = How(browser=False, mail=False)
IN_BROWSER = How(mail=False)
AT_ONCE = How(webhook=True, when=NoticeWhen.ALWAYS)  # of a call nobody chooses

DEFAULTS: dict[str, How] = {
    NoticeWhat.NEW: IN_BROWSER,
    NoticeWhat.URGENT: How(when=NoticeWhen.DUTY),
    NoticeWhat.UNCLASSIFIED: How(mail=False, when=NoticeWhen.DUTY),
    NoticeWhat.ASSIGNED: How(),
    NoticeWhat.MENTIONED: How(),
    NoticeWhat.ANSWERED: How(),
    NoticeWhat.WATCHED: IN_BROWSER,
    NoticeWhat.WARNING_50: How(when=NoticeWhen.DUTY),
    NoticeWhat.WARNING_75: How(when=NoticeWhen.DUTY),
    NoticeWhat.WARNING_100: How(when=NoticeWhen.DUTY),
    NoticeWhat.ESCALATION: How(when=NoticeWhen.ALWAYS),
    NoticeWhat.CHORE: How(),
    NoticeWhat.RATED: IN_BROWSER,
    NoticeWhat.CALL_BACK: How(),
}
# Where a role has it otherwise: a coordinator sees to what is late or of nobody, not to each new melding.
OF_ROLE: dict[str, dict[str, How]] = {
    Role.COORDINATOR: {NoticeWhat.NEW: NOT_AT_ALL},
    Role.DIRECTIE: {NoticeWhat.NEW: NOT_AT_ALL, NoticeWhat.URGENT: NOT_AT_ALL, NoticeWhat.UNCLASSIFIED: NOT_AT_ALL},
}
TO_SET = tuple(DEFAULTS)


def how_for(what: str, own: Mapping[str, How], roles: Collection[str]) -> How:
    """`own` are the settings that somebody made."""
    if what == NoticeWhat.PAGED:
        return AT_ONCE
    if what in own:
        return own[what]
    of_role = [OF_ROLE[role][what] for role in roles if what in OF_ROLE.get(role, {})]
    return of_role[0] if of_role else DEFAULTS[what]


def for_the_group(how: How) -> How:
    """Of what is of nobody yet the whole team hears in the browser, and nobody of it by mail."""
    return replace(how, mail=False, webhook=False)


def warning_of(threshold: int) -> NoticeWhat:
    """
    >>> [warning_of(part).value for part in (50, 74, 75, 100)]
    ['warning_50', 'warning_50', 'warning_75', 'warning_100']
    """
    if threshold >= 100:
        return NoticeWhat.WARNING_100
    return NoticeWhat.WARNING_75 if threshold >= 75 else NoticeWhat.WARNING_50


def moment_for(when: str, now: datetime, hours: BusinessHours, *, has_duty: bool, cannot_wait: bool) -> datetime:
    """When mail and webhook leave: now, or as soon as the Supportcenter opens.

    `cannot_wait`: the clock that it is about runs at this very moment (SLA 7.9).
    """
    at_once = when == NoticeWhen.ALWAYS or cannot_wait or (when == NoticeWhen.DUTY and has_duty)
    return now if at_once else hours.next_opening(now)
