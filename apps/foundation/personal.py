"""What is declared of every field that is kept: is it about a person, what for, who sees it.

Each app declares its fields in `fields.py`, beside its models; a test holds that none is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from django.apps import apps
from django.db.models import Model


class Kind(StrEnum):
    """What a field says of a person, in the classes of the law."""

    NONE = "none"
    ORDINARY = "ordinary"
    SPECIAL = "special"
    CRIMINAL = "criminal"
    IDENTIFIER = "identifier"


@dataclass(frozen=True)
class Declared:
    """One field: its class, what it is for, who sees it, how long it is kept."""

    kind: Kind
    purpose: str
    seen_by: str = ""
    kept: str = ""


Fields = Mapping[str, Declared]

# Who sees what is about those who work with the system.
ADMINISTRATORS = "administrators"
ONESELF = "oneself"
NOBODY = "nobody"

# How long, in words; a period in days comes with the rules of retention.
DOSSIER = "with the dossier"
ACCOUNT = "with the account"
LOG = "with the access log"
EDITION = "for good"
IMPORT = "until the import has ended"
REPORT = "with the import"

# What every recorded row has, and says nothing of anyone.
RECORDED: dict[str, Declared] = {
    "id": Declared(Kind.NONE, "Tells rows apart."),
    "position": Declared(Kind.NONE, "Keeps rows in the order in which they came."),
    "import_number": Declared(Kind.NONE, "Says which import wrote the row."),
}
ID = {"id": RECORDED["id"]}


def not_personal(purpose: str, *names: str) -> dict[str, Declared]:
    """Fields that say nothing of a person."""
    return dict.fromkeys(names, Declared(Kind.NONE, purpose))


def declared() -> dict[type[Model], Fields]:
    """What all apps of ours declare, in the order of the apps."""
    found: dict[type[Model], Fields] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("apps.") and any(config.get_models()):
            found |= import_module(f"{config.name}.fields").FIELDS
    return found


def names_of(model: type[Model]) -> list[str]:
    """The names of what a model keeps, in its own order; a key of several fields is none."""
    kept = model._meta
    return [
        *(f.name for f in kept.local_concrete_fields),
        *(f.name for f in kept.local_many_to_many),
    ]


def as_markdown() -> str:
    """The register of fields as a document."""
    lines = [_HEAD]
    for model, fields in declared().items():
        lines += [f"\n## {model._meta.label}\n", f"{_sentence(model)}\n"]
        lines += [
            "| field | class | what for | who sees it | kept |",
            "| --- | --- | --- | --- | --- |",
        ]
        for name in names_of(model):
            one = fields[name]
            cells = (f"`{name}`", one.kind, one.purpose, one.seen_by or "–", one.kept or "–")
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _sentence(model: type[Model]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


_HEAD = """# Fields

Every field that the system keeps, of what class it is, what it is for, who sees it and how long it
is kept. Written by `manage.py field_register` from `fields.py` of each app: change it there.

- **Class**: *ordinary* personal data, *special* (health, and what tells of it), *criminal*
  (convictions, detention, entry bans), *identifier* (what names a person in other systems), or
  *none*: not about a person.
- **Who sees it** names a part of the dossier, as `Part` in `apps/organisation/codes.py` has them:
  which kind of organisation and which role sees which part stands in `apps/organisation/access.py`.
  Within that, only the dossiers of one's own location, or those that one works on.
- **Kept**: this version destroys an upload as soon as its import has ended, and nothing else by
  itself. *With the dossier* means that it goes with the dossier.
- Beside these tables the libraries keep their own: `sessions.Session` (the number of who is signed
  in, signed, until the session ends) and `account.EmailAddress` (an address of an account)."""
