from decimal import Decimal

from django import template

from contracts import money

register = template.Library()


@register.filter
def euros(amount: Decimal | None) -> str:
    """Nothing for None: say in the template what that means."""
    return "" if amount is None else money.euros(Decimal(amount))
