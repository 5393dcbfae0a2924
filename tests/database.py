"""The database of the tests: migrated once, used as it is, put back after a test that commits."""

import os
from collections.abc import Iterator

import psycopg
import pytest
import redis
from pytest_django import DjangoDbBlocker

KEEP = """
CREATE SCHEMA kept;
DO $$
DECLARE
    named text;
    filled boolean;
BEGIN
    FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', named) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', named, named);
        END IF;
    END LOOP;
END $$;
"""
# As a replica no trigger runs: neither those of foreign keys nor those that refuse to delete.
RESTORE = """
SET LOCAL session_replication_role = replica;
SET LOCAL lock_timeout = '10s';
DO $$
DECLARE
    named text;
    filled boolean;
    listed text;
BEGIN
    FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', named) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM public.%I', named);
        END IF;
    END LOOP;
    FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
        SELECT string_agg(quote_ident(attname), ', ') INTO listed FROM pg_attribute
            WHERE attrelid = format('public.%I', named)::regclass
              AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM kept.%I',
            named, listed, listed, named);
    END LOOP;
END $$;
"""


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Migrate as the owner; the tests then use the database as it is, as the application."""
    from django.core.management import call_command
    from django.db import connections

    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        connections.close_all()
    _as_superuser(KEEP)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        connections["default"].close_pool()  # type: ignore[attr-defined]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a test that commits: afterwards all tables are as the migrations left them."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections.close_all()
    _as_superuser(RESTORE)
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushall()


@pytest.fixture
def superuser(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection of the superuser, beside those of Django and outside row-level security."""
    with psycopg.connect(os.environ["LVV_TEST_SUPERUSER_URL"], autocommit=True) as connection:
        yield connection


def _as_superuser(statements: str) -> None:
    with psycopg.connect(os.environ["LVV_TEST_SUPERUSER_URL"]) as connection:
        connection.execute(statements.encode())
