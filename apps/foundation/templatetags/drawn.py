"""Components that stand in every row of a list, drawn once for each thing that they can say."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def badge(text: object, tone: str) -> SafeString:
    """The component `badge.html`, as it was drawn before."""
    return _badge(str(text), tone)


@lru_cache(maxsize=500)
def _badge(text: str, tone: str) -> SafeString:
    return render_to_string("components/badge.html", {"text": text, "tone": tone})
