"""Guards that walk the code, and say what to do when they fail."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.monitor import indicators, solutions
from apps.organisation import access
from apps.organisation.codes import OrganisationKind, Part, Role
from apps.tracks.codes import OutflowReason

ROOT = Path(__file__).parents[1]
APPS = sorted(path for path in (ROOT / "apps").iterdir() if (path / "apps.py").exists())
# What an app may take from an app to its right; from foundation it may take anything.
OFFERED = {"models", "codes", "rules", "actions", "access"}
# Writes by the ORM; `set_config` and reads are no writes.
WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "save",
    "delete",
    "update",
}
WRITING_SQL = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+(?!pkg_|stage_)\w", re.I)
# Who writes besides actions: what actions are made of, and the demonstration, which sets the scene.
MAY_WRITE = {
    "actions.py",
    "accounts/role_actions.py",
    "foundation/bulk.py",
    "audit/progress.py",
    "exchange/progress.py",
    "exchange/resolving.py",
    "exchange/demonstration.py",
    "foundation/remembering.py",
    "foundation/row_security.py",
    "organisation/models.py",
    "monitor/track_facts.py",
}


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for app in APPS:
        for path in app.rglob("*.py"):
            if "migrations" not in path.parts:
                yield app.name, path, ast.parse(path.read_text())


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The app and the module of each import from another app."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            parts = node.module.split(".")
            if parts[0] == "apps":
                names = [parts[2]] if len(parts) > 2 else [name.name for name in node.names]
                for name in names:
                    yield parts[1], name


def test_apps_take_from_each_other_only_what_is_offered():
    wrong = [
        f"{path.relative_to(ROOT)} takes {other}.{name}"
        for app, path, tree in modules()
        for other, name in imported(tree)
        if other not in {app, "foundation"}
        and name not in OFFERED
        # A dossier is sent with the participant in it, in the same words.
        and not (path.name == name + ".py" == "api.py")
    ]
    assert not wrong, f"Move what is needed to one of {sorted(OFFERED)}: {wrong}"


def test_writes_occur_only_in_actions():
    wrong = []
    for app, path, tree in modules():
        name = f"{app}/{path.name}"
        # Where there are many, they are a folder of that name.
        if path.name in MAY_WRITE or name in MAY_WRITE or path.parent.name == "actions":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if node.func.attr in WRITES and ("objects" in owner or node.func.attr == "save"):
                    wrong.append(f"{name}:{node.lineno} {ast.unparse(node.func)}")
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and WRITING_SQL.search(node.value)
            ):
                wrong.append(f"{name}:{node.lineno} {node.value.strip()[:40]}")
    assert not wrong, f"Write in an action: {wrong}"


def test_no_import_hides_in_a_function():
    wrong = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for _app, path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not wrong


def test_modules_stay_short_and_say_what_they_are_for():
    long = [
        f"{path.relative_to(ROOT)}: {len(path.read_text().splitlines())}"
        for _app, path, tree in modules()
        if len(path.read_text().splitlines()) > 300
        and path.name not in {"indicators.py", "checks.py"}
    ]
    silent = [
        str(path.relative_to(ROOT))
        for _app, path, tree in modules()
        if tree.body and not ast.get_docstring(tree)
    ]
    assert (long, silent) == ([], [])


def test_rules_know_no_database_no_clock_and_no_request():
    for _app, path, tree in modules():
        if path.name == "rules.py":
            taken = [
                ast.unparse(node)
                for node in ast.walk(tree)
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            wrong = [t for t in taken if re.search(r"models|django\.(db|http)|timezone|clock", t)]
            arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
            assert (wrong, "request" in arguments) == ([], False), path


def test_no_template_is_unused():
    code = "\n".join(
        p.read_text() for p in [*ROOT.glob("apps/**/*.py"), *ROOT.glob("lvv/**/*.py")]
    )
    templates = sorted((ROOT / "templates").rglob("*.html"))
    markup = "\n".join(path.read_text() for path in templates)
    # Those that Django and allauth look for by name, and the kit of components.
    found_by_name = re.compile(r"^(\d{3}\w*\.html|account/|allauth/|mfa/|errors/|components/)")
    unused = []
    for path in templates:
        name = str(path.relative_to(ROOT / "templates"))
        partly = name.replace("participants/", "").replace("tracks/", "").replace("exchange/", "")
        if found_by_name.match(name) or f"'{name}'" in markup or f'"{name}"' in code:
            continue
        if partly.removesuffix(".html") in code:
            continue
        unused.append(name)
    assert not unused, f"Remove them: {unused}"


def test_no_template_has_inline_script_or_style():
    wrong = [
        str(path)
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", path.read_text())
    ]
    assert not wrong


def test_every_role_and_kind_says_what_it_may_and_sees():
    assert set(access.GRANTS) == set(access.ROLE_PARTS) == set(Role)
    assert set(access.KIND_PARTS) == set(OrganisationKind)
    assert set(access.PART_ZONES) == set(Part)


def test_solutions_are_apart_and_cover_every_analysed_reason():
    reasons = [reason for group in solutions.REASONS.values() for reason in group]
    assert len(reasons) == len(set(reasons))
    assert set(reasons) == set(solutions.ANALYSED_REASONS) == set(OutflowReason) - {"deceased"}


def test_indicators_have_codes_of_their_own_and_words():
    codes = [indicator.code for indicator in indicators.INDICATORS]
    assert len(codes) == len(set(codes))
    for indicator in indicators.INDICATORS:
        assert str(indicator.title)
        assert str(indicator.definition).endswith(".")


@pytest.mark.parametrize("app", [app.name for app in APPS])
def test_no_app_hides_a_corridor(app):
    """No signals and no save() with effects: what an action does stands in it."""
    for path in (ROOT / "apps" / app).rglob("*.py"):
        source = path.read_text()
        assert "django.dispatch" not in source
        assert "db.models.signals" not in source
        assert not re.search(r"def save\(self", source), path
