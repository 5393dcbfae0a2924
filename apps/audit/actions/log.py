"""Writing the access log; if it cannot be written, the act does not happen.

Tokens are made and revoked here, since that goes into the log too.
"""

import logging
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from apps.foundation.acting import acting_as, circumstances
from apps.organisation import actions as organisation
from apps.organisation.access import Actor
from apps.organisation.codes import Scope
from apps.organisation.models import ApiToken

from ..codes import Act, Result
from ..models import AccessEntry, Seal
from ..verifying import FILE, Anchor, read_anchors

log = logging.getLogger(__name__)


def record(
    by: Actor,
    act: Act,
    subject: str,
    *,
    ids: Iterable[int] = (),
    dossiers: Iterable[int] | None = None,
    locations: Iterable[int] = (),
    result: Result = Result.DONE,
) -> None:
    """Add one entry, in the transaction of the act itself.

    `dossiers` are those that the act showed or changed something of; where the subject is a
    participant they are its `ids`.
    """
    source, context = circumstances()
    numbers = sorted(set(ids))
    if dossiers is None:
        dossiers = numbers if subject == "participant" else ()
    AccessEntry.objects.create(
        actor=by.name,
        user_id=by.user_id,
        source=by.source or source,
        context=context,
        act=act,
        subject=subject,
        subject_ids=numbers,
        dossier_ids=sorted(set(dossiers)),
        location_ids=sorted(set(locations)),
        result=result,
    )


def record_read(
    by: Actor,
    subject: str,
    *,
    ids: Iterable[int],
    dossiers: Iterable[int] | None = None,
    act: Act = Act.READ,
) -> None:
    """Say that these were shown; last before the commit, after the rows were fetched."""
    record(by, act, subject, ids=ids, dossiers=dossiers)


def record_refusal(
    by: Actor, subject: str, *, act: Act = Act.READ, ids: Iterable[int] = ()
) -> None:
    """Say that something was refused. Call it after the rollback, or it goes with it."""
    record(by, act, subject, ids=ids, result=Result.REFUSED)


@transaction.atomic
def seal_access_log(*, whole: bool = False) -> int:
    """Give what is committed and unsealed its place in the chain; how many that were.

    With `whole` it looks at all there is, and waits for whoever is sealing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT lvv_seal_access(%s)", [whole])
        return cursor.fetchone()[0]


def anchor_access_log(folder: Path | None, *, today: date) -> Anchor | None:
    """Once a day, write outside the database how far the chain is; None where that was done.

    Without a folder it stands in the log of the program alone.
    """
    is_kept = folder is not None and (folder / FILE).exists()
    if folder and is_kept and any(anchor.day == today for anchor in read_anchors(folder)):
        return None
    seal_access_log(whole=True)
    last = Seal.objects.order_by("-position").first()
    if last is None:
        return None
    anchor = Anchor(today, last.position, bytes(last.hash).hex())
    if folder is not None:
        _write_down(anchor, folder)
    # As a number, since the log keeps nothing else.
    log.info("The access log is anchored at %d: %d", anchor.position, int(anchor.hash, 16))
    return anchor


def _write_down(anchor: Anchor, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    with os.fdopen(os.open(folder / FILE, flags, 0o640), "w", encoding="ascii") as file:
        file.write(anchor.as_line())
        file.flush()
        os.fsync(file.fileno())


@transaction.atomic
def issue_token(
    *, name: str, scopes: Iterable[Scope], expires_on: date, by: Actor
) -> tuple[ApiToken, str]:
    """Make a token of one's own; gives it and its secret. Refuses as `create_token` does."""
    token, secret = organisation.create_token(
        name=name, scopes=scopes, expires_on=expires_on, by=by
    )
    record(by, Act.CHANGE, "api_token", ids=[token.pk])
    return token, secret


@transaction.atomic
def withdraw_token(token: ApiToken, *, by: Actor) -> None:
    """Revoke a token of one's own. Refuses as `revoke_token` does."""
    organisation.revoke_token(token, by=by)
    record(by, Act.CHANGE, "api_token", ids=[token.pk])


def usable_token(secret: str, *, today: date, source: str) -> ApiToken | None:
    """The token of this secret, if it opens anything today.

    A try with one that no longer does is remembered; a secret that nobody has is not, or strangers
    could fill the log.
    """
    token = ApiToken.objects.of_secret(secret).first()
    if token is None:
        return None
    if not token.is_usable_on(today):
        nobody = Actor("nobody", today, source=source)
        with acting_as(nobody):
            record(nobody, Act.SIGN_IN_FAILED, "api_token", ids=[token.pk], result=Result.REFUSED)
        return None
    organisation.note_use(token, on=today)
    return token
