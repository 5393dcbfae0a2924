"""What can be done with dossiers: bringing them in, and telling who saw them."""

from django.db import connection
from django.db.models import Q

from apps.foundation.acting import acting_as
from apps.foundation.bulk import Loaded, load_keyed
from apps.foundation.sealing import keyed_hash, new_key, seal, wrap
from apps.organisation.access import Actor, Permission, require

from .models import V_NUMBER_PURPOSE, Participant

COLUMNS = (
    "key",
    "location_id",
    "person_id",
    "family_name",
    "given_names",
    "date_of_birth",
    "gender",
    "country_of_origin",
    "first_application",
    "deceased_on",
    "v_number_sealed",
)


def dossiers_accounted_for(
    *, by: Actor, words: str = "", number: int | None = None
) -> list[Participant]:
    """The dossiers with this key or V-number, or this number, at the locations of who tells who saw
    them: key and location alone, since that one sees no dossier."""
    require(by, Permission.ACCESS_LOG_VIEW)
    # Everywhere at once is nobody's to tell.
    where = by.locations_with(Permission.ACCESS_LOG_VIEW) or frozenset()
    system = Actor.system(f"access log for {by.name}", today=by.today, locations=where)
    words = words.strip()
    sought = Q(pk=number) if number is not None else Q(key__iexact=words)
    if len(words) == 10 and words.isdigit():
        sought |= Q(person__v_number_hash=keyed_hash(words))
    with acting_as(system):
        found = Participant.objects.filter(sought, location__in=where).select_related("location")
        return list(found.only("key", "location__name").order_by("location__name", "pk"))


def load_rows(*, import_number: int) -> dict[str, Loaded]:
    """Bring in the dossiers of a package, their V-numbers sealed, and the possible doubles."""
    _seal_v_numbers()
    loaded = load_keyed(
        "participants_participant", "pkg_dossiers", COLUMNS, import_number=import_number
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO participants_datakey (participant_id, location_id, wrapped)
            SELECT pkg.id, pkg.location_id, sealed.wrapped
            FROM pkg_sealed AS sealed JOIN pkg_participants AS pkg USING (line)
            ON CONFLICT (participant_id) DO UPDATE SET wrapped = EXCLUDED.wrapped
            """
        )
        cursor.execute(
            """
            INSERT INTO participants_possibledouble
                (participant_id, location_id, other_id, other_location_id, found_on)
            SELECT participant_id, location_id, other_id, other_location_id, lvv_today()
            FROM pkg_doubles
            -- Two that are new are one pair: the later one names the earlier.
            WHERE NOT other_is_new OR participant_id > other_id
            ON CONFLICT DO NOTHING
            """
        )
    return {"participants": loaded}


def forget_empty_persons() -> None:
    """Remove persons whom the package took their last dossier from."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM participants_person WHERE id IN (
                SELECT person_before FROM pkg_participants WHERE person_before <> person_id
                EXCEPT SELECT known.person_id FROM lvv_known_dossiers(
                    (SELECT array_agg(person_before) FROM pkg_participants
                     WHERE person_before <> person_id)) AS known
            )
            """
        )


def _seal_v_numbers() -> None:
    """Seal each V-number that is new to its dossier, under a data key of that dossier.

    `pkg_dossiers` gets the sealed value; a V-number that stays keeps the value it has, so that an
    unchanged dossier is not written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE pkg_sealed (line int, wrapped bytea, sealed bytea) ON COMMIT DROP
            """
        )
        cursor.execute(
            """
            SELECT line, v_number FROM pkg_participants
            WHERE v_number IS NOT NULL AND (NOT held OR person_before <> person_id)
            """
        )
        unsealed = cursor.fetchall()
        with cursor.copy("COPY pkg_sealed FROM STDIN") as copy:
            for line, v_number in unsealed:
                key = new_key()
                copy.write_row((line, wrap(key), seal(key, v_number.encode(), V_NUMBER_PURPOSE)))
        cursor.execute(
            """
            CREATE TEMP VIEW pkg_dossiers AS
            SELECT pkg.line, pkg.id, pkg.held, pkg.key, pkg.location_id, pkg.person_id,
                pkg.family_name, pkg.given_names, pkg.date_of_birth, pkg.gender,
                pkg.country_of_origin, pkg.first_application, pkg.deceased_on,
                CASE
                    -- Never written: it makes the difference show.
                    WHEN pkg.v_differs THEN ''::bytea
                    WHEN sealed.line IS NOT NULL THEN sealed.sealed
                    WHEN pkg.v_number IS NOT NULL THEN held.v_number_sealed
                END AS v_number_sealed
            FROM pkg_participants AS pkg
            LEFT JOIN pkg_sealed AS sealed USING (line)
            LEFT JOIN participants_participant AS held ON held.id = pkg.id AND pkg.held
            """
        )
