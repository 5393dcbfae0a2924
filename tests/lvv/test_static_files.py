"""Static files travel small and once: compressed, under names that change with their content."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from lvv import static_files

CHECKOUT = Path(__file__).resolve().parents[2]
FOREVER = "max-age=315360000, public, immutable"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files, collected as `make setup` and the image do: without server or secret."""
    folder = tmp_path_factory.mktemp("home") / "static"
    subprocess.run(
        [sys.executable, "-m", "lvv.static_files"],
        cwd=CHECKOUT,
        env={"PATH": os.defpath, "LVV_STATIC": str(folder)},
        check=True,
    )
    return folder


@pytest.fixture
def collected(folder: Path, settings) -> Client:
    settings.STATIC_ROOT = folder
    settings.STORAGES = static_files.storages(collected=True)
    settings.WHITENOISE_USE_FINDERS = False
    return Client()


def ask(client: Client, name: str):
    response = client.get(staticfiles_storage.url(name), headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)


@pytest.mark.parametrize("name", ["css/lvv.css", "js/lvv.js", "vendor/htmx/htmx.min.js"])
def test_text_comes_compressed_and_is_kept_for_ever(collected, name):
    response, body = ask(collected, name)
    assert re.fullmatch(r"/static/.*\.[0-9a-f]{12}\.\w+", staticfiles_storage.url(name))
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Cache-Control"] == FOREVER
    assert len(body) < (CHECKOUT / "static" / name).stat().st_size / 2


def test_a_font_is_found_from_the_stylesheet_and_kept_for_ever(collected, folder):
    sheet = (folder / staticfiles_storage.stored_name("css/lvv.css")).read_text()
    fonts = re.findall(r'url\("\.\./([^"]+)"\)', sheet)
    assert len(fonts) == 2
    for font in fonts:
        response = collected.get(f"/static/{font}")
        assert b"".join(response.streaming_content)
        assert response.headers["Cache-Control"] == FOREVER


def test_every_file_that_a_page_names_is_there(collected):
    pages = [path.read_text() for path in (CHECKOUT / "templates").rglob("*.html")]
    named = {name for page in pages for name in re.findall(r"{% static '([^']+)' %}", page)}
    assert "css/lvv.css" in named
    for name in named:
        assert ask(collected, name)


def test_what_is_collected_is_used_until_something_younger_lies_in_its_place(
    folder, monkeypatch, tmp_path
):
    assert static_files.is_collected(folder)
    assert not static_files.is_collected(tmp_path)
    sources = tmp_path / "sources"
    (sources / "css" / "src").mkdir(parents=True)
    sheet = sources / "css" / "lvv.css"
    for path in (sheet, sources / "css" / "src" / "1-tokens.css"):
        path.touch()
        os.utime(path, (0, 0))
    monkeypatch.setattr(static_files, "SOURCES", sources)
    assert static_files.is_collected(folder)
    os.utime(sheet)
    assert not static_files.is_collected(folder)
    os.utime(sheet, (0, 0))
    new = sources / "css" / "new.css"
    new.touch()
    os.utime(new, (0, 0))
    assert not static_files.is_collected(folder)


@pytest.mark.django_db
def test_without_collecting_files_are_served_as_they_lie(client):
    assert b'href="/static/css/lvv.css"' in client.get("/account/login").content
    assert b"".join(client.get("/static/css/lvv.css").streaming_content)


@pytest.mark.django_db
def test_a_page_names_what_was_collected(collected):
    page = collected.get("/account/login").content.decode()
    assert f'href="{staticfiles_storage.url("css/lvv.css")}"' in page
    assert 'href="/static/css/lvv.css"' not in page
