import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from service.supervisor.keep import Keeper, Part
from service.supervisor.parts import others
from service.supervisor.process import Child
from service.supervisor.processors import for_worker
from wire.contracts.settings import Settings

BEAT = "import sys, time, os; print('started', os.getpid(), flush=True); time.sleep(60)"


def part(code: str, ready=None) -> Part:
    async def at_once() -> str | None:
        return "ready"

    return Part("toy", [sys.executable, "-c", code], ready or at_once, patience=2.0)


async def until(condition, seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    """It runs. One that has ended keeps its number until somebody asks how; not everywhere does anybody."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def pids_in(log: Path) -> list[int]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [int(line.split()[1]) for line in lines if line.startswith("started")]


def test_a_part_that_is_killed_comes_back_and_the_news_say_why(tmp_path):
    async def scene() -> None:
        news: list[str] = []
        keeper = Keeper(part(BEAT), tmp_path / "toy.log", lambda _, text: news.append(text))
        task = asyncio.create_task(keeper.run())
        await until(lambda: len(pids_in(tmp_path / "toy.log")) == 1)
        os.kill(pids_in(tmp_path / "toy.log")[0], signal.SIGKILL)
        await until(lambda: len(pids_in(tmp_path / "toy.log")) == 2)
        await keeper.stop()
        await task
        assert any("signal 9" in text for text in news)
        assert not any(alive(pid) for pid in pids_in(tmp_path / "toy.log"))

    asyncio.run(scene())


def test_the_worker_leaves_the_first_of_several_processors_to_the_chat(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for ours, worker in (({2, 3, 5}, {3, 5}), ({0, 1}, {1}), ({4}, None)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, ours=ours: set(ours), raising=False)
        assert for_worker(Settings()) == worker
        assert for_worker(Settings(worker_apart="always")) == worker
        assert for_worker(Settings(worker_apart="never")) is None
    monkeypatch.setattr(sys, "platform", "darwin")
    assert for_worker(Settings()) is None


def test_the_worker_is_told_that_the_chat_is_beside_it_where_it_can_leave_it_a_processor(monkeypatch):
    nothing: Any = None  # nobody is asked whether it is ready
    for kept, told in ((frozenset({1}), True), (None, False)):
        monkeypatch.setattr("service.supervisor.parts.for_worker", lambda _, kept=kept: kept)
        words = {one.name: one.argv for one in others(Settings(), nothing, nothing)}
        assert ("--beside" in words["worker"]) == told
        assert not any("--beside" in argv for name, argv in words.items() if name != "worker")


def test_pauses_grow_while_a_part_keeps_dying(tmp_path, monkeypatch):
    monkeypatch.setattr("wire.tasks.random.uniform", lambda *_: 1.0)

    async def scene() -> None:
        news: list[str] = []
        keeper = Keeper(part("raise SystemExit(3)"), tmp_path / "toy.log", lambda _, text: news.append(text))
        task = asyncio.create_task(keeper.run())
        ended = lambda: [text for text in news if "exit code 3" in text]  # noqa: E731
        await until(lambda: len(ended()) == 3, 20)
        await keeper.stop()
        await task
        pauses = [float(text.split("again in ")[1].split(" s")[0]) for text in ended()]
        assert pauses[0] < pauses[1] < pauses[2]

    asyncio.run(scene())


def test_stopping_ends_what_the_part_itself_started(tmp_path):
    code = (
        "import subprocess, sys, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"child = subprocess.Popen([sys.executable, '-c', {BEAT!r}])\n"
        "child.wait()"
    )

    async def scene() -> None:
        child = await Child.start([sys.executable, "-c", code], tmp_path / "toy.log")
        await until(lambda: len(pids_in(tmp_path / "toy.log")) == 1)
        await child.stop(patience=0.3)
        grandchild = pids_in(tmp_path / "toy.log")[0]
        await until(lambda: not alive(grandchild))

    asyncio.run(scene())


def test_a_very_long_line_does_not_end_the_log(tmp_path):
    code = "print('x' * 3_000_000, flush=True); print('started 1', flush=True)"

    async def scene() -> None:
        child = await Child.start([sys.executable, "-c", code], tmp_path / "toy.log")
        assert await child.wait() == 0

    asyncio.run(scene())
    assert (tmp_path / "toy.log").read_text().endswith("started 1\n")
