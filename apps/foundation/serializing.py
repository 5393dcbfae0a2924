"""The forms in which the API sends and takes: names as programs know them, strict values."""

import re
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from rest_framework import serializers

from .problems import camel


class Output(serializers.Serializer):
    """What is sent: fields under the names that programs know them by."""

    def __init_subclass__(cls) -> None:
        # An EditionOutput is described as an Edition.
        set_override(cls, "component_name", cls.__name__.removesuffix("Output"))

    def get_fields(self) -> dict[str, Any]:
        return _renamed(super().get_fields())


class CodeOutput(Output):
    """A code of a list, and what it is called."""

    code = serializers.CharField(source="value")
    label = serializers.CharField()  # type: ignore[assignment]


class Input(serializers.Serializer):
    """What is taken: a JSON object with known fields, and of these only values of their kind."""

    default_error_messages = {"invalid": _("Stuur een JSON-object.")}

    def get_fields(self) -> dict[str, Any]:
        return _renamed(super().get_fields())

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and set(data) - set(self.fields):
            names = ", ".join(self.fields)
            sentence = _("Dit veld bestaat niet. Bekend zijn: %(names)s.") % {"names": names}
            raise serializers.ValidationError({"": sentence}, code="unknown_field")
        return super().to_internal_value(data)


def _renamed(fields: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, field in fields.items():
        if isinstance(field, serializers.SerializerMethodField):
            field.method_name = field.method_name or f"get_{name}"
        elif field.source is None and camel(name) != name:
            field.source = name
        found[camel(name)] = field
    return found


class Code(serializers.ChoiceField):
    """A code of a list; null where it is not known."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices, **{"allow_null": True} | kwargs)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]
        return str(value) or None


class MaybeText(serializers.CharField):
    """A text that is sent; null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True} | kwargs)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]
        return str(value) or None


class Text(serializers.CharField):
    """A text with something in it, and nothing else that could be taken for one."""

    default_error_messages = {
        "invalid": _("Dit is geen tekst. Zet de waarde tussen aanhalingstekens."),
        "required": _("Dit is nog leeg. Vul het in."),
        "null": _("Dit is nog leeg. Vul het in."),
        "blank": _("Dit is nog leeg. Vul het in."),
        "max_length": _("Dit is te lang. Gebruik hooguit {max_length} tekens."),
    }

    def __init__(self, **kwargs: Any) -> None:
        # Blanks alone are refused as nothing; this says so in the description.
        super().__init__(
            validators=[RegexValidator(r"\S"), *kwargs.pop("validators", ())], **kwargs
        )

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Day(serializers.DateField):
    """A day as jjjj-mm-dd, in one way of writing."""

    default_error_messages = {
        "invalid": _("Schrijf een bestaande dag als jjjj-mm-dd, zoals 2022-04-30."),
        "required": _("Dit is nog leeg. Vul het in."),
        "null": _("Dit is nog leeg. Vul het in."),
    }

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail("invalid")
        return super().to_internal_value(value)


class YesOrNo(serializers.BooleanField):
    """True or false, and nothing that merely looks like it."""

    default_error_messages = {
        "invalid": _("Dit is true noch false. Stuur een van beide, zonder aanhalingstekens.")
    }

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data
