"""What a database is besides its rows: each kind of definition, as lines that can be compared."""

import re

from psycopg import Connection

# What is ours: no catalogue of PostgreSQL, and nothing that an extension brought.
_OURS = """
    nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND NOT EXISTS (
        SELECT FROM pg_depend WHERE objid = {oid} AND classid = '{catalogue}'::regclass
        AND deptype = 'e'
    )
"""
_RELATION = _OURS.format(oid="relation.oid", catalogue="pg_class")
_FUNCTION = _OURS.format(oid="routine.oid", catalogue="pg_proc")
_RELATIONS = f"""
    (SELECT relation.*, format('%I.%I', nspname, relname) AS named
     FROM pg_class AS relation JOIN pg_namespace AS space ON space.oid = relnamespace
     WHERE {_RELATION}) AS relation
"""
_ROLE = "rolname ~ '^lvv_'"
_GRANT = "COALESCE(grantee.rolname, 'everyone') || ' ' || privilege_type || ' ' || is_grantable"
_GRANTEES = "LEFT JOIN pg_roles AS grantee ON grantee.oid = acl.grantee"

# The name of each kind, and a statement that gives (name, definition).
KINDS = {
    "tables": f"""
        SELECT named, concat_ws(' ', relkind, relpersistence, relrowsecurity,
            relforcerowsecurity, reloptions, pg_get_userbyid(relowner))
        FROM {_RELATIONS}
    """,
    "columns": f"""
        SELECT named || '.' || attname, concat_ws(' ',
            row_number() OVER (PARTITION BY attrelid ORDER BY attnum),
            format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
            attcollation::regcollation, pg_get_expr(adbin, adrelid))
        FROM {_RELATIONS} JOIN pg_attribute ON attrelid = relation.oid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm')
    """,
    "constraints": f"""
        SELECT named || '.' || conname,
            concat_ws(' ', pg_get_constraintdef(pg_constraint.oid), convalidated, condeferrable,
                condeferred)
        FROM {_RELATIONS} JOIN pg_constraint ON conrelid = relation.oid
    """,
    "indexes": f"""
        SELECT named, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisunique)
        FROM {_RELATIONS} JOIN pg_index ON indexrelid = relation.oid
    """,
    "policies": """
        SELECT format('%I.%I.%I', schemaname, tablename, policyname), concat_ws(' ', permissive,
            (SELECT string_agg(role, ',' ORDER BY role) FROM unnest(roles) AS role),
            cmd, qual, '| check', with_check)
        FROM pg_policies
    """,
    "triggers": f"""
        SELECT named || '.' || tgname,
            concat_ws(' ', pg_get_triggerdef(pg_trigger.oid), tgenabled)
        FROM {_RELATIONS} JOIN pg_trigger ON tgrelid = relation.oid AND NOT tgisinternal
    """,
    "functions": f"""
        SELECT routine.oid::regprocedure::text,
            concat_ws(' ', pg_get_functiondef(routine.oid), pg_get_userbyid(proowner))
        FROM pg_proc AS routine JOIN pg_namespace AS space ON space.oid = pronamespace
        WHERE {_FUNCTION} AND prokind <> 'a'
    """,
    "views": f"""
        SELECT named, pg_get_viewdef(relation.oid) FROM {_RELATIONS} WHERE relkind IN ('v', 'm')
    """,
    "sequences": f"""
        SELECT named, concat_ws(' ', format_type(seqtypid, NULL), seqstart, seqincrement, seqmax,
            seqmin, seqcache, seqcycle)
        FROM {_RELATIONS} JOIN pg_sequence ON seqrelid = relation.oid
    """,
    "grants": f"""
        SELECT named, {_GRANT}
        FROM {_RELATIONS}
        CROSS JOIN LATERAL aclexplode(COALESCE(relacl,
            acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner))) AS acl
        {_GRANTEES}
        WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT named || '.' || attname, {_GRANT}
        FROM {_RELATIONS} JOIN pg_attribute ON attrelid = relation.oid AND NOT attisdropped
        CROSS JOIN LATERAL aclexplode(attacl) AS acl {_GRANTEES}
        UNION ALL
        SELECT routine.oid::regprocedure::text, {_GRANT}
        FROM pg_proc AS routine JOIN pg_namespace AS space ON space.oid = pronamespace
        CROSS JOIN LATERAL aclexplode(COALESCE(proacl, acldefault('f', proowner))) AS acl
        {_GRANTEES}
        WHERE {_FUNCTION}
        UNION ALL
        SELECT 'schema ' || nspname, {_GRANT}
        FROM pg_namespace
        CROSS JOIN LATERAL aclexplode(COALESCE(nspacl, acldefault('n', nspowner))) AS acl
        {_GRANTEES}
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        UNION ALL
        SELECT 'the database', {_GRANT}
        FROM pg_database
        CROSS JOIN LATERAL aclexplode(COALESCE(datacl, acldefault('d', datdba))) AS acl
        {_GRANTEES}
        -- No dump holds these: roles.sql gives ours back, and others are their owner's affair.
        WHERE datname = current_database() AND (acl.grantee = 0 OR grantee.rolname ~ '^lvv_')
        UNION ALL
        SELECT concat_ws(' ', 'to come,', pg_get_userbyid(defaclrole), defaclnamespace::regnamespace,
            defaclobjtype), {_GRANT}
        FROM pg_default_acl CROSS JOIN LATERAL aclexplode(defaclacl) AS acl {_GRANTEES}
    """,
    "roles": f"""
        SELECT rolname::text, concat_ws(' ', rolsuper, rolbypassrls, rolcanlogin, rolinherit,
            rolcreatedb, rolcreaterole, rolreplication, rolconnlimit)
        FROM pg_roles WHERE {_ROLE}
        UNION ALL
        SELECT member.rolname || ' in ' || rolled.rolname,
            concat_ws(' ', admin_option, inherit_option, set_option)
        FROM pg_auth_members JOIN pg_roles AS member ON member.oid = pg_auth_members.member
        JOIN pg_roles AS rolled ON rolled.oid = roleid
        WHERE member.{_ROLE}
    """,
    "settings of roles and of the database": f"""
        SELECT COALESCE(rolname, 'every role')::text, unnest(setconfig)
        FROM pg_db_role_setting LEFT JOIN pg_roles ON pg_roles.oid = setrole
        WHERE (setdatabase = 0 AND {_ROLE})
            OR setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    """,
    "extensions": "SELECT extname::text, extversion FROM pg_extension",
}
STRONG_ROLES = f"SELECT rolname FROM pg_roles WHERE {_ROLE} AND (rolsuper OR rolbypassrls)"

# PostgreSQL writes a list of texts in two ways: as it was given, and as it reads that again.
_ELEMENT = re.compile(r"\(('(?:[^']|'')*'::character varying)\)::text")
_ARRAY = re.compile(r"\((ARRAY\[[^\]]*\])\)::text\[\]")

Definitions = dict[str, set[tuple[str, str]]]


def definitions(connection: Connection) -> Definitions:
    """All definitions of the database that are not PostgreSQL's own, by kind."""
    # With an empty path every name is written in full, whoever asks.
    connection.execute("SET LOCAL search_path = ''")
    return {
        kind: {
            (name, in_one_form(definition))
            for name, definition in connection.execute(statement.encode())
        }
        for kind, statement in KINDS.items()
    }


def in_one_form(definition: str) -> str:
    """The definition with its lists of texts in one of the two ways to write them."""
    return _ARRAY.sub(r"\1", _ELEMENT.sub(r"\1", definition))


def strong_roles(connection: Connection) -> list[str]:
    """Our roles that see every row or may do anything: there has to be none."""
    return [name for (name,) in connection.execute(STRONG_ROLES.encode())]
