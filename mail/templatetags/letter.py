"""What the bodies of mails are written with (templates/mail/body)."""

import re

from django import template

register = template.Library()


@register.simple_block_tag
def paragraph(content: str) -> str:
    """One paragraph of a mail, however its sentences are laid out: with `{% if %}` on lines of its own, as elsewhere.

    mail.outbound.letters parts the body at empty lines; nothing within a paragraph may look like one.
    """
    text = re.sub(r"[ \t\r\n]+", " ", content).strip()
    return f"\n\n{text}\n\n"
