"""The client's sources as modules that a page imports by their path: `import("/modules/state/store.js")`."""

from __future__ import annotations

import subprocess
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

ROOT = Path(__file__).parents[2]
ADDRESS = "/modules/"


@cache
def _built() -> Path:
    """Once a process. The folder is gone with the machine's temporary files."""
    folder = Path(tempfile.mkdtemp(prefix="duo-modules-"))
    subprocess.run([ROOT / "scripts/client.sh", "modules", folder], check=True)
    return folder


def with_modules(page: Page) -> None:
    """Answer for `/modules/…` in this page; the service itself has no such address."""
    folder = _built()

    def answer(route: Route) -> None:
        path = folder / urlsplit(route.request.url).path.removeprefix(ADDRESS)
        route.fulfill(path=path, content_type="text/javascript")

    page.route(f"**{ADDRESS}**", answer)
