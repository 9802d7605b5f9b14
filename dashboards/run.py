"""How to start the dashboard: a Streamlit server that sends nothing home and watches no files."""

from __future__ import annotations

import sys
from pathlib import Path

from dashboards.colours import streamlit_options
from dashboards.place import arguments, place_of
from wire.contracts.settings import Settings

OPTIONS = {
    # In megabytes. Nothing is uploaded (see `guard`); a viewer says little, and a page of charts is small.
    "server.maxUploadSize": "1",
    "server.maxMessageSize": "8",
    "server.maxWidgetStateSize": "1",
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "server.xsrfCookieSameSite": "strict",
    "server.enableStaticServing": "false",
    "server.enableAgentApi": "false",
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
    """The command line that serves the dashboard at its own host and port of the settings."""
    options = {
        **OPTIONS,
        **streamlit_options(),
        "server.address": settings.dashboard_host,
        "server.port": str(settings.dashboard_port),
        "browser.serverAddress": settings.dashboard_host,
        "browser.serverPort": str(settings.dashboard_port),
    }
    door = Path(__file__).with_name("door.py")
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [
        sys.executable, "-m", "streamlit", "run", str(door), *flags, "--", *arguments(place_of(settings))
    ]  # fmt: skip
