"""How somebody has the desk: kept with his account, because every page of it asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from accounts.models import User


@dataclass(frozen=True)
class DeskChoices:
    """`columns` are keys of `desk.queue.drawn_rows.COLUMNS`, in their order; none: as they come."""

    roomy: bool = False
    columns: list[str] = field(default_factory=list)


def choices_of(user: User) -> DeskChoices:
    """What is kept may be of an older version of the house: what is not known is left out."""
    kept = user.desk_choices if isinstance(user.desk_choices, dict) else {}
    columns = kept.get("columns")
    return DeskChoices(
        roomy=bool(kept.get("roomy")),
        columns=[str(column) for column in columns] if isinstance(columns, list) else [],
    )


def keep_choices(user: User, *, roomy: bool | None = None, columns: Sequence[str] | None = None) -> DeskChoices:
    """Of oneself; what is None stays as it is."""
    old = choices_of(user)
    new = DeskChoices(
        roomy=old.roomy if roomy is None else roomy,
        columns=old.columns if columns is None else list(columns),
    )
    user.desk_choices = asdict(new)
    user.save(update_fields=["desk_choices"])
    return new
