"""Who agreed what: customers and their people, service agreements with their DAP, and what was advised.

A ServiceAgreement is one version of an agreement. Once it is offered for signature nothing in it changes any more;
what changes is made, compared and signed as the next version (SLA 2, 13).
"""

from contracts.models.agreements import (
    AgreementLine,
    AgreementStatus,
    ServiceAgreement,
    Signature,
    SigningParty,
)
from contracts.models.customers import Contact, Customer, CustomerSupplier, MailDomain, Site, Supplier
from contracts.models.dap import ClauseKind, DapClause, DapPerson
from contracts.models.products import RecurringProduct, RenewalWarning
from contracts.models.records import Advice, AdviceStatus, CustomerEvent, CustomerEventKind
from contracts.models.recurring import RecurringKind, RecurringWork

__all__ = [
    "Advice",
    "AdviceStatus",
    "AgreementLine",
    "AgreementStatus",
    "ClauseKind",
    "Contact",
    "Customer",
    "CustomerEvent",
    "CustomerEventKind",
    "CustomerSupplier",
    "DapClause",
    "DapPerson",
    "MailDomain",
    "RecurringKind",
    "RecurringProduct",
    "RecurringWork",
    "RenewalWarning",
    "ServiceAgreement",
    "Signature",
    "SigningParty",
    "Site",
    "Supplier",
]
