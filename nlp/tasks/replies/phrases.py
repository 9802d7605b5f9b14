"""The reply set: what is said to a reader (situations), what the reader may answer (replies), and
after what nothing is offered (quiet turns, rules).

The set lives in `set/*.toml`, one file per theme, written and reviewed by hand.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from nlp.errors import EngineMissing
from nlp.tasks.language import primary

LANGUAGES = ("en", "pt", "es", "fr", "de", "it", "nl")
"""Languages in which every reply is written."""


class Reply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One intent, in every language of the set. Polite form of address, no gender of the sender."""

    id: str
    stance: str
    """What kind of answer this is (yes, no, ask, wait, care …): two of a kind are not offered together."""
    en: str
    pt: str
    es: str
    fr: str
    de: str
    it: str
    nl: str

    def text(self, language: str) -> str | None:
        """The reply in a BCP 47 language, region ignored; None where it is not written."""
        written = primary(language)
        return str(getattr(self, written)) if written in LANGUAGES else None

    @property
    def texts(self) -> tuple[str, ...]:
        """The reply in all languages, in order of LANGUAGES."""
        return tuple(str(getattr(self, language)) for language in LANGUAGES)


class Situation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turns of the other side that call for the same replies, the likeliest reply first."""

    id: str
    replies: tuple[str, ...]
    turns: tuple[str, ...]


class Quiet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Turns after which nothing is offered. With `guard`, even a faint similarity is enough."""

    id: str
    turns: tuple[str, ...]
    guard: bool = False


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wordings after which nothing is offered: regular expressions that match between word boundaries."""

    id: str
    words: tuple[str, ...]


class Theme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of the set."""

    theme: str
    situation: tuple[Situation, ...] = ()
    reply: tuple[Reply, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class ReplySet:
    """The whole set, in order of theme and file."""

    themes: tuple[Theme, ...]

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """All situations."""
        return tuple(one for theme in self.themes for one in theme.situation)

    @cached_property
    def quiets(self) -> tuple[Quiet, ...]:
        """All kinds of turns to be quiet after."""
        return tuple(one for theme in self.themes for one in theme.quiet)

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        """All replies."""
        return tuple(one for theme in self.themes for one in theme.reply)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All wordings to be quiet after."""
        return tuple(one for theme in self.themes for one in theme.rule)

    @cached_property
    def kinds(self) -> tuple[Situation | Quiet, ...]:
        """What a turn can be: the situations, then the quiet ones."""
        return self.situations + self.quiets

    def answers(self, reply_id: str) -> tuple[str, ...]:
        """Example turns that a reply fits."""
        return tuple(turn for one in self.situations if reply_id in one.replies for turn in one.turns)

    def fingerprint(self, *more: str) -> str:
        """Hex digest of kinds, replies and `more`: what is learnt from them is kept under it."""
        content = msgspec.json.encode([self.kinds, self.replies, more])
        return hashlib.sha256(content).hexdigest()


def load_reply_set(folder: Traversable | None = None) -> ReplySet:
    """Read the set.

    Raises:
        EngineMissing: a file cannot be read, or is not of the shape of `Theme`.
    """
    folder = folder or files("nlp.tasks.replies").joinpath("set")
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return ReplySet(tuple(_theme(file) for file in found))


def _theme(file: Traversable) -> Theme:
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Theme)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise EngineMissing(f"Reply set: {file.name} cannot be used: {error}. Correct that file.") from error
