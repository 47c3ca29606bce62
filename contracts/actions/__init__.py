"""Every change of who agreed what, one verb each: lock, check, change, one event line, in one transaction.

All doors (desk, portal, REST) call these; `now` is read once at the door. Errors: AgreementRefused and ValidationError
(Dutch, for the person), PermissionDenied.
"""

from contracts.actions.agreements import (
    change_agreement,
    discard,
    draft_agreement,
    draft_next_version,
    end_agreement,
    revoke,
    set_lines,
)
from contracts.actions.clauses import remove_clause, set_clause
from contracts.actions.customers import add_contact, change_contact
from contracts.actions.signing import new_code, offer, sign, withdraw
from contracts.errors import AgreementRefused

__all__ = [
    "AgreementRefused",
    "add_contact",
    "change_agreement",
    "change_contact",
    "discard",
    "draft_agreement",
    "draft_next_version",
    "end_agreement",
    "new_code",
    "offer",
    "remove_clause",
    "revoke",
    "set_clause",
    "set_lines",
    "sign",
    "withdraw",
]
