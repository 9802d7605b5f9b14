"""What `tests/order.py` names is there: a file that moved would begin late, and a folder fall apart."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.order import FIRST, SHARED, TOGETHER, group

ROOT = Path(__file__).parent.parent
TESTS = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/**/test_*.py")]


@pytest.mark.parametrize("start", [start for starts in TOGETHER.values() for start in starts])
def test_a_group_has_what_it_is_made_of(start):
    assert any(one.startswith(start) for one in TESTS)


@pytest.mark.parametrize("name", FIRST)
def test_what_begins_first_is_a_group(name):
    assert name.removesuffix(":browser") in {*TESTS, *TOGETHER, *SHARED}


def test_tests_of_a_group_follow_each_other_and_browsers_come_last(request):
    groups: list[str] = []
    browsers: list[bool] = []
    for item in request.session.items:
        name = group(item)
        if not groups or groups[-1] != name:
            groups.append(name)
        browsers.append(item.get_closest_marker("browser") is not None)
    assert len(groups) == len(set(groups))
    if not any("shared_installation" in item.fixturenames for item in request.session.items):
        assert browsers == sorted(browsers)


def test_side_by_side_a_group_stays_in_one_process():
    """Processes of their own run two files: as pytest and xdist are installed, not as they should be."""
    files = ("tests/text/test_words.py", "tests/identity/test_names.py")
    options = ("-p", "no:cacheprovider", "-v", "-n", "2", "--dist", "loadgroup")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ran = re.findall(r"^\[(gw\d)\].* PASSED (\S+?)::", done.stdout, re.MULTILINE)
    assert {file for _, file in ran} == set(files)
    assert len(ran) > 3 * len(set(ran)), done.stdout
    assert len(set(ran)) == len(files), done.stdout
