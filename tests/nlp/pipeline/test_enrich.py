"""JSON lines through the pipeline: one line out per line in, in order, whatever comes."""

import io
import json

import pytest

from nlp.enrich import LONGEST_LINE, enrich_lines, enrich_with


@pytest.fixture
def through(pipeline, home_settings):
    """From a source to a sink, by the pipeline of this folder."""

    def run(source, sink):
        told = []
        enrich_with(pipeline, home_settings.max_text, source, sink, "pt", told.append)
        assert told

    return run


@pytest.fixture
def enrich(through):
    def run(*lines):
        source, sink = io.BytesIO(b"\n".join(lines) + b"\n"), io.BytesIO()
        through(source, sink)
        return [json.loads(line) for line in sink.getvalue().splitlines()]

    return run


def line(text, **more):
    return json.dumps({"id": "1", "text": text, **more}).encode()


def test_a_batch_of_good_and_bad_lines(enrich):
    answers = enrich(
        b"\xef\xbb\xbf" + line("Where is my order?", language="en"),
        b"not json",
        b'{"id": "bad utf-8", "text": "\xff"}',
        b'{"id": 7}',
        line("  ", id=8),
        line("x" * 6000, id=9),
        b"[1, 2]",
        b"",
        b'{"id": "10", "text": "' + b"y" * LONGEST_LINE + b'"}',
        line("Thank you so much, this is wonderful!", id={"any": "json"}),
        line("Onde fica o banco?", id="11"),
    )
    assert [one.get("error", {}).get("code") for one in answers] == [
        None,
        "invalid_json",
        "invalid_json",
        "invalid_input",
        "text_empty",
        "text_too_long",
        "invalid_input",
        "invalid_json",
        "text_too_long",
        None,
        None,
    ]
    assert [one["id"] for one in answers[3:6]] == [7, 8, 9]
    first, thanks, same = answers[0], answers[9], answers[10]
    assert first["language"] == "en"
    assert first["translation"].startswith("Onde está")
    assert first["engine"] == "firefox"
    assert {suggestion["language"] for suggestion in first["suggestions"]} == {"pt"}
    assert thanks["id"] == {"any": "json"}
    assert thanks["sentiment"]["label"] == "positive"
    assert set(thanks["sentiment"]["scores"]) == {"positive", "neutral", "negative"}
    assert same["translation"] is None
    assert same["translation_status"] == "not_needed"
    assert all(one["error"]["message"] for one in answers if "error" in one)


def test_many_lines_come_in_order(enrich):
    lines = [line(f"Room {number} is free.", id=number) if number % 9 else b"{" for number in range(100)]
    answers = enrich(*lines)
    assert [one["id"] for one in answers] == [number if number % 9 else None for number in range(100)]


def test_a_file_without_lines_gives_none(through):
    sink = io.BytesIO()
    through(io.BytesIO(b""), sink)
    assert sink.getvalue() == b""


def test_the_last_line_needs_no_end_and_the_whole_says_what_it_loads(home_settings):
    sink, told = io.BytesIO(), []
    enrich_lines(home_settings, io.BytesIO(line("Good morning")), sink, "pt", told.append)
    assert json.loads(sink.getvalue())["translation"]
    assert "loading sentiment" in " ".join(told)


def test_results_are_written_batch_by_batch_not_at_the_end(through):
    class Source(io.BytesIO):
        """Looks at what was written once the first batch must be out."""

        seen = -1

        def readline(self, size=-1):
            if self.tell() >= len(lines) // 2 and self.seen < 0:
                self.seen = sink.getvalue().count(b"\n")
            return super().readline(size)

    lines, sink = b"\n".join([line("ok")] * 96), io.BytesIO()
    source = Source(lines)
    through(source, sink)
    assert 0 < source.seen < 96
