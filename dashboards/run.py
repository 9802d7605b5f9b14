"""How to start the dashboard: a Streamlit server that sends nothing home and watches no files."""

from __future__ import annotations

import sys
from pathlib import Path

from dashboards.colours import streamlit_options
from dashboards.place import arguments, place_of
from service.wire.settings import Settings

OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "runner.magicEnabled": "false",
    "logger.level": "warning",
    "logger.hideWelcomeMessage": "true",
}


def command(settings: Settings) -> list[str]:
    """The command line that serves the dashboard at the host and dashboard port of the settings."""
    options = {
        **OPTIONS,
        **streamlit_options(),
        "server.address": settings.host,
        "server.port": str(settings.dashboard_port),
        "browser.serverAddress": settings.host,
        "browser.serverPort": str(settings.dashboard_port),
    }
    app = Path(__file__).with_name("app.py")
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [
        sys.executable, "-m", "streamlit", "run", str(app), *flags, "--", *arguments(place_of(settings))
    ]  # fmt: skip
