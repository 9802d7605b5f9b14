"""Predictive text: keystrokes saved on held-out chat, per language."""

from __future__ import annotations

from importlib.resources import as_file, files

from nlp.measures.autocomplete import measure
from nlp.measures.base import Options, Say, Table


def run(options: Options, say: Say) -> list[Table]:
    """What the models that ship save, beside plain completion, and with the writer's own words."""
    with as_file(files("models").joinpath("autocomplete")) as folder:
        return measure(folder, options, say)
