"""What runs beside the web: closing what nobody uses."""

from celery import shared_task

from . import actions


@shared_task(name="accounts.close_unused_accounts")
def close_unused_accounts() -> None:
    """Close the accounts that were not used for long."""
    actions.close_unused_accounts()
