"""Components that stand many times on a page, drawn once for each thing that they can say.

They are there in every template, without loading.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def badge(text: object, tone: str) -> SafeString:
    """The component `badge.html`, as it was drawn before."""
    return _badge(str(text), tone)


@register.simple_tag
def icon(name: str, label: object = "") -> SafeString:
    """The component `icon.html`, as it was drawn before."""
    return _icon(name, str(label))


@register.simple_tag
def options(field: BoundField) -> SafeString:
    """The options of a select without groups; Django builds five dictionaries for each."""
    value: Any = field.value()
    values = value if isinstance(value, list | tuple) else [value]
    chosen = {"" if each is None else str(each) for each in values}
    choices = ((str(each), label) for each, label in field.field.widget.choices)  # type: ignore[attr-defined]
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        (
            (each, SafeString(" selected") if each in chosen else "", label)
            for each, label in choices
        ),
    )


@lru_cache(maxsize=500)
def _badge(text: str, tone: str) -> SafeString:
    return render_to_string("components/badge.html", {"text": text, "tone": tone})


@lru_cache(maxsize=200)
def _icon(name: str, label: str) -> SafeString:
    return SafeString(
        render_to_string("components/icon.html", {"name": name, "label": label}).strip()
    )
