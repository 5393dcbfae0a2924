"""The API under /api/v1: where it is, who may in, what goes wrong, and how it is described."""

VERSION = "1.0.0"
ROOT = "/api/"
BASE = "/api/v1"
DOCUMENT = f"{BASE}/openapi.json"
# A page for people, in the language and with the errors of pages.
READING = f"{BASE}/docs"


def is_api(path: str) -> bool:
    """Whether a program asks: then errors are problems, and the language is that of the request."""
    return (path.startswith(ROOT) or path == ROOT.rstrip("/")) and path != READING
