"""Bringing a register package in: read, resolve, check, write; all of it or nothing."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from apps.counselling import actions as counselling
from apps.foundation.acting import acting_as
from apps.foundation.bulk import Loaded
from apps.organisation import actions as organisation
from apps.organisation.access import Actor, Permission, allowed
from apps.participants import actions as participants
from apps.screening import actions as screening
from apps.tracks import actions as tracks

from . import checks, resolving, staging
from .codes import Step
from .package import Package
from .report import Report
from .schema import SCHEMA

# Tells how far it is: the step, the bytes read, and of how many.
Tell = Callable[[Step, int, int], None]


class Refused(Exception):
    """The package has errors; the report says which. Undoes all that was done."""


def import_package(
    package: Package, report: Report, *, by: Actor, import_number: int, tell: Tell
) -> bool:
    """Bring the package in as `by`; False, with nothing changed, if the report has errors.

    A person brings in only locations for which the right was given, and no new ones.
    """
    try:
        with transaction.atomic():
            _stage(package, report, tell)
            if not report.is_readable:
                raise Refused
            tell(Step.CHECKING, package.size, package.size)
            locations = _locations(report, by, import_number)
            system = Actor.system(f"import of {by.name}", today=by.today, locations=locations)
            with acting_as(system):
                _check(report)
                if report.has_errors:
                    raise Refused
                tell(Step.WRITING, package.size, package.size)
                _write(report, import_number)
                # Now, and not at the commit, so that a race is a sentence and not a fault.
                _constraints("IMMEDIATE")
    except Refused:
        report.nothing_changed()
        return False
    except IntegrityError as error:
        report.nothing_changed()
        report.add_finding("register_changed_meanwhile", *_where(error))
        return False
    return True


def _where(error: IntegrityError) -> tuple[str, int, str, None]:
    return ("tracks", 1, "track_id", None)


def _stage(package: Package, report: Report, tell: Tell) -> None:
    with connection.cursor() as cursor:
        # Compiling costs more than it saves: many statements, each run once.
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
    staging.create()
    with _without_collecting():
        for table in SCHEMA.tables:
            staging.fill(
                table,
                package.batches(table, report),
                lambda: tell(Step.READING, package.bytes_read, package.size),
            )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Rows hold no cycles; to look for some among millions takes half the time of reading."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _locations(report: Report, by: Actor, import_number: int) -> list[int]:
    """The locations of the package, each of which `by` may import; new ones are made if allowed."""
    resolving.resolve_locations()
    if by.is_system:
        _count(
            report,
            {"locations": organisation.load_locations(import_number=import_number)},
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM pkg_locations")
            return [row[0] for row in cursor.fetchall()]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pkg.line, pkg.code, pkg.id, pkg.held,
                (known.name, known.municipality_codes) <> (pkg.name, pkg.municipality_codes)
            FROM pkg_locations AS pkg LEFT JOIN organisation_location AS known USING (id)
            ORDER BY pkg.line
            """
        )
        named = cursor.fetchall()
    for line, code, number, held, differs in named:
        if not held:
            report.add_finding("new_location", "locations", line, "location", code)
        elif not allowed(by, Permission.REGISTER_IMPORT, at=number):
            report.add_finding("location_not_yours", "locations", line, "location", code)
        elif differs:
            # The name of a location is a setting, which an import by a person leaves alone.
            report.add_finding("location_differs", "locations", line, "name", None)
    report.count(new=0, changed=0, unchanged=len(named))
    return [number for _, _, number, held, _ in named if held]


def _check(report: Report) -> None:
    resolving.resolve()
    checks.prepare()
    for table, line, field, value, rule in checks.find(checks.CHECKS):
        report.add_finding(rule, table, line, field, value)
    for table, line, field, value, rule in checks.find(checks.WARNINGS):
        report.add_finding(rule, table, line, field, value)


def _constraints(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")


# Where a conflict with what was changed here is shown: at the row, or at what the rows belong to.
_SHOWN_AT = {
    "placements": ("participants", "participant_id"),
    "perspectives": ("tracks", "track_id"),
    "screenings": ("tracks", "track_id"),
    "procedures": ("tracks", "track_id"),
    "counselling": ("tracks", "track_id"),
    "capacities": ("capacities", "places"),
    "locations": ("locations", "name"),
    "participants": ("participants", "participant_id"),
    "referrals": ("referrals", "referral_id"),
    "tracks": ("tracks", "track_id"),
}


def _write(report: Report, import_number: int) -> None:
    """Each app brings in its own rows, from the lowest up."""
    _constraints("DEFERRED")
    loaded: dict[str, Loaded] = {}
    for app in (participants, tracks, screening, counselling, organisation):
        loaded |= app.load_rows(import_number=import_number)
    participants.forget_empty_persons()
    _count(report, loaded)


def _count(report: Report, loaded: dict[str, Loaded]) -> None:
    for table, rows in loaded.items():
        report.count(new=rows.new, changed=rows.changed, unchanged=rows.unchanged)
        file, field = _SHOWN_AT[table]
        for line in rows.conflicts:
            report.add_finding("kept_what_was_changed_here", file, line, field, None)
