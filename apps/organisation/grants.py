"""The one list of permissions, the roles that bundle them, and what each kind may see."""

from enum import StrEnum

from .codes import OrganisationKind as Kind
from .codes import Part, Role, Scope, Zone


class Permission(StrEnum):
    """What can be allowed, as SUBJECT_VERB."""

    PARTICIPANT_VIEW = "participant_view"
    PARTICIPANT_EXPORT = "participant_export"
    TRACK_VIEW = "track_view"
    TRACK_EXPORT = "track_export"
    HISTORY_VIEW = "history_view"
    ACCESS_LOG_VIEW = "access_log_view"
    REGISTER_IMPORT = "register_import"
    REGISTER_EXPORT = "register_export"
    MONITOR_VIEW = "monitor_view"
    MONITOR_COMPARE = "monitor_compare"
    LOCATION_VIEW = "location_view"
    LOCATION_MANAGE = "location_manage"
    ACCOUNT_VIEW = "account_view"
    ACCOUNT_MANAGE = "account_manage"
    ROLE_APPROVE = "role_approve"
    FACTOR_RESET = "factor_reset"
    RIGHTS_OVERSEE = "rights_oversee"


P = Permission
_SEES_DOSSIERS = frozenset({P.PARTICIPANT_VIEW, P.TRACK_VIEW, P.HISTORY_VIEW})
# Whole lists leave the system with these: for who keeps or answers for the register (ADR 0016).
_TAKES_LISTS = _SEES_DOSSIERS | {P.PARTICIPANT_EXPORT, P.TRACK_EXPORT}
# Of two who look after access, one asks and the other decides.
_DECIDES_ON_ACCESS = frozenset({P.ACCOUNT_VIEW, P.ROLE_APPROVE, P.FACTOR_RESET})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.COUNSELLOR: _TAKES_LISTS,
    Role.LAWYER: _SEES_DOSSIERS,
    Role.SHELTER_STAFF: frozenset({P.PARTICIPANT_VIEW, P.HISTORY_VIEW}),
    Role.COORDINATOR: _TAKES_LISTS
    | _DECIDES_ON_ACCESS
    | {P.REGISTER_IMPORT, P.MONITOR_VIEW, P.LOCATION_VIEW},
    Role.REGISTRAR: _TAKES_LISTS | {P.REGISTER_IMPORT},
    Role.MONITOR_OFFICER: frozenset({P.TRACK_VIEW, P.TRACK_EXPORT, P.MONITOR_VIEW}),
    Role.SECOND_OFFICER: frozenset({P.TRACK_VIEW, P.MONITOR_VIEW}),
    Role.PARTNER: _SEES_DOSSIERS,
    Role.PROGRAMME_BUREAU: frozenset({P.MONITOR_VIEW, P.MONITOR_COMPARE}),
    Role.PRIVACY_OFFICER: frozenset({P.ACCESS_LOG_VIEW, P.RIGHTS_OVERSEE}),
    Role.ADMINISTRATOR: _DECIDES_ON_ACCESS
    | {P.LOCATION_VIEW, P.LOCATION_MANAGE, P.ACCOUNT_MANAGE},
}

# The matrix of who sees what: a right is what the role may do within what its organisation sees.
KIND_PARTS: dict[Kind, frozenset[Part]] = {
    Kind.MUNICIPALITY: frozenset(
        {
            Part.NAME,
            Part.PERSON,
            Part.TRACK,
            Part.SHELTER,
            Part.LEGAL_OUTCOME,
            Part.CONTACTS,
        }
    ),
    Kind.NGO: frozenset(Part),
    Kind.SHELTER: frozenset({Part.NAME, Part.SHELTER}),
    Kind.IND: frozenset({Part.NAME, Part.PERSON, Part.TRACK, Part.LEGAL, Part.LEGAL_OUTCOME}),
    Kind.DTV: frozenset({Part.NAME, Part.PERSON, Part.TRACK, Part.LEGAL_OUTCOME}),
    Kind.AVIM: frozenset({Part.NAME, Part.PERSON, Part.TRACK}),
    Kind.BUREAU: frozenset(),
}
ROLE_PARTS: dict[Role, frozenset[Part]] = {
    Role.COUNSELLOR: frozenset(Part),
    Role.LAWYER: frozenset({Part.NAME, Part.PERSON, Part.TRACK, Part.LEGAL, Part.LEGAL_OUTCOME}),
    Role.SHELTER_STAFF: frozenset({Part.NAME, Part.SHELTER}),
    Role.COORDINATOR: frozenset(Part),
    Role.REGISTRAR: frozenset({Part.NAME, Part.PERSON, Part.TRACK, Part.SHELTER}),
    Role.MONITOR_OFFICER: frozenset({Part.TRACK, Part.LEGAL_OUTCOME}),
    Role.SECOND_OFFICER: frozenset({Part.TRACK, Part.LEGAL_OUTCOME}),
    Role.PARTNER: frozenset(Part) - {Part.SHELTER, Part.CONTACTS},
    Role.PROGRAMME_BUREAU: frozenset(),
    Role.PRIVACY_OFFICER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
# The roles that give sight of dossiers, by whatever organisation.
SIGHTED = frozenset(role for role, parts in ROLE_PARTS.items() if parts)
# What a token reaches at most. A permission that stands in none of these, no token gives.
SCOPES: dict[Scope, frozenset[Permission]] = {
    Scope.MONITOR_READ: frozenset({P.MONITOR_VIEW, P.MONITOR_COMPARE}),
    Scope.REGISTER_READ: _SEES_DOSSIERS - {P.HISTORY_VIEW},
    Scope.IMPORTS_WRITE: frozenset({P.REGISTER_IMPORT}),
}
# The rows that a group of fields needs.
PART_ZONES: dict[Part, Zone] = {
    Part.NAME: Zone.IDENTITY,
    Part.PERSON: Zone.IDENTITY,
    Part.TRACK: Zone.CASE,
    Part.SHELTER: Zone.SHELTER,
    Part.LEGAL: Zone.LEGAL,
    Part.LEGAL_OUTCOME: Zone.LEGAL,
    Part.CONTACTS: Zone.CASE,
}
