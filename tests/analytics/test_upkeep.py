"""Files of the lake that are nobody's, or too old, go; all others stay."""

import os
import time
from datetime import date

from analytics.upkeep import remove_days, remove_orphans


def lake(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def left(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_what_a_dead_writer_left_goes_and_what_a_living_one_writes_stays(tmp_path):
    kept = ["messages/origin=live/day=2026-11-01/0-a.parquet", "confirmed"]
    old = ["messages/origin=live/day=2026-11-01/.0-b.parquet.12.tmp", ".confirmed.12.tmp"]
    young = ["messages/origin=live/day=2026-11-01/.0-c.parquet.13.tmp"]
    lake(tmp_path, *kept, *old, *young)
    (tmp_path / "messages/origin=demo/day=2026-10-01").mkdir(parents=True)
    past = time.time() - 4000
    for name in (*old, *kept, "messages/origin=demo/day=2026-10-01"):
        os.utime(tmp_path / name, (past, past))
    assert remove_orphans(tmp_path) == 3
    assert left(tmp_path) == sorted([*kept, *young])
    assert not (tmp_path / "messages/origin=demo/day=2026-10-01").exists()
    assert remove_orphans(tmp_path / "not there") == 0


def test_days_before_one_are_removed_whole(tmp_path):
    old = [
        "messages/origin=live/day=2026-10-31/0-a.parquet",
        "activity/origin=demo/day=2025-01-01/1-b.parquet",
    ]
    new = ["messages/origin=live/day=2026-11-01/0-a.parquet", "collector.alive"]
    lake(tmp_path, *old, *new)
    (tmp_path / "messages/origin=live/day=some").mkdir()
    assert remove_days(tmp_path, date(2026, 11, 1)) == 2
    assert left(tmp_path) == sorted(new)
    assert not (tmp_path / "activity/origin=demo/day=2025-01-01").exists()
