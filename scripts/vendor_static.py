#!/usr/bin/env python3
"""Puts what others made where it is used, and joins it with our own CSS into one stylesheet.

scripts/vendor_static.py vendor   after `npm ci`: copy from node_modules, then build
scripts/vendor_static.py build    join static/vendor and static/css/src into static/css/lvv.css
scripts/vendor_static.py check    refuse a stylesheet that is not what the build gives
"""

import gzip
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
SHEET = STATIC / "css" / "lvv.css"
SOURCES = STATIC / "css" / "src"
# What a browser is not served: the letters that a PDF holds and that charts are measured by.
FONTS = ROOT / "apps" / "monitor" / "fonts"
SCRIPTS = (VENDOR / "htmx" / "htmx.min.js", STATIC / "js" / "lvv.js")
BUDGET = {"CSS": 30_000, "JavaScript": 25_000}

TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens"
FONT = "@fontsource-variable/source-sans-3"
FONT_FILES = "source-sans"
ICONS = "@tabler/icons"
# Ours: the name in templates, and theirs.
SPRITE = {
    "alert": "alert-triangle",
    "back": "arrow-left",
    "bed": "bed",
    "building": "building",
    "calendar": "calendar",
    "chart": "chart-bar",
    "check": "check",
    "chevron-down": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "close": "x",
    "clock": "clock",
    "compass": "compass",
    "danger": "alert-octagon",
    "document": "file-text",
    "dot": "point",
    "download": "download",
    "edit": "pencil",
    "empty": "folder-open",
    "eye": "eye",
    "filter": "filter",
    "flag": "flag",
    "gavel": "gavel",
    "health": "heartbeat",
    "help": "help-circle",
    "history": "history",
    "home": "home",
    "info": "info-circle",
    "key": "key",
    "language": "language",
    "list": "list-check",
    "lock": "lock",
    "login": "login-2",
    "logout": "logout",
    "mail": "mail",
    "map": "map-pin",
    "menu": "menu-2",
    "message": "message",
    "ok": "circle-check",
    "phone": "phone",
    "plus": "plus",
    "print": "printer",
    "refresh": "refresh",
    "route": "route",
    "scale": "scale",
    "search": "search",
    "send": "send",
    "settings": "settings",
    "shield": "shield-lock",
    "sort": "arrows-sort",
    "sort-down": "arrow-down",
    "sort-up": "arrow-up",
    "trash": "trash",
    "upload": "upload",
    "user": "user",
    "users": "users",
    "warning": "alert-triangle",
}


def vendor() -> None:
    """Copy from node_modules what is served, each with its licence."""
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    for name, version in wanted.items():
        installed = json.loads((MODULES / name / "package.json").read_text())["version"]
        if installed != version:
            raise SystemExit(f"{name} is {installed}, not {version}: run npm ci.")
    for folder in ("utrecht", "tokens", "source-sans-3", "tabler-icons", "htmx"):
        shutil.rmtree(VENDOR / folder, ignore_errors=True)
        (VENDOR / folder).mkdir(parents=True)
    _copy_components([name for name in wanted if name.startswith("@utrecht/")])
    _copy_tokens()
    _copy_font()
    _copy_icons()
    _copy("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js")
    _copy("htmx.org/LICENSE", "htmx/LICENSE")
    _strip_addresses()


def _copy(source: str, target: str) -> None:
    text = (MODULES / source).read_text(encoding="utf-8")
    lines = [line.rstrip() for line in text.strip().splitlines()]
    (VENDOR / target).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _copy_components(names: list[str]) -> None:
    for name in names:
        short = name.removeprefix("@utrecht/").removesuffix("-css")
        _copy(f"{name}/dist/index.css", f"utrecht/{short}.css")
    _copy(f"{names[0]}/LICENSE.md", "utrecht/LICENSE.md")


def _copy_tokens() -> None:
    """Of some four thousand tokens, those that the components name, and those that these name."""
    text = (MODULES / TOKENS / "dist" / "theme.css").read_text(encoding="utf-8")
    values = dict(re.findall(r"^\s*(--[\w-]+):\s*(.*?);", text, re.MULTILINE))
    ours = "".join(path.read_text() for path in SOURCES.glob("*.css"))
    components = "".join(path.read_text() for path in (VENDOR / "utrecht").glob("*.css"))
    tokens = (SOURCES / "1-tokens.css").read_text()
    set_by_us = set(re.findall(r"^\s*(--[\w-]+):", tokens, re.MULTILINE))
    open_names = set(re.findall(r"var\(\s*(--[\w-]+)", components + ours))
    needed: set[str] = set()
    while open_names:
        name = open_names.pop()
        if name in values and name not in needed and name not in set_by_us:
            needed.add(name)
            open_names |= set(re.findall(r"var\(\s*(--[\w-]+)", values[name]))
    lines = [f"  {name}: {values[name]};" for name in sorted(needed)]
    header = (
        "/* Voorbeeld design tokens, (c) NL Design System community, EUPL-1.2 (see LICENSE.md).\n"
        "   Changed: only the tokens that are used here, for the whole page. */\n"
    )
    sheet = header + ":root {\n" + "\n".join(lines) + "\n}\n"
    (VENDOR / "tokens" / "voorbeeld.css").write_text(sheet, encoding="utf-8")
    _copy(f"{TOKENS}/LICENSE.md", "tokens/LICENSE.md")


def _copy_font() -> None:
    for part in ("latin", "latin-ext"):
        name = f"source-sans-3-{part}-wght-normal.woff2"
        shutil.copyfile(MODULES / FONT / "files" / name, VENDOR / "source-sans-3" / name)
    _copy(f"{FONT}/LICENSE", "source-sans-3/LICENSE")
    for weight in ("Regular", "Semibold"):
        name = f"SourceSans3-{weight}.ttf"
        shutil.copyfile(MODULES / FONT_FILES / "TTF" / name, FONTS / name)
    _copy(f"{FONT_FILES}/LICENSE.md", str(FONTS / "LICENSE.md"))


def _copy_icons() -> None:
    symbols = []
    for ours, theirs in sorted(SPRITE.items()):
        drawing = (MODULES / ICONS / "icons" / "outline" / f"{theirs}.svg").read_text()
        inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if inner is None:
            raise SystemExit(f"{theirs}.svg is no drawing.")
        shapes = [line.strip() for line in inner[1].strip().splitlines()]
        shapes = [shape for shape in shapes if 'd="M0 0h24v24H0z"' not in shape]
        symbols.append(
            f'<symbol id="{ours}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
            ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">'
            f"{''.join(shapes)}</symbol>"
        )
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (VENDOR / "tabler-icons" / "sprite.svg").write_text(sprite)
    _copy(f"{ICONS}/LICENSE", "tabler-icons/LICENSE")


def _strip_addresses() -> None:
    """The lock file names versions and hashes, and no host."""
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


def built() -> str:
    """Tokens, components, and then our own, so that ours have the last word."""
    theirs = [VENDOR / "tokens" / "voorbeeld.css", *sorted((VENDOR / "utrecht").glob("*.css"))]
    notice = (
        "/*! LVV, EUPL-1.2. Holds Voorbeeld design tokens (NL Design System community) and"
        " components of Gemeente Utrecht and Frameless, EUPL-1.2: see static/vendor/README.md."
        " Made by scripts/vendor_static.py from static/css/src. */\n"
    )
    sheets = "\n".join(path.read_text(encoding="utf-8") for path in theirs)
    own = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.css")))
    return notice + "@layer theirs{" + _small(sheets) + "}\n" + _small(own) + "\n"


def _small(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"[^{};]+\{\s*\}", "", css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r"(--?[\w-]+):\s+", r"\1:", css)
    css = re.sub(r"([({])\s+", r"\1", css)
    return re.sub(r"\s+\)", ")", css).replace(";}", "}").replace("}", "}\n").strip()


def weigh() -> None:
    """Say what travels, and refuse what is heavier than agreed."""
    sheet = len(gzip.compress(SHEET.read_bytes(), 9, mtime=0))
    scripts = sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in SCRIPTS)
    for name, weight in (("CSS", sheet), ("JavaScript", scripts)):
        print(f"{name}: {weight / 1000:.1f} kB compressed, at most {BUDGET[name] / 1000:.0f}")
        if weight > BUDGET[name]:
            raise SystemExit(f"{name} is too heavy.")


def main(command: str) -> None:
    """Do what the first lines of this file say."""
    if command == "vendor":
        vendor()
    if command in ("vendor", "build"):
        SHEET.write_text(built(), encoding="utf-8")
    elif command != "check":
        raise SystemExit(__doc__)
    elif SHEET.read_text(encoding="utf-8") != built():
        raise SystemExit("static/css/lvv.css is not up to date: scripts/vendor_static.py build")
    weigh()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
