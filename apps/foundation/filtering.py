"""The filters of a list that are set, each with the address of the list without it."""

from django.utils.encoding import force_str
from django_filters import FilterSet


def chips(filters: FilterSet) -> list[dict[str, str]]:
    """For each filter that is set: its label, what was chosen, and where it is taken off."""
    found = []
    for name, field in filters.form.fields.items():
        chosen = filters.data.get(name, "")
        if not chosen:
            continue
        labels = {str(value): label for value, label in field.choices}
        rest = filters.data.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        found.append(
            {
                "label": force_str(field.label),
                "value": force_str(labels.get(chosen, chosen)),
                "url": f"?{rest.urlencode()}",
            }
        )
    return found
