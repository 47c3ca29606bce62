"""An unknown icon breaks its page only when it is shown, so every name that a template uses is drawn here."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from lucide import IconDoesNotExist

TEMPLATES = settings.BASE_DIR / "templates"
# {% icon "phone" %}, {% icon x|default:"inbox" %} and icon_name="inbox" handed to a component.
NAMED = re.compile(r"""\{% icon [^%]*?["']([a-z0-9-]+)["']|icon_name=["']([a-z0-9-]+)["']""")


def names_in_use() -> list[str]:
    text = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    return sorted({first or second for first, second in NAMED.findall(text)})


def draw(source: str, **context: str) -> str:
    return Template(source).render(Context(context))


def test_templates_use_icons() -> None:
    assert len(names_in_use()) > 20


@pytest.mark.parametrize("name", names_in_use())
def test_every_icon_in_use_exists(name: str) -> None:
    assert draw("{% icon name %}", name=name).startswith("<svg")


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(IconDoesNotExist):
        draw('{% icon "no-such-icon" %}')


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "phone" %}')
    spoken = draw('{% icon "phone" label=label %}', label='Bel "nu" <b>')
    assert 'role="img"' in spoken
    assert "aria-hidden" not in spoken
    assert "<b>" not in spoken
    assert "&lt;b&gt;" in spoken
