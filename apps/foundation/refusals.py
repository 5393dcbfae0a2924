"""Refusals of rules: one or more fields, each with its sentence and the name of its rule."""

from typing import Any

from django.core.exceptions import ValidationError


class Refusals:
    """Collects what a rule finds, so that one answer names all of it."""

    def __init__(self) -> None:
        self._found: dict[str, list[ValidationError]] = {}

    def add(self, field: str, rule: str, sentence: Any) -> None:
        self._found.setdefault(field, []).append(ValidationError(sentence, code=rule))

    def raise_if_any(self) -> None:
        """Raise one ValidationError with all of them, by field."""
        if self._found:
            raise ValidationError(self._found)
