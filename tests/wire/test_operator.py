"""A link into the dashboard opens it once, soon; the pass it gives holds for hours; nothing else is one."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wire import operator

BOARD = "http://127.0.0.1:8501"


def code_of(home: Path) -> str:
    return operator.new_link(home, BOARD).partition("code=")[2]


def age(home: Path, seconds: float) -> None:
    for path in operator.folder(home).iterdir():
        os.utime(path, (time.time() - seconds,) * 2)


def test_a_link_leads_to_the_dashboard_and_gives_a_pass_once(tmp_path):
    assert operator.new_link(tmp_path, BOARD).startswith(f"{BOARD}/enter?code=")
    code = code_of(tmp_path)
    token = operator.entered(tmp_path, code)
    assert token is not None and operator.holds(tmp_path, token)
    assert operator.entered(tmp_path, code) is None


def test_of_many_at_once_one_gets_in(tmp_path):
    code = code_of(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: operator.entered(tmp_path, code), range(16)))
    assert len([one for one in found if one]) == 1


@pytest.mark.parametrize("token", ["", "guess", "../../etc/passwd", "x" * 100_000, "é\udcff"])
def test_what_nobody_was_given_opens_nothing(tmp_path, token):
    assert operator.entered(tmp_path, token) is None
    code_of(tmp_path)
    assert operator.entered(tmp_path, token) is None
    assert not operator.holds(tmp_path, token)


def test_neither_a_link_is_a_pass_nor_a_pass_a_link(tmp_path):
    code = code_of(tmp_path)
    assert not operator.holds(tmp_path, code)
    token = operator.entered(tmp_path, code)
    assert operator.entered(tmp_path, str(token)) is None


def test_what_is_too_old_opens_nothing_and_is_cleared_away(tmp_path):
    code, token = code_of(tmp_path), operator.entered(tmp_path, code_of(tmp_path))
    age(tmp_path, operator.LINK_HOLDS.total_seconds() + 1)
    assert operator.entered(tmp_path, code) is None
    assert operator.holds(tmp_path, str(token)), "a pass holds longer"
    age(tmp_path, operator.PASS_HOLDS.total_seconds() + 1)
    assert not operator.holds(tmp_path, str(token))
    code_of(tmp_path)
    assert len(list(operator.folder(tmp_path).iterdir())) == 1


def test_its_files_are_their_owners_alone_and_name_no_code(tmp_path):
    code = code_of(tmp_path)
    (path,) = operator.folder(tmp_path).iterdir()
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    assert code not in path.name and path.read_bytes() == b""
