"""Texts through one engine, with what it cannot write carried around it.

First names without their marks, which engines mostly copy and fit the sentence to; where that does not come
back, placeholders; where these do not either, what lies between is translated by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec

from nlp.engines.alphabet import Alphabet
from nlp.engines.base import Rendering
from nlp.tasks.translation.carry.parts import in_parts
from nlp.tasks.translation.carry.plain import plainly
from nlp.tasks.translation.carry.strange import folded, respelled, strange, units
from nlp.tasks.translation.protect.placeholders import stem_for

Render = Callable[[Sequence[str]], list[Rendering]]
"""Texts through one step of a route."""

_Held = Mapping[str, str]
_Some = Sequence[tuple[str, Sequence[str]]]
"""Texts, each with its words that must go around."""
_PLAIN = units()


class _Load(msgspec.Struct, frozen=True):
    """A text with stand-ins for its words."""

    text: str
    words: _Held
    """By stand-in, in small letters."""
    due: Counter[str]
    """How often each stand-in went."""


def around(alphabet: Alphabet, texts: Sequence[str], render: Render) -> list[Rendering]:
    """One rendering per text, in order. Raises what `render` raises."""
    if alphabet.whole:
        return render(texts)
    plain = [respelled(alphabet, plainly(alphabet, text)) for text in texts]
    words = [strange(alphabet, text) for text in plain]
    done = _tried([_named(alphabet, *one) for one in zip(plain, words, strict=True)], render)
    for again in (_with_numbers, _in_parts):
        left = [index for index, one in enumerate(done) if one is None]
        some = [(plain[index], words[index]) for index in left]
        for index, one in zip(left, again(alphabet, some, render) if some else (), strict=True):
            done[index] = one
    return [one for one in done if one is not None]


def _with_numbers(alphabet: Alphabet, some: _Some, render: Render) -> list[Rendering | None]:
    return _tried([_loaded(alphabet, text, _numbers(text, words)) for text, words in some], render)


def _in_parts(alphabet: Alphabet, some: _Some, render: Render) -> list[Rendering | None]:
    return [*in_parts([_cut(alphabet, text, frozenset(words)) for text, words in some], render)]


def _tried(loads: Sequence[_Load], render: Render) -> list[Rendering | None]:
    """Renderings with the words in place; null where one did not come back as often as it went."""
    done = render([load.text for load in loads])
    return [_unloaded(load, one) for load, one in zip(loads, done, strict=True)]


def _unloaded(load: _Load, done: Rendering) -> Rendering | None:
    if done.text is None or not load.words:
        return done
    found = Counter(low for one in _PLAIN.findall(done.text) if (low := one.casefold()) in load.words)
    text = _PLAIN.sub(lambda one: load.words.get(one[0].casefold(), one[0]), done.text)
    return msgspec.structs.replace(done, text=text) if found == load.due else None


def _named(alphabet: Alphabet, text: str, words: Sequence[str]) -> _Load:
    """Words without their marks; placeholders where that cannot be, or could be taken for something else."""
    taken = {one.casefold() for one in _PLAIN.findall(text)} if words else set()
    held: dict[str, str] = {}
    for word, placeholder in _numbers(text, words).items():
        name = folded(word)
        fits = len(name) > 1 and name.casefold() not in taken and not alphabet.lacks(name)
        held[word] = name if fits else placeholder
        taken.add(held[word].casefold())
    return _loaded(alphabet, text, held)


def _numbers(text: str, words: Sequence[str]) -> dict[str, str]:
    stem = stem_for(text)
    return {word: f"{stem}{number}" for number, word in enumerate(words, start=1)}


def _loaded(alphabet: Alphabet, text: str, held: Mapping[str, str]) -> _Load:
    if not held:
        return _Load(text, held, Counter())
    pattern = units(alphabet.lacks(text))
    due = Counter(held[one].casefold() for one in pattern.findall(text) if one in held)
    words = {stand_in.casefold(): word for word, stand_in in held.items()}
    return _Load(pattern.sub(lambda one: held.get(one[0], one[0]), text), words, due)


def _cut(alphabet: Alphabet, text: str, words: frozenset[str]) -> list[str]:
    """What lies before a word, the word, what lies after it, …"""
    parts, at = [], 0
    for one in units(alphabet.lacks(text)).finditer(text):
        if one[0] in words:
            parts += [text[at : one.start()], one[0]]
            at = one.end()
    return [*parts, text[at:]]
