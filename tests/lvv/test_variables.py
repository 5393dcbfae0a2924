"""The variables of the environment: those that are read are documented, and no others."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lvv import environment

CHECKOUT = Path(__file__).resolve().parents[2]
OPERATIONS = CHECKOUT / "docs" / "operations.md"
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
READERS = (
    *sorted((CHECKOUT / "lvv").rglob("*.py")),
    *sorted((CHECKOUT / "apps").rglob("*.py")),
    *sorted((CHECKOUT / "scripts" / "restore_drill").rglob("*.py")),
    CHECKOUT / "gunicorn.conf.py",
    CHECKOUT / "tests" / "browser.py",
)
# What it is read from, by the last word of the expression.
HOLDERS = ("environ", "values", "variables")
# Of the system and of Django: nobody sets them for this product.
OTHERS = {"PATH", "DJANGO_SETTINGS_MODULE"}


def read_in(path: Path) -> Iterator[str]:
    """The names that are asked of the environment: by .get(…), […] or getenv(…)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            holder, key = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            holder, key = node.func.value, node.args[0]
            if node.func.attr not in {"get", "pop", "getenv"}:
                continue
        else:
            continue
        is_ours = ast.unparse(holder).rpartition(".")[2] in (*HOLDERS, "os")
        if is_ours and isinstance(key, ast.Constant) and VARIABLE.fullmatch(str(key.value)):
            yield str(key.value)


def read() -> set[str]:
    names = {name for path in READERS for name in read_in(path)} - OTHERS
    names |= {*environment.REQUIRED, *environment.SECRETS}
    names |= {f"{name}_FILE" for name in environment.SECRETS}
    compose = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    names |= set(re.findall(r"\$\{(\w+)", compose))
    setup = (CHECKOUT / "scripts" / "install").read_text(encoding="utf-8")
    return names | set(re.findall(r"\$\{([A-Z]+):-", setup))


def documented() -> set[str]:
    """The names in the first column of the tables of settings."""
    text = OPERATIONS.read_text(encoding="utf-8").partition("## Settings")[2]
    rows = re.findall(r"^\| (`[A-Z].*?) \|", text.partition("\n### ")[0], re.M)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_every_variable_that_is_read_is_documented_and_no_other():
    assert read() - documented() == set(), "Add them to the tables of docs/operations.md."
    assert documented() - read() == set(), "Nothing reads them: take them out of the tables."


@pytest.mark.parametrize("name", ["DATABASE_URL", "LVV_TODAY", "PG_BIN", "PORT", "CHROMIUM"])
def test_the_search_finds_what_is_known_to_be_read(name):
    assert name in read()
