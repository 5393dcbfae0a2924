"""The static files, collected: under names that change with their content, and compressed.

`python -m lvv.static_files` collects them into the folder LVV_STATIC. It needs no server and no
secret. Where nothing is collected, or something older than what lies in `static`, they are served
from there as they lie.
"""

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from lvv.environment import CHECKOUT, static_of
from lvv.places import make_home

URL = "/static/"
SOURCES: Path = CHECKOUT / "static"
MANIFEST = "staticfiles.json"
COLLECTED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
AS_THEY_LIE = "django.contrib.staticfiles.storage.StaticFilesStorage"
FINDERS: list[str] = ["django.contrib.staticfiles.finders.FileSystemFinder"]
# What the one stylesheet is built from: its addresses hold from there alone.
IGNORED = ["src"]


def storages(*, collected: bool) -> dict[str, dict[str, str]]:
    """Where files are kept; those of pages under names with or without a hash."""
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": COLLECTED if collected else AS_THEY_LIE},
    }


def is_collected(folder: Path) -> bool:
    """Whether all of it is there, and no source is younger."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return False
    at, names = manifest.stat().st_mtime, json.loads(manifest.read_text())["paths"]
    return all(
        str(path.relative_to(SOURCES)) in names and path.stat().st_mtime <= at
        for path in SOURCES.rglob("*")
        if path.is_file() and not set(path.parts) & set(IGNORED)
    )


def main() -> int:
    """Collect. What was collected before stays, for the pages that are open now."""
    folder = static_of(os.environ)
    make_home(folder.parent)
    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles"],
        STATIC_URL=URL,
        STATICFILES_DIRS=[SOURCES],
        STATICFILES_FINDERS=FINDERS,
        STATIC_ROOT=folder,
        STORAGES=storages(collected=True),
    )
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=IGNORED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
