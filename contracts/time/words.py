"""What is said of the hours of a month, at the desk, in the portal and over REST (SLA 3.2, 6.2, 11). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.money import euros
from sla.wording import duration_words

MOST_MONTHS_NAMED = 3


def older_words(lines: int, amount: Decimal, months: Sequence[date], *, of_year: int) -> str:
    """ "nog 1 oudere regel, € 190,00, van oktober"; a month of another year than `of_year` has its year beside it."""
    pattern = ngettext(
        "nog %(count)s oudere regel, %(amount)s, van %(months)s",
        "nog %(count)s oudere regels, %(amount)s, van %(months)s",
        lines,
    )
    return pattern % {"count": lines, "amount": euros(amount), "months": _months(months, of_year)}


def _months(months: Sequence[date], of_year: int) -> str:
    names = [dateformat.format(month, "F" if month.year == of_year else "F Y") for month in months]
    if len(names) > MOST_MONTHS_NAMED:
        return _("%(first)s t/m %(last)s") % {"first": names[0], "last": names[-1]}
    *begin, end = names
    return _("%(some)s en %(last)s") % {"some": ", ".join(begin), "last": end} if begin else end


def worked_words(*, worked: int, covered: int, drawn: int) -> str:
    """Why not all that was worked is charged: "waarvan 3 u binnen de overeenkomst: dat zit in het maandbedrag"."""
    if not worked:
        return ""
    if not covered:
        return _("Niets daarvan valt binnen de overeenkomst.")
    pattern = (
        _("Daarvan valt %(covered)s binnen de overeenkomst: dat zit in het maandbedrag, %(drawn)s gaat van de uren af.")
        if drawn
        else _("Daarvan valt %(covered)s binnen de overeenkomst: dat zit in het maandbedrag.")
    )
    return pattern % {"covered": _words(covered), "drawn": _words(drawn)}


def billed_words(*, billed: int, billable: int, unagreed: int = 0) -> str:
    """Why so much is charged: what was worked outside the agreement, and what an emergency call is charged at least.

    `unagreed` is on top of `billable`: nobody said yes to what it costs, so it is charged to nobody (SLA 4.2).
    """
    return " ".join(_billed_sentences(billed, billable, unagreed))


def _billed_sentences(billed: int, billable: int, unagreed: int) -> Iterable[str]:
    if not billed and not billable and not unagreed:
        yield _("Alle tijd viel binnen de overeenkomst.")
        return
    if billed or billable:
        yield _("Dat is %(billable)s werk buiten de overeenkomst.") % {"billable": _words(billable)}
    if billed > billable:
        yield _("Daar komt %(extra)s bij, want een oproep van de Calamiteitendienst is minstens een uur (3.2).") % {
            "extra": _words(billed - billable)
        }
    elif billed < billable:
        yield _("%(less)s daarvan is al berekend in het eerste uur van een oproep (3.2).") % {
            "less": _words(billable - billed)
        }
    if unagreed:
        yield unagreed_words(unagreed)


def unagreed_words(minutes: int) -> str:
    """ "Op 30 min werk buiten de overeenkomst is geen akkoord gegeven; dat wordt niet berekend (4.2)." """
    return _(
        "Op %(unagreed)s werk buiten de overeenkomst is geen akkoord gegeven; zonder akkoord wordt dat niet berekend"
        " (4.2)."
    ) % {"unagreed": _words(minutes)}


def _words(minutes: int) -> str:
    return duration_words(timedelta(minutes=minutes))
