"""An evaluation as it is read, by 1do and by the customer: worked out of the facts until it is approved, kept whole
from then on (SLA 11)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from reviews.models import Evaluation, EvaluationPart


@dataclass(frozen=True)
class DocumentMoment:
    at: datetime
    who: str
    words: str
    text: str = ""


@dataclass(frozen=True)
class DocumentPart:
    part: str
    text: str

    @property
    def title(self) -> str:
        return str(EvaluationPart(self.part).label)


@dataclass(frozen=True)
class EvaluationDocument:
    """`minutes` from reported to solved, on the calendar; `waited` in minutes of working time, by whom was waited for.
    `release` is the how manieth version it is to the customer."""

    number: int
    subject: str
    customer: str
    priority: str
    reported_by: str
    opened_at: datetime
    resolved_at: datetime | None
    work_started_at: datetime | None
    due_at: datetime | None
    late: bool | None
    start_words: str
    impact: str
    minutes: int | None
    waited: dict[str, int]
    moments: list[DocumentMoment]
    left_out: int
    parts: list[DocumentPart]
    writers: list[str]
    approved_by: str = ""
    release: int = 1

    @property
    def said(self) -> list[DocumentPart]:
        """The parts in which something stands."""
        return [each for each in self.parts if each.text]

    @property
    def is_later(self) -> bool:
        """The customer read an earlier one."""
        return self.release > 1

    @property
    def before_the_gap(self) -> list[DocumentMoment]:
        return self.moments[: len(self.moments) // 2] if self.left_out else self.moments

    @property
    def after_the_gap(self) -> list[DocumentMoment]:
        return self.moments[len(self.moments) // 2 :] if self.left_out else []

    def as_json(self) -> dict[str, Any]:
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> EvaluationDocument:
        moments = [DocumentMoment(**each | {"at": _moment(each["at"])}) for each in data["moments"]]
        parts = [DocumentPart(**each) for each in data["parts"]]
        moments_at = {name: _moment(data[name]) for name in _MOMENTS}
        return cls(**data | moments_at | {"moments": moments, "parts": parts})


_MOMENTS = ("opened_at", "resolved_at", "work_started_at", "due_at")


def shown_document(evaluation: Evaluation) -> EvaluationDocument | None:
    """What the customer reads; None before anything was released."""
    return EvaluationDocument.from_json(evaluation.shown.document) if evaluation.shown else None


def _moment(text: str | None) -> Any:
    return datetime.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
