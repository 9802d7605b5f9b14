"""`duologue eval` on a small set of our own, through the real engines."""

import json
import lzma

from click.testing import CliRunner

from service.cli.main import duologue

LINES = [
    ("Where is my parcel?", "Onde está meu pacote?"),
    ("The meeting is on Monday at ten.", "A reunião é na segunda-feira às dez."),
    ("Write to help@example.com, order AB-1234.", "Escreva para help@example.com, pedido AB-1234."),
]


def run(*arguments):
    return CliRunner().invoke(duologue, ["eval", *map(str, arguments)], catch_exceptions=False)


def a_set(folder, name="mine.tsv", columns=("en", "pt")):
    rows = "\n".join("\t".join(line) for line in [columns, *LINES]) + "\n"
    path = folder / name
    path.write_bytes(lzma.compress(rows.encode()) if name.endswith(".xz") else rows.encode())
    return path


def test_any_engine_on_a_set_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.setenv("DUOLOGUE_HOME", str(tmp_path / "home"))
    out = tmp_path / "report.json"
    done = run("--set", a_set(tmp_path), "--set", a_set(tmp_path, "packed.tsv.xz"), "--engine", "firefox",
               "--pair", "en-pt", "--json", out)  # fmt: skip
    assert done.exit_code == 0, done.output
    table = json.loads(out.read_bytes())["results"][0]["tables"][0]
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    assert [row["set"] for row in rows] == ["mine", "packed"]
    for row in rows:
        assert row["pair"] == "en>pt" and row["lines"] == 3
        assert row["chrF"] > 60 and row["tokens whole %"] == 100.0
    assert "mine" in done.output


def test_a_pair_without_a_route_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("DUOLOGUE_HOME", str(tmp_path / "home"))
    done = run("--set", a_set(tmp_path, columns=("en", "eo")), "--engine", "firefox")
    assert done.exit_code == 0
    assert "en>eo" in done.output and "No route" in done.output


def test_what_is_no_set_is_told_and_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("DUOLOGUE_HOME", str(tmp_path / "home"))
    done = run("--set", a_set(tmp_path, columns=("left", "right")))
    assert done.exit_code == 1
    assert "named by language" in " ".join(done.output.split())


def test_unknown_tasks_and_pairs_are_refused_before_anything_runs(tmp_path):
    assert "There are: translation" in run("translatoin").output
    assert run("translatoin").exit_code == 2
    assert "write it as en-pt" in run("translation", "--pair", "english").output
