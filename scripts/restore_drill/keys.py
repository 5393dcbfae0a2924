"""Opens every V-number of the database that the settings point at, and prints how many did."""

import django
from django.conf import settings

django.setup()

from apps.foundation.acting import acting_as  # noqa: E402
from apps.foundation.clock import today  # noqa: E402
from apps.foundation.sealing import Unsealable, keyed_hash  # noqa: E402
from apps.organisation.access import Actor  # noqa: E402
from apps.organisation.models import Location  # noqa: E402
from apps.participants.models import DataKey, Participant  # noqa: E402


def opened() -> tuple[int, int]:
    """How many V-numbers open and are found again by their hash, and how many there are."""
    well = number = 0
    everywhere = Location.objects.values_list("pk", flat=True)
    with acting_as(Actor.system("restore_drill", today=today(), locations=everywhere)):
        sealed = Participant.objects.exclude(v_number_sealed=None).values_list(
            "v_number_sealed", "data_key__wrapped", "person__v_number_hash"
        )
        for v_number, wrapped, hashed in sealed.iterator():
            number += 1
            try:
                found = DataKey(wrapped=wrapped).open_v_number(bytes(v_number))
            except (Unsealable, TypeError):
                continue
            well += hashed is not None and keyed_hash(found) == bytes(hashed)
    return well, number


if __name__ == "__main__":
    assert settings.configured
    print(*opened())
