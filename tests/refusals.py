"""What a rule refuses, as the tests compare it."""

from collections.abc import Callable

from django.core.exceptions import ValidationError


def refusals(check: Callable[..., None], **given: object) -> set[tuple[str, str]]:
    """The fields and the names of the rules with which `check` refuses what is given."""
    try:
        check(**given)
    except ValidationError as refused:
        found = refused.error_dict
        assert all(str(error.message) for errors in found.values() for error in errors)
        return {(field, error.code) for field, errors in found.items() for error in errors}
    return set()
