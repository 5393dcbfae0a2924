"""What the documents of trust say shows something is there to be run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("threat-model.md", "assurance.md")
FILE, TARGET = re.compile(r"`(tests/[\w/.]+\.py)`"), re.compile(r"`make ([\w-]+)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_test_target_and_page_that_is_named_is_there(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    files = set(FILE.findall(text))
    assert files
    assert [file for file in sorted(files) if not (ROOT / file).is_file()] == []
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(TARGET.findall(text)) <= targets
    assert [to for to in LINK.findall(text) if not (ROOT / "docs" / to).exists()] == []
