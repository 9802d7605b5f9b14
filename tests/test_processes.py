"""A process that was forked is to tests as one that was started: held to what Python itself does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, start


def started(*words, imports="json", **options):
    """Here this file itself is what runs."""
    return start("tests.test_processes", *words, imports=imports, **{"environ": os.environ, **options})


@pytest.mark.parametrize("words", [("say", "a b"), ("exit", "3"), ("raise",), ("kill",), ("names",)])
def test_it_says_and_ends_as_one_that_was_started(words):
    environ = os.environ | {"NAMED": "here"}
    command = [sys.executable, "-m", "tests.test_processes", *words]
    other = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    one = started(*words, environ=environ)
    out, err = one.communicate(60)
    assert (one.returncode, out) == (other.returncode, other.stdout)
    assert one.poll() == one.wait() == one.returncode
    assert err.splitlines()[-1:] == other.stderr.splitlines()[-1:]


def test_it_can_be_waited_for_stopped_and_killed(tmp_path):
    with (tmp_path / "out").open("wb") as out:
        one, other = started("wait", out=out), started("wait")
    assert one.pid != other.pid
    with pytest.raises(subprocess.TimeoutExpired):
        one.wait(0.01)
    assert one.poll() is None
    other.kill()
    assert other.wait(60) == -signal.SIGKILL
    one.terminate()
    assert one.wait(60) == -signal.SIGTERM
    one.kill()  # it is not there any more: nobody is
    assert (tmp_path / "out").read_text() == ""


def test_what_is_open_elsewhere_is_not_open_in_it():
    first = started("wait")
    second = started("open")
    assert second.communicate(60)[0] == "[0, 1, 2]\n"
    first.kill()
    assert first.wait(60) == -signal.SIGKILL


def main(what, *more):
    if what == "say":
        print(*more, sys.argv[1:], __name__)
        print("aside", file=sys.stderr)
    elif what == "exit":
        sys.exit(int(more[0]))
    elif what == "raise":
        raise ValueError("told to")
    elif what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "names":
        handlers = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
        print(os.environ["NAMED"], Path.cwd(), handlers[0] is signal.default_int_handler, *handlers[1:])
    elif what == "wait":
        signal.pause()
    elif what == "open":
        print([one for one in range(64) if _is_open(one)])


def _is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
