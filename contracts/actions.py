"""Every change of who agreed what, one verb each: lock, check, change, one event line, in one transaction.

All doors (desk, portal, REST) call these; `now` is read once at the door. Errors: Refused and ValidationError
(Dutch, for the person), PermissionDenied.
"""

from contracts.advice.actions import decide_advice, give_advice
from contracts.agreements.actions import (
    change_agreement,
    discard,
    draft_agreement,
    draft_next_version,
    end_agreement,
    revoke,
    set_lines,
)
from contracts.agreements.signing import new_code, offer, sign, withdraw
from contracts.customers.actions import (
    add_contact,
    add_contact_by_mail,
    add_mail_domain,
    change_contact,
    choose_satisfaction,
    let_in,
    link_supplier,
    remove_mail_domain,
    save_customer,
    save_site,
    save_supplier,
    set_customer_satisfaction,
    unknown_customer,
)
from contracts.customers.removal import remove_contact, remove_customer, remove_site, remove_supplier
from contracts.dap.actions import remove_clause, set_clause
from contracts.planned.actions import add_recurring, change_recurring, hold_recurring, resume_recurring, skip_recurring
from contracts.products.actions import add_product, change_product, remove_product

__all__ = [
    "add_contact",
    "add_contact_by_mail",
    "add_mail_domain",
    "add_product",
    "add_recurring",
    "change_agreement",
    "change_contact",
    "choose_satisfaction",
    "change_product",
    "change_recurring",
    "decide_advice",
    "discard",
    "draft_agreement",
    "draft_next_version",
    "end_agreement",
    "give_advice",
    "hold_recurring",
    "let_in",
    "link_supplier",
    "new_code",
    "offer",
    "remove_clause",
    "remove_contact",
    "remove_customer",
    "remove_mail_domain",
    "remove_product",
    "remove_site",
    "remove_supplier",
    "resume_recurring",
    "revoke",
    "save_customer",
    "save_site",
    "save_supplier",
    "set_clause",
    "set_customer_satisfaction",
    "set_lines",
    "sign",
    "skip_recurring",
    "unknown_customer",
    "withdraw",
]
