"""What can be done with the access log and with lists that leave."""

from .exports import (
    TableOf,
    destroy_old_exports,
    export_list,
    fetch_export,
    make_export,
    waiting_exports,
)
from .log import (
    anchor_access_log,
    issue_token,
    record,
    record_read,
    record_refusal,
    seal_access_log,
    usable_token,
    withdraw_token,
)

__all__ = [
    "TableOf",
    "anchor_access_log",
    "destroy_old_exports",
    "export_list",
    "fetch_export",
    "issue_token",
    "make_export",
    "record",
    "record_read",
    "record_refusal",
    "seal_access_log",
    "usable_token",
    "waiting_exports",
    "withdraw_token",
]
