"""`duologue glossary`, `canned`, `corrections`, `labels`: files in, files out, what is said of bad lines."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.main import duologue


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Run a command on a fresh home. Gives (exit code, output)."""
    monkeypatch.setenv("DUOLOGUE_HOME", str(tmp_path / "home"))

    def run(*words: str | Path) -> tuple[int, str]:
        done = CliRunner().invoke(duologue, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


def test_words_go_in_and_out(call, tmp_path):
    file, out = tmp_path / "words.tsv", tmp_path / "out.tsv"
    file.write_text(
        "source\ttarget\ttarget_language\nDuologue\nteapot\tbule\tpt\n\tno word\n", encoding="utf-8"
    )
    code, said = call("glossary", "import", file)
    assert code == 1 and "2 added, 0 known before, 1 refused" in said and "line 4: invalid_input" in said
    assert call("glossary", "export", "--out", out) == (0, "")
    lines = ["source\ttarget\tsource_language\ttarget_language", "Duologue\t\t\t", "teapot\tbule\t\tpt"]
    assert out.read_text().splitlines() == lines
    assert call("glossary", "import", out)[1].startswith("0 added, 2 known before")
    file.write_text("only\n")
    assert call("glossary", "import", "--replace", file)[0] == 0
    assert call("glossary", "export")[1].splitlines()[1:] == ["only\t\t\t"]


def test_canned_answers_go_in_and_out(call, tmp_path):
    file = tmp_path / "canned.tsv"
    file.write_text(
        "hours\ten\tWe open at nine.\\nOn Sundays we do not.\nhours\tpt\tÀs nove.\n", encoding="utf-8"
    )
    assert call("canned", "import", file)[1].startswith("2 added, 0 changed")
    exported = call("canned", "export")[1]
    assert "hours\ten\tWe open at nine.\\nOn Sundays we do not.\n" in exported
    file.write_text(exported.replace("nine", "ten"), encoding="utf-8")
    assert call("canned", "import", file)[1].startswith("0 added, 2 changed")
    assert "ten" in call("canned", "export")[1]


def test_a_memory_goes_from_one_format_to_the_other(call, tmp_path):
    tsv, tmx = tmp_path / "memory.tsv", tmp_path / "memory.tmx"
    tsv.write_text("pt\ten\tOi & <bem>\tHi\npt\ten\tlinha\\numa\tline\\none\nxx\n", encoding="utf-8")
    code, said = call("corrections", "import", tsv)
    assert code == 1 and "2 added" in said and "line 3" in said
    assert call("corrections", "export", "--out", tmx)[0] == 0
    root = ET.parse(tmx).getroot()
    assert root.get("version") == "1.4"
    assert [seg.text for seg in root.iter("seg")] == ["Oi & <bem>", "Hi", "linha\numa", "line\none"]
    assert call("corrections", "import", tmx)[1].startswith("0 added, 2 replaced")
    assert call("corrections", "export", "--scope", "people")[1].count("\n") == 1
    assert (
        call("corrections", "export", "--format", "tsv")[1]
        .splitlines()[1]
        .startswith("pt\ten\tOi & <bem>\tHi\t")
    )


def test_a_file_that_is_something_else_is_refused_in_words(call, tmp_path):
    file = tmp_path / "memory.tmx"
    file.write_bytes(b"\xff\xfe no xml")
    code, said = call("corrections", "import", file)
    assert code == 1 and "not well-formed" in said
    code, said = call("glossary", "import", file)
    assert code == 1 and "UTF-8" in said
    code, said = call("canned", "import", tmp_path / "nowhere.tsv")
    assert code == 1 and "nowhere.tsv" in said


def test_needs_and_moods_that_were_corrected_go_out_as_lines_of_json(call, tmp_path):
    out = tmp_path / "labels.jsonl"
    assert call("labels", "export", "--out", out) == (0, "")
    assert out.read_text() == "", "nobody has corrected anything"
    code, said = call("labels", "export", "--organisation", "none")
    assert code == 1 and "no such organisation" in said
    assert call("labels", "export", "--task", "weather")[0] == 2
