"""Nobody walks over all keys of the broker, and nobody empties it: no call of ours that does is there."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OURS = ("wire", "service", "nlp", "analytics", "dashboards")
WALKING = {"scan", "scan_iter", "randomkey", "dbsize", "flushall", "flushdb"}


def walks(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in WALKING or (name == "keys" and node.args):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    return found


def test_no_call_walks_over_all_keys():
    files = [path for package in OURS for path in (ROOT / package).rglob("*.py")]
    assert len(files) > 100
    assert [one for path in files for one in walks(path)] == []


def test_such_a_call_would_be_found(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    one = tmp_path / "one.py"
    one.write_text(
        "def f(client):\n    client.keys('a*')\n    for key in client.scan_iter('b'):\n        {}.keys()\n"
    )
    assert [found.split()[1] for found in walks(one)] == ["keys", "scan_iter"]
