"""Telling a worker what there is to do."""

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from apps.foundation.workers import send


def test_a_task_is_sent_with_the_number_of_its_row(monkeypatch):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda *said: sent.append(said))
    send("exchange.run_import", 7)
    assert sent == [("exchange.run_import", [7])]


def test_a_broker_that_is_away_stops_nobody(monkeypatch):
    def refuse(*said: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)
    send("exchange.run_import", 7)


def test_another_error_is_not_hidden(monkeypatch):
    def refuse(*said: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(current_app, "send_task", refuse)
    with pytest.raises(RuntimeError):
        send("exchange.run_import", 7)
