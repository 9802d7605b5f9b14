"""What an engine's vocabulary lacks: written plainly where that says the same, else carried around it."""

from nlp.tasks.translation.carry.around import around

__all__ = ["around"]
