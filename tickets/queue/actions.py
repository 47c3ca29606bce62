"""Keeping a view of the queue, and giving it to all of 1do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from infra.errors import Refused
from tickets.models import QueueView

SHARE_VIEWS = "tickets.see_workload"
MOST_VIEWS = 30


@transaction.atomic
def keep_view(*, by: User, now: datetime, name: str, words: Mapping[str, str], is_shared: bool = False) -> QueueView:
    """The second of the same name of the same person takes the place of the first."""
    _require_sharing(by, is_shared)
    name = name.replace("\x00", "").strip()
    if not name:
        raise Refused(_("Geef de weergave een naam."), field="name")
    own = QueueView.objects.filter(owner=by)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise Refused(_("Je hebt al %s weergaven; gooi er eerst een weg.") % MOST_VIEWS, field="name")
    kept = {"words": dict(words), "is_shared": is_shared}
    view, _made = QueueView.objects.update_or_create(
        owner=by, name=name, defaults=kept, create_defaults=kept | {"made_at": now}
    )
    return view


@transaction.atomic
def change_view(view: QueueView, *, by: User, name: str, is_shared: bool) -> QueueView:
    """Only its owner changes it; what he shares stays his."""
    _require_own(view, by)
    if is_shared != view.is_shared:
        _require_sharing(by, is_shared)
    name = name.replace("\x00", "").strip()
    if not name:
        raise Refused(_("Geef de weergave een naam."), field="name")
    if QueueView.objects.filter(owner=by, name=name).exclude(pk=view.pk).exists():
        raise Refused(_("Je hebt al een weergave die zo heet; kies een andere naam."), field="name")
    view.name, view.is_shared = name, is_shared
    view.save(update_fields=["name", "is_shared"])
    return view


@transaction.atomic
def remove_view(view: QueueView, *, by: User) -> None:
    """One's own; a shared one of somebody else also by who may share, for who left cannot."""
    if view.owner_id != by.pk:
        _require_sharing(by, True)
        if not view.is_shared:
            raise PermissionDenied
    view.delete()


def _require_own(view: QueueView, by: User) -> None:
    if view.owner_id != by.pk:
        raise PermissionDenied


def _require_sharing(by: User, is_shared: bool) -> None:
    if not by.is_house or (is_shared and not by.has_perm(SHARE_VIEWS)):
        raise PermissionDenied
