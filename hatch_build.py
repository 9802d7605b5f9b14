"""The client is built before a wheel is: its files are not in git."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ClientHook(BuildHookInterface[Any]):
    """Runs `scripts/client.sh`. An editable installation is served from the checkout, which `make` builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before files are collected. Raises CalledProcessError where there is no way to build."""
        if version != "editable":
            subprocess.run(["scripts/client.sh"], cwd=Path(self.root), check=True)
            build_data["artifacts"].append("service/client/dist/**")
