"""Writing the access log; if it cannot be written, the act does not happen."""

from collections.abc import Iterable

from apps.organisation.access import Actor

from .codes import Act, Result
from .models import AccessEntry


def record(
    by: Actor,
    act: Act,
    subject: str,
    *,
    ids: Iterable[int] = (),
    locations: Iterable[int] = (),
    result: Result = Result.DONE,
) -> None:
    """Add one entry, in the transaction of the act itself."""
    AccessEntry.objects.create(
        actor=by.name,
        user_id=by.user_id,
        source=by.source,
        act=act,
        subject=subject,
        subject_ids=sorted(set(ids)),
        location_ids=sorted(set(locations)),
        result=result,
    )


def record_read(by: Actor, subject: str, *, ids: Iterable[int], act: Act = Act.READ) -> None:
    """Say that these were shown; last before the commit, after the rows were fetched."""
    record(by, act, subject, ids=ids)


def record_refusal(
    by: Actor, subject: str, *, act: Act = Act.READ, ids: Iterable[int] = ()
) -> None:
    """Say that something was refused. Call it after the rollback, or it goes with it."""
    record(by, act, subject, ids=ids, result=Result.REFUSED)
