"""Citations as links: `{% load citations %}{% cited %}…{% endcited %}`, around a page, a part of it, or a mail."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import mark_safe

from contracts.citations import IN_FORCE, Citations
from contracts.models import ServiceAgreement

register = template.Library()
DOORS = frozenset({"desk", "portal"})


@register.simple_block_tag(takes_context=True)
def cited(context: Context, content: str, customer: int = 0) -> str:
    """What is drawn within, with its citations as links (contracts.citations).

    The edition and the customer are those of the page's `ticket`, else of the agreement that it shows, else the
    edition that holds now and the page's `customer`; a list names the `customer` of each of its rows.
    """
    citations = context.get("citations") or of_page(context, customer)
    return mark_safe(citations.linked(content)) if citations else content  # noqa: S308 - safe before, and so are links


@register.simple_tag(takes_context=True)
def door_url(context: Context, name: str, *args: object) -> str:
    """`{% url %}` for what desk and portal draw alike: the address within the door that the page is behind."""
    return reverse(f"{context['request'].resolver_match.namespace}:{name}", args=args)


def of_page(context: Context, customer: int = 0) -> Citations | None:
    """None where nobody is signed in, or by another door: what is cited could not be read there."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or match.namespace not in DOORS or not request.user.is_authenticated:
        return None
    ticket = context.get("ticket")
    shown = [getattr(ticket, "agreement", None)] if ticket else [context.get("shown"), context.get("agreement")]
    agreement = next((each for each in shown if isinstance(each, ServiceAgreement)), None)
    return Citations(
        door=match.namespace,
        edition=agreement.edition.version if agreement else IN_FORCE,
        customer=customer or _customer(context.get("customer"), ticket, agreement),
    )


def _customer(customer: object, *of_whom: object) -> int:
    """The key of the page's customer, else of whom its ticket or agreement is; 0 when it is about none."""
    keys = [getattr(each, "customer_id", None) for each in of_whom]
    return next((key for key in [*keys, getattr(customer, "pk", None)] if isinstance(key, int)), 0)
