"""The pipeline on a file of JSON lines: one line out for each line in, in order, whatever the line holds."""

from __future__ import annotations

from codecs import BOM_UTF8 as BOM
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from nlp.pipeline import Pipeline, build
from wire.contracts.events import Enriched, MessagePosted, Problem
from wire.contracts.settings import Settings

BATCH = 32
LONGEST_LINE = 1_000_000
"""Bytes of one line; what is longer is read past and refused."""

SAY_EVERY = 320
"""Lines between two words of progress."""


class LineIn(msgspec.Struct, frozen=True):
    """One message: `id` comes back as it is; `language` is the author's own, where known."""

    text: str
    id: Any = None
    language: str | None = None


class Refused(msgspec.Struct, frozen=True):
    """A line that cannot be enriched, and why; its `id` where that could be read."""

    problem: Problem
    id: Any = None


def enrich_lines(
    settings: Settings,
    source: BinaryIO,
    sink: BinaryIO,
    to: str,
    say: Callable[[str], None],
) -> None:
    """Read messages, write them enriched: translated into `to`, with language, sentiment and suggestions.

    A bad line gives `{"id", "error": {"code", "message"}}`. Memory does not grow with the file; each batch is
    flushed, so that a pipe sees results at once.

    Args:
        settings: engines, threads, `max_text`.
        source: JSON lines, `{"text", "id"?, "language"?}` each.
        sink: where the results go, one line for each line read.
        to: language of the reader.
        say: told what is being loaded, and how far the work is.
    """
    pipeline = build(settings, say)
    try:
        enrich_with(pipeline, settings.max_text, source, sink, to, say)
    finally:
        pipeline.close()


def enrich_with(
    pipeline: Pipeline,
    max_text: int,
    source: BinaryIO,
    sink: BinaryIO,
    to: str,
    say: Callable[[str], None],
) -> None:
    """The same with a pipeline that stands, and stays open. `max_text`: characters of the longest text."""
    done = 0
    lines = _lines(source)
    while batch := list(islice(lines, BATCH)):
        parsed = [_parse(line, max_text) for line in batch]
        for answer in _answers(pipeline, parsed, to):
            sink.write(msgspec.json.encode(answer) + b"\n")
        sink.flush()
        done += len(batch)
        if done % SAY_EVERY == 0:
            say(f"{done} lines")
    say(f"{done} lines, done")


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines without their end; of one that is too long only the beginning, the rest is read past."""
    mark = BOM
    while line := source.readline(LONGEST_LINE):
        yield line.removeprefix(mark).rstrip(b"\r\n")
        mark = b""
        while not line.endswith(b"\n") and len(line) == LONGEST_LINE:
            line = source.readline(LONGEST_LINE)


def _parse(line: bytes, max_text: int) -> LineIn | Refused:
    if len(line) >= LONGEST_LINE:
        return _refuse("text_too_long", f"A line may have {LONGEST_LINE} bytes.")
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _refuse("invalid_json", f"Not JSON in UTF-8: {error}.")
    own = found.get("id") if isinstance(found, dict) else None
    try:
        message = msgspec.convert(found, LineIn)
    except msgspec.ValidationError as error:
        return _refuse("invalid_input", f'Write {{"id": "1", "text": "…"}}: {error}.', own)
    if not message.text.strip():
        return _refuse("text_empty", "There is no text.", own)
    if len(message.text) > max_text:
        return _refuse("text_too_long", f"A text may have {max_text} characters.", own)
    return message


def _refuse(code: str, message: str, own: Any = None) -> Refused:
    return Refused(Problem(code=code, message=message), own)


def _answers(pipeline: Pipeline, parsed: Sequence[LineIn | Refused], to: str) -> Iterator[dict[str, Any]]:
    good = [one for one in parsed if isinstance(one, LineIn)]
    results = iter(pipeline.enrich([_message(one, to) for one in good]))
    for one in parsed:
        if isinstance(one, Refused):
            yield {"id": one.id, "error": one.problem}
        else:
            yield _answer(one, next(results), to)


def _message(line: LineIn, to: str) -> MessagePosted:
    now = datetime.now(UTC)
    return MessagePosted(
        message_id="",
        conversation_id="",
        seq=1,
        author_id="author",
        text=line.text,
        language=line.language or "",
        targets=(to,),
        posted_at=now,
        queued_at=now,
    )


def _answer(line: LineIn, result: Enriched, to: str) -> dict[str, Any]:
    translation = result.translations.get(to)
    answer = {
        "id": line.id,
        "text": line.text,
        "language": result.language,
        "translation": translation.text if translation else None,
        "translation_status": translation.status if translation else None,
        "engine": translation.engine if translation else None,
        "sentiment": result.sentiment,
        "suggestions": result.suggestions,
    }
    return answer | ({"error": result.problem} if result.problem else {})
