"""The last resort: what lies between the words that an engine cannot write, translated by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from nlp.engines.base import Rendering

_SPOKEN = re.compile(r"[^\W\d_]")


def in_parts(
    cut: Sequence[Sequence[str]], render: Callable[[Sequence[str]], list[Rendering]]
) -> list[Rendering]:
    """One rendering per text, in order. Raises what `render` raises.

    Of each text: what lies before a word that stays, the word, what lies after it, and so on.
    """
    spoken = list(dict.fromkeys(part.strip() for parts in cut for part in parts[::2] if _SPOKEN.search(part)))
    done = dict(zip(spoken, render(spoken) if spoken else (), strict=True))
    return [_joined(parts, done) for parts in cut]


def _joined(parts: Sequence[str], done: Mapping[str, Rendering]) -> Rendering:
    used = [done[part.strip()] for part in parts[::2] if part.strip() in done]
    failed = next((one for one in used if one.text is None), None)
    if failed is not None:
        return failed
    text = "".join(part if index % 2 else _rendered(part, done) for index, part in enumerate(parts))
    first = used[0] if used else Rendering(text=text, engine="", model="")
    words, unknown = sum(one.words for one in used), sum(one.unknown for one in used)
    return msgspec.structs.replace(first, text=text, words=words, unknown=unknown, score=None)


def _rendered(part: str, done: Mapping[str, Rendering]) -> str:
    core = part.strip()
    return part.replace(core, done[core].text or "", 1) if core in done else part
