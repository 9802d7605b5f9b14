"""Node, as scripts/client.sh finds or fetches it, for tests that run what others wrote in JavaScript."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "service" / "client" / "node_modules"
"""What `npm ci` has installed."""


@cache
def node() -> str:
    """Its path. It need not be among the programs that a shell finds."""
    found = subprocess.run(["scripts/node.sh"], cwd=ROOT, capture_output=True, text=True, check=True)
    path = shutil.which("node", path=found.stdout.strip())
    assert path is not None, found
    return path
