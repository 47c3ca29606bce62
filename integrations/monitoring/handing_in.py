"""A body that is handed in: kept before anything reads it, then read and acted upon (SLA 6.1).

A token's own mapping goes before the adapters. Whose it is says the token first, whatever a mapping finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken, User
from contracts.models import Customer
from infra.encryption import encrypt
from infra.masking import mask, mask_all
from integrations.models import AlertBody, AlertMapping, ReadBy
from integrations.monitoring import triage
from integrations.monitoring.adapters import read_body
from integrations.monitoring.alert_bodies import Parsed, read_text, text_of
from integrations.monitoring.field_mapping import FieldMapping, Ignored
from integrations.monitoring.signals import NotAnAlert, Signal
from integrations.monitoring.sns import read_handed_in
from integrations.monitoring.tool_customers import KnownCustomers, forget_unlinked, note_unknown
from integrations.monitoring.triage import Received
from tickets.verb import require_work

IGNORED = "ignored"
LAST_OF_A_TOKEN, MOST_REFUSED_OF_A_TOKEN, REFUSED_KEPT = 20, 1_000, timedelta(days=30)
MOST_RESULTS_KEPT = 200
OUTCOMES = (
    (triage.OPENED, gettext_lazy("een nieuwe melding")),
    (triage.JOINED, gettext_lazy("bij de open melding van deze host")),
    (triage.COUNTED, gettext_lazy("geteld bij de open melding")),
    (triage.REOPENED, gettext_lazy("de opgeloste melding is weer open")),
    (triage.MUTED, gettext_lazy("gedempt; zie `why`")),
    (triage.WAITING, gettext_lazy("wacht op wie zegt van welke klant het is; zie `why`")),
    (triage.UNKNOWN_HOST, gettext_lazy("bewaard; de host is van geen klant")),
    (triage.RECOVERED, gettext_lazy("de melding is vanzelf opgelost")),
    (triage.NOTED, gettext_lazy("genoteerd bij de melding")),
    (triage.NOTHING, gettext_lazy("er was niets om te herstellen")),
    (IGNORED, gettext_lazy("overgeslagen; zie `why`")),
    (triage.REFUSED, gettext_lazy("niet verwerkt; zie `why`")),
)


class NothingRead(Exception):
    """The message is Dutch and says what is missing; `results` what was wrong with each."""

    def __init__(self, message: str, results: Sequence[Received] = (), *, is_valid: bool = True) -> None:
        super().__init__(message)
        self.message, self.results, self.is_valid = message, results, is_valid


@dataclass(frozen=True)
class Kept:
    """A body that is kept, and its text as it came."""

    row: AlertBody
    text: str


def keep(raw: bytes, content_type: str, *, token: ApiToken, now: datetime) -> Kept:
    """One row, that counts as not read until somebody says otherwise."""
    text = text_of(raw, content_type)
    row = AlertBody.objects.create(
        token=token,
        at=now,
        content_type=content_type.partition(";")[0].strip()[:100].replace("\0", ""),
        size=len(raw),
        sealed=encrypt(mask(text[: AlertBody.KEPT_BYTES]).encode("utf-8", "replace")),
    )
    return Kept(row, text)


@dataclass(frozen=True)
class HandInResult:
    """What became of each signal. `is_cut`: the body broke off, and of what stood behind these nothing was read."""

    results: list[Received]
    is_cut: bool = False


def hand_in(kept: Kept, *, token: ApiToken, now: datetime, bound: Customer | None) -> HandInResult:
    """NothingRead when there is no signal that could be read, and then the caller settles it: outside of a transaction
    that this ends."""
    mapping = AlertMapping.objects.filter(token=token, is_on=True).first()
    parsed = None
    try:
        parsed = read_text(kept.text)
        if mapping:
            found = read_signals(parsed, fields_of_mapping(mapping), token)
        else:
            found = read_handed_in(parsed.value, token)
    except NotAnAlert as problem:
        raise NothingRead(problem.message, is_valid=parsed is None or parsed.is_valid) from problem
    if parsed.is_cut:
        found = [*found, NotAnAlert(_("Het bericht breekt af: van wat hierachter stond kwam te weinig binnen."))]
    known = note_unknown((one for one in found if isinstance(one, Signal)), token, bound, now)
    results = [_receive(one, now, bound, known) for one in found]
    refused = [one for one in results if one.outcome == triage.REFUSED]
    is_read = len(refused) < len(results)
    if not is_read:
        why = refused[0].why if refused else _("Er stond geen bericht in.")
        raise NothingRead(why, results, is_valid=parsed.is_valid)
    settle(kept, results=results, read_by=ReadBy.MAPPING if mapping else ReadBy.ADAPTER, is_valid=parsed.is_valid)
    return HandInResult(results, parsed.is_cut)


def fields_of_mapping(row: AlertMapping) -> FieldMapping:
    return FieldMapping(row.paths, tuple(row.recovered), tuple(row.ignored), row.zone)


def read_signals(
    parsed: Parsed, mapping: FieldMapping | None, token: ApiToken
) -> Sequence[Signal | NotAnAlert | Ignored]:
    """Reads and does nothing: what SNS asks to be confirmed stays unanswered here (`read_handed_in`)."""
    return mapping.read(parsed.value, source_of(token)) if mapping else read_body(parsed.value)


def source_of(token: ApiToken) -> str:
    """Of its user: a token that follows another one up goes on with the same alerts."""
    return f"mapping-{token.user_id}"


def settle(
    kept: Kept,
    *,
    results: Sequence[Received] = (),
    read_by: str = ReadBy.NOTHING,
    why: str = "",
    is_valid: bool = True,
) -> None:
    """What became of it. An update of one row, without reading it."""
    refused = sum(one.outcome == triage.REFUSED for one in results) if results else 1
    said: dict[str, Any] = {"read_by": read_by, "why": mask(why)[:300], "is_valid": is_valid, "refused": refused}
    said["results"] = [mask_all(asdict(one)) for one in results[:MOST_RESULTS_KEPT]]
    AlertBody.objects.filter(pk=kept.row.pk).update(**said)


def settle_refused(kept: Kept, problem: Exception) -> None:
    """After a transaction around it was rolled back, with what stood in the row."""
    cause = problem.__cause__
    if isinstance(cause, NothingRead):
        settle(kept, results=cause.results, why=cause.message, is_valid=cause.is_valid)
    else:
        settle(kept, why=_("Er ging bij ons iets mis; stuur het nog eens."))


def _receive(
    one: Signal | NotAnAlert | Ignored, now: datetime, bound: Customer | None, known: KnownCustomers
) -> Received:
    if isinstance(one, Ignored):
        return Received(IGNORED, one.host, one.name, why=one.why)
    return triage.receive([one], now=now, bound=bound, known=known)[0]


def note_refused(*, by: User, now: datetime, up_to: int) -> int:
    """Somebody of 1do has taken note of what was not read, up to this row. They stay where they are."""
    require_work(by)
    return AlertBody.objects.unseen().filter(pk__lte=up_to).update(seen_at=now, seen_by=by)


# --- What is kept no longer -------------------------------------------------------------------------------
def sweep_received(now: datetime) -> int:
    """Of each token the last ones stay, for whoever maps its fields; what was not read stays for thirty days, up to a
    number: a tool that sends nonsense each minute fills no disk."""
    forget_unlinked(now)
    gone, _each = AlertBody.objects.refused().filter(at__lt=now - REFUSED_KEPT).delete()
    for token_id in list(AlertBody.objects.order_by().values_list("token", flat=True).distinct()):
        of_token = AlertBody.objects.filter(token=token_id).order_by("-pk")
        gone += _delete_behind(of_token.filter(refused=0), LAST_OF_A_TOKEN)
        gone += _delete_behind(of_token.filter(refused__gt=0), MOST_REFUSED_OF_A_TOKEN)
    return gone


def _delete_behind(rows: Any, kept: int) -> int:
    last = list(rows.values_list("pk", flat=True)[kept : kept + 1])
    return rows.filter(pk__lte=last[0]).delete()[0] if last else 0
