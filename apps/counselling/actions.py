"""What can be done with contacts; for now, bringing them in."""

from apps.foundation.bulk import Loaded, load_groups


def load_rows(*, import_number: int) -> dict[str, Loaded]:
    """Bring in the contacts of a package."""
    return {
        "counselling": load_groups(
            "counselling_contact",
            "pkg_counselling",
            "track_id",
            ("held_on", "form", "minutes", "aim"),
            groups="pkg_tracks",
            import_number=import_number,
        )
    }
