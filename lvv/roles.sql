-- The database roles and what each may do, before any table exists. Run it as superuser in the
-- database lvv, as often as you like.
--
-- lvv_owner owns the tables and migrates. lvv_app serves, under row-level security, and owns
-- nothing. lvv_monitor counts: lvv_app becomes it for one transaction, by SET LOCAL ROLE.
-- lvv_search finds dossiers by name; nobody becomes it, one function runs as it.
-- lvv_audit keeps what rows were and seals the access log; nobody becomes it, triggers run as it.

DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY
        ARRAY['lvv_owner', 'lvv_app', 'lvv_monitor', 'lvv_search', 'lvv_audit']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END $$;

ALTER ROLE lvv_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE lvv_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE lvv_monitor NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE lvv_search NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE lvv_audit NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;

-- INHERIT FALSE: with it, lvv_app would see what the monitor sees without becoming it.
GRANT lvv_monitor TO lvv_app WITH INHERIT FALSE, SET TRUE, ADMIN FALSE;
GRANT lvv_monitor TO lvv_owner WITH INHERIT FALSE, SET TRUE, ADMIN FALSE;
GRANT lvv_search TO lvv_owner WITH INHERIT FALSE, SET TRUE, ADMIN FALSE;
GRANT lvv_audit TO lvv_owner WITH INHERIT FALSE, SET TRUE, ADMIN FALSE;

ALTER DATABASE lvv OWNER TO lvv_owner;
REVOKE ALL ON DATABASE lvv FROM PUBLIC;
GRANT CONNECT ON DATABASE lvv TO lvv_owner;
-- Both put rows together in temporary tables: the imports, and the facts that are counted.
GRANT CONNECT, TEMPORARY ON DATABASE lvv TO lvv_app, lvv_monitor;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

ALTER DEFAULT PRIVILEGES FOR ROLE lvv_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lvv_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lvv_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO lvv_app;
