"""`--tls-cert` and `--tls-key`: the settings of these names, told on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

import click

from wire.contracts.settings import PREFIX

F = TypeVar("F", bound=Callable[..., object])


def tls_options(command: F) -> F:
    """Both options. They go into the environment, where the parts that a command starts find them."""
    for name, what in (
        ("--tls-key", "Its key"),
        ("--tls-cert", "Certificate chain with which to speak https"),
    ):
        command = click.option(
            name, metavar="FILE", expose_value=False, callback=_told, help=f"{what}: a PEM file."
        )(command)
    return command


def _told(_: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        os.environ[f"{PREFIX}{(option.name or '').upper()}"] = value
