"""The timeline that follows from a story: what each row changed, at its own moment, in the words of the verbs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from integrations.importing.story import ImportedStory, Moment, Remark
from sla.edition import EditionRules
from sla.priority import Priority, priority
from tickets.models import OPEN_STATUSES, WAITING_ON, EntryKind, Status, TimelineEntry

ENDED = {
    Status.OPGELOST: EntryKind.RESOLVED,
    Status.GESLOTEN: EntryKind.CLOSED,
    Status.GEANNULEERD: EntryKind.CANCELLED,
}
INTERNAL = (EntryKind.ASSIGNED, EntryKind.NOTE, EntryKind.IMPORTED)


@dataclass
class ImportedHistory:
    """`entries` are unsaved and of no ticket yet."""

    entries: list[TimelineEntry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    status: Status = Status.NIEUW
    priority: Priority | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    times_reopened: int = 0
    began: bool = False


def tell(story: ImportedStory, rules: EditionRules, *, system: str) -> ImportedHistory:
    """`system` is the name of the other system, for people."""
    return _Teller(story, rules, system).tell()


class _Teller:
    def __init__(self, story: ImportedStory, rules: EditionRules, system: str) -> None:
        self.story, self.rules, self.system = story, rules, system
        self.history = ImportedHistory()

    def tell(self) -> ImportedHistory:
        before: Moment | None = None
        for moment in self.story.moments:
            if before is None:
                self._open(moment)
            else:
                self._assign(before, moment)
                self._classify(before, moment)
            self._follow_status(before, moment)
            before = moment
        return self.history

    def _open(self, moment: Moment) -> None:
        story, self.history.priority = self.story, self._priority(moment)
        data = {
            "kind": story.kind,
            "impact": moment.impact,
            "urgency": moment.urgency,
            "priority": self.history.priority,
            "channel": story.channel,
            "team": moment.group or None,
            "assignee": moment.assignee or None,
        }
        self._write(EntryKind.OPENED, story.opened_at, data, text=story.description)

    def _assign(self, before: Moment, moment: Moment) -> None:
        if (before.group, before.assignee) == (moment.group, moment.assignee):
            return
        data = {
            "assignee": [before.assignee or None, moment.assignee or None],
            "team": [before.group or None, moment.group or None],
            "assignee_id": None,
        }
        self._write(EntryKind.ASSIGNED, moment.at, self._signed(moment, data))

    def _classify(self, before: Moment, moment: Moment) -> None:
        if (before.impact, before.urgency) == (moment.impact, moment.urgency):
            return
        old, self.history.priority = self.history.priority, self._priority(moment)
        data = {
            "kind": [self.story.kind, self.story.kind],
            "impact": [before.impact, moment.impact],
            "urgency": [before.urgency, moment.urgency],
            "priority": [old, self.history.priority],
        }
        self._write(EntryKind.CLASSIFIED, moment.at, self._signed(moment, data))

    def _priority(self, moment: Moment) -> Priority | None:
        """SLA 7.9 decides; what the other system made of it is only compared."""
        urgent = priority(self.story.kind, moment.impact, moment.urgency, self.rules)
        if moment.priority and moment.priority != urgent:
            words = {"theirs": moment.priority, "ours": urgent or _("geen")}
            text = _("prioriteit in de bron %(theirs)s, volgens de matrix van de SLA %(ours)s") % words
            self.history.remarks.append(Remark(moment.line, text))
        return urgent

    def _follow_status(self, before: Moment | None, moment: Moment) -> None:
        """A state that is new in the source is always on the timeline, also when the status here stays the same."""
        data: dict[str, Any] = self._signed(moment, {})
        changed = before is None or before.state != moment.state
        if changed:
            data["source_state"] = [before.state if before else None, moment.state]
        old, new = self.history.status, self._new_status(moment)
        if new == old:
            if changed and before:
                words = {"system": self.system, "old": before.state, "new": moment.state}
                text = _("Status in %(system)s van %(old)s naar %(new)s") % words
                self._write(EntryKind.NOTE, moment.at, data, text=text)
            return
        self.history.status = new
        if old not in OPEN_STATUSES and new in WAITING_ON:
            self._write_status(old, Status.IN_BEHANDELING, moment.at, data)
            old, data = Status.IN_BEHANDELING, self._signed(moment, {})
        self._write_status(old, new, moment.at, data)

    def _new_status(self, moment: Moment) -> Status:
        """Work begins with what a person does: a machine's In behandeling leaves it where it was (SLA 7.9)."""
        new = moment.status or self.history.status
        machine_began = new == Status.IN_BEHANDELING and moment.by_machine and not self.history.began
        return Status.NIEUW if machine_began and self.history.status in OPEN_STATUSES else new

    def _write_status(self, old: Status, new: Status, at: datetime, data: dict[str, Any]) -> None:
        data = data | {"status": [old, new]}
        if new in ENDED:
            self._end(new, at, data)
        elif old not in OPEN_STATUSES:
            self._reopen(at, data)
        elif party := WAITING_ON.get(new):
            self._write(EntryKind.WAITING, at, data | {"party": party})
        elif new == Status.IN_BEHANDELING and not self.history.began:
            self.history.began = True
            self._write(EntryKind.WORK_STARTED, at, data)
        else:
            self._write(EntryKind.RESUMED, at, data)

    def _end(self, status: Status, at: datetime, data: dict[str, Any]) -> None:
        if status == Status.OPGELOST:
            self.history.resolved_at, self.history.closed_at, self.history.began = at, None, True
        else:
            self.history.closed_at = at
        self._write(ENDED[status], at, data)

    def _reopen(self, at: datetime, data: dict[str, Any]) -> None:
        self.history.resolved_at = self.history.closed_at = None
        self.history.times_reopened += 1
        self._write(EntryKind.REOPENED, at, data)

    def _signed(self, moment: Moment, data: dict[str, Any]) -> dict[str, Any]:
        """Who did it has no account here; the name is kept."""
        return data | {"source_by": moment.by} if moment.by else data

    def _write(self, kind: EntryKind, at: datetime, data: dict[str, Any], *, text: str = "") -> None:
        public = kind not in INTERNAL
        self.history.entries.append(TimelineEntry(kind=kind, at=at, is_public=public, text=text, data=data))
