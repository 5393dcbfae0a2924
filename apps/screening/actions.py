"""What can be done with screenings and procedures; for now, bringing them in."""

from apps.foundation.bulk import Loaded, load_groups


def load_rows(*, import_number: int) -> dict[str, Loaded]:
    """Bring in the screenings and procedures of a package."""
    return {
        "screenings": load_groups(
            "screening_screening",
            "pkg_screenings",
            "track_id",
            ("requested_on", "completed_on", "outcome"),
            groups="pkg_tracks",
            import_number=import_number,
        ),
        "procedures": load_groups(
            "screening_procedure",
            "pkg_procedures",
            "track_id",
            ("procedure", "submitted_on", "decided_on", "decision"),
            groups="pkg_tracks",
            import_number=import_number,
        ),
    }
