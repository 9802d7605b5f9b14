"""`duologue`: each command is a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import os
import sys

import click

from wire.contracts.errors import NoSlot, NotPrivate, SettingsError
from wire.home import UMASK

COMMANDS = {
    "up": "start every part and keep it running",
    "serve": "the chat: web pages, API and live socket",
    "work": "the NLP worker",
    "collect": "the collector that writes the event log",
    "jobs": "upkeep: repair, retention, what is late or lost",
    "dashboard": "the dashboard",
    "broker": "our own Valkey",
    "push": "make a key for Web Push",
    "doctor": "what will be used for each task, what is missing, how to get it",
    "demo": "let written conversations run through the real pipeline",
    "lake": "the event log: make one up, for trials",
    "enrich": "enrich a file of messages",
    "glossary": "words of the installation that are always translated in one way, or never",
    "canned": "canned answers of the installation",
    "corrections": "translations that people have corrected, as TSV or TMX",
    "labels": "needs and moods that agents have corrected, to train on",
    "reports": "people who were reported",
    "report": "the figures of a week, as a file to read, print or send",
    "painpoints": "what many customers of an organisation write about, and what is rising",
    "forget": "forget somebody, everywhere; first says what there is of them",
    "backup": "copy all that is kept on this host, while people write",
    "accounts": "switch off the second factor of who has lost it",
    "organisations": "suspend one: all stays, nobody writes; and let it go on",
    "models": "pull models for more languages, show and remove them",
    "routes": "which way a message goes from language to language, and why",
    "eval": "measure how good the language engine is",
    "train": "train what is shipped in models/",
}


class Lazy(click.Group):
    """A group whose commands live in `service.cli.<name>` under the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"service.cli.{cmd_name}"), cmd_name)
        command.short_help = COMMANDS[cmd_name]
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="duologue")
def duologue() -> None:
    """Chat for two people who do not share a language."""


def main() -> None:
    """Entry point of the command line."""
    os.umask(UMASK)
    try:
        duologue()
    except (SettingsError, NotPrivate, NoSlot) as error:
        click.echo(f"duologue: {error}", err=True)
        sys.exit(2)
