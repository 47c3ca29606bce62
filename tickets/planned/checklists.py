"""The checklist of recurring work (SLA 6.1): what has to be checked, what was found, and both in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from contracts.models import RecurringWork
from infra.errors import Refused
from sla.wording import day_words
from tickets.models import Channel, CheckOutcome, CheckResult, RecurringRun, Ticket


@dataclass(frozen=True)
class Check:
    """One check on one server; `outcome` is empty until it was filled in."""

    item: str
    text: str
    outcome: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """ "Niet in orde (schijf D voor 93 % vol)" """
        outcome = str(CheckOutcome(self.outcome).label) if self.outcome else _("Nog niet ingevuld")
        return f"{outcome} ({self.note})" if self.note else outcome


@dataclass(frozen=True)
class Server:
    """The checks of one server, or other part."""

    name: str
    checks: tuple[Check, ...]

    @property
    def is_complete(self) -> bool:
        return all(check.outcome for check in self.checks)

    @property
    def is_ok(self) -> bool:
        return self.is_complete and all(check.outcome != CheckOutcome.NOT_OK for check in self.checks)


@dataclass(frozen=True)
class Checklist:
    servers: tuple[Server, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        return tuple(check for server in self.servers for check in server.checks)

    @property
    def total(self) -> int:
        return len(self.checks)

    @property
    def done(self) -> int:
        return sum(1 for check in self.checks if check.outcome)

    @property
    def open(self) -> int:
        return self.total - self.done

    @property
    def is_complete(self) -> bool:
        return not self.open


def checklist_of(run: RecurringRun) -> Checklist:
    """Of each server each check as the list was when this time began, with the last outcome."""
    found = {(result.item, result.check_text): result for result in run.results.all()}
    wanted = dict.fromkeys([*((item, text) for item, text in run.checks), *found])
    by_server: dict[str, list[Check]] = {}
    for item, text in wanted:
        result = found.get((item, text))
        check = Check(item, text, result.outcome, result.note) if result else Check(item, text)
        by_server.setdefault(item, []).append(check)
    return Checklist(tuple(Server(name, tuple(checks)) for name, checks in by_server.items()))


def expected(work: RecurringWork) -> list[tuple[str, str]]:
    """Without servers the work itself is what is checked."""
    return [(item, text) for item in (work.items or [work.title]) for text in work.checklist]


def run_of(ticket: Ticket) -> RecurringRun | None:
    """None when this is no recurring work."""
    runs = RecurringRun.objects.filter(ticket=ticket).select_related("work__clause__agreement")
    return runs.prefetch_related("results").first()


def closing_text(ticket: Ticket, text: str, *, is_told: bool = False) -> str:
    """What the customer reads when the ticket is resolved: the words, and what was found on each server.

    Refused while checks are open and the words do not say why, unless it `is_told` already.
    """
    run = run_of(ticket) if ticket.channel == Channel.SCHEDULE else None
    if run is None or not (checklist := checklist_of(run)).total:
        return text
    if checklist.open and not text.strip() and not is_told:
        raise Refused(
            _("Nog %(n)s van %(total)s controles niet ingevuld. Vul die in, of schrijf op waarom dat niet kan.")
            % {"n": checklist.open, "total": checklist.total},
            field="text",
        )
    return "\n\n".join(part for part in (text.strip(), findings(checklist)) if part)


def findings(checklist: Checklist) -> str:
    """Per server what was not in order, and what was; readable in a mail without tables."""
    return "\n\n".join(_server_words(server) for server in checklist.servers)


def _server_words(server: Server) -> str:
    total = len(server.checks)
    if server.is_ok and not any(check.note for check in server.checks):
        return _("%(server)s: alles in orde (%(n)s van %(n)s controles).") % {"server": server.name, "n": total}
    lines = [
        f"- {check.text}: {_lower(check.words) if check.outcome else _('niet gecontroleerd')}"
        for check in server.checks
    ]
    return "\n".join([f"{server.name}:", *lines])


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


@dataclass(frozen=True)
class ServerHistory:
    """How a server did the last times, newest first: "SRV01: laatste 6 keer in orde"."""

    server: str
    times: tuple[tuple[date, bool], ...]

    @property
    def words(self) -> str:
        streak = 0
        for _day, is_ok in self.times:
            if not is_ok:
                break
            streak += 1
        if streak == 0:
            return _("niet in orde op %(day)s") % {"day": day_words(self.times[0][0])}
        if streak == len(self.times):
            return _("laatste keer in orde") if streak == 1 else _("laatste %(n)s keer in orde") % {"n": streak}
        bad = day_words(self.times[streak][0])
        words = _("laatste keer in orde") if streak == 1 else _("laatste %(n)s keer in orde") % {"n": streak}
        return _("%(words)s; daarvoor niet in orde op %(day)s") % {"words": words, "day": bad}


def histories(runs: Iterable[RecurringRun], *, at_most: int = 6) -> list[ServerHistory]:
    """Per server over runs with their results prefetched, newest first; runs without any outcome of it do not count."""
    times: dict[str, list[tuple[date, bool]]] = {}
    for run in runs:
        for name, is_ok in _verdicts(run.results.all()).items():
            times.setdefault(name, []).append((run.due_on, is_ok))
    return [ServerHistory(name, tuple(found[:at_most])) for name, found in times.items()]


def _verdicts(results: Iterable[CheckResult]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for result in results:
        found[result.item] = found.get(result.item, True) and result.outcome != CheckOutcome.NOT_OK
    return found
