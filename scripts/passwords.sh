#!/bin/sh
# Gives the two roles that sign in their passwords, once, when the database is first laid out.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname lvv \
    --set owner="$(cat /run/secrets/owner_password)" \
    --set app="$(cat /run/secrets/app_password)" <<'SQL'
ALTER ROLE lvv_owner PASSWORD :'owner';
ALTER ROLE lvv_app PASSWORD :'app';
SQL
