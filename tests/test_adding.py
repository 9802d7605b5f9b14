"""docs/adding.md is followed: what it says to write is written, registered by its one line, and works."""

import importlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import analytics.metrics
import nlp.engines
import nlp.tasks
from analytics.lake import Lake
from analytics.recorder import write_batch
from nlp.encoder.embedding import build_embedder
from nlp.encoder.similarity import build_similarity
from nlp.pipeline import Pipeline
from nlp.tasks import registry
from nlp.tasks.base import Parts
from nlp.tasks.language import Detector
from nlp.tasks.translation.translator import Ask, Translator
from service.enrichment.merge import merge
from service.models import Enrichment
from tests.nlp.pipeline.conftest import posted
from wire.broker.consumer import Delivery
from wire.broker.streams import ENRICHMENTS, MESSAGES, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Enriched
from wire.contracts.settings import Settings

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
PACKAGES = "wire|service|nlp|analytics|dashboards|tests|docs|models"
BLOCKS = dict(re.findall(r"^`([\w/]+\.py)`:\n\n```python\n(.*?)^```$", TEXT, re.M | re.S))


def written(path: str, folder: Path, package) -> None:
    """Write what the page says for `path` into `folder`, and let `package` find it there."""
    file = folder / path
    file.parent.mkdir(parents=True)
    if file.parent.name != "metrics":
        (file.parent / "__init__.py").touch()
    file.write_text(BLOCKS[path], encoding="utf-8")
    package.__path__.append(str(folder / package.__name__.replace(".", "/")))


@pytest.fixture
def followed(tmp_path, monkeypatch):
    """`followed(path, package)` writes a block, to be found until the test ends."""
    for package in (nlp.tasks, nlp.engines, analytics.metrics):
        monkeypatch.setattr(package, "__path__", list(package.__path__))
    return lambda path, package: written(path, tmp_path / "added", package)


class NoEngines(Translator):
    def __init__(self, settings):
        super().__init__((), settings)


def understood(settings: Settings, texts: list[str]) -> list[Enriched]:
    """By a pipeline of the first task and of what was added to the registry after the last."""
    detector, embedder, similarity = Detector(), build_embedder(settings), build_similarity(settings)
    translator = NoEngines(settings)
    parts = Parts(settings, lambda _: None, detector, embedder, similarity, translator)
    names = ("language", *registry.TASKS[len(ORIGINAL) :])
    pipeline = Pipeline(registry.build_tasks(parts, names), detector, translator, embedder)
    messages = [posted(text, number=number, suggest=False) for number, text in enumerate(texts)]
    try:
        return pipeline.enrich(messages)
    finally:
        pipeline.close()


ORIGINAL = registry.TASKS


def test_a_task_is_its_folder_and_one_line_and_a_metric_counts_it(followed, tmp_path, monkeypatch):
    followed("nlp/tasks/shouting/task.py", nlp.tasks)
    followed("analytics/metrics/shouting.py", analytics.metrics)
    monkeypatch.setattr(registry, "TASKS", (*ORIGINAL, "shouting"))
    found = understood(Settings(home=tmp_path), ["WHERE IS MY PARCEL?", "Where is my parcel?", "123"])
    labels = [one.annotations[0].label for one in found]
    assert labels == ["loud", "calm", None]
    travelled = [decoder(Enriched)(encode(one)) for one in found]
    known = merge(Enrichment(), datetime.now(UTC), travelled[0])
    assert [(one.task, one.label) for one in known.annotations] == [("shouting", "loud")]
    for name, events in ((MESSAGES, messages_of(travelled)), (ENRICHMENTS, travelled)):
        batch = [Delivery(f"{n}-0", stream(name, 0), event, 1) for n, event in enumerate(events, 1)]
        write_batch(tmp_path / "lake", batch)
    metric = importlib.import_module("analytics.metrics.shouting")
    (row,) = metric.summary(Lake(tmp_path / "lake").annotations()).collect().to_dicts()
    assert row == {"judged": 2, "loud": 1, "share": 0.5}


def messages_of(events):
    return [posted("x", number=int(one.message_id.removeprefix("m"))) for one in events]


def test_an_engine_is_its_folder_and_one_entry(followed, tmp_path):
    followed("nlp/engines/mirror/engine.py", nlp.engines)
    engine = importlib.import_module("nlp.engines.mirror.engine").MirrorEngine()
    translator = Translator((engine,), Settings(home=tmp_path))
    (found,) = translator.translate([Ask("Where is my parcel?", "en", "eo")])
    translator.close()
    assert (found.status, found.engine, found.rough) == ("done", "mirror", True)
    assert "lecrap" in found.text


def test_every_block_is_followed_by_a_test():
    assert set(BLOCKS) == {
        "nlp/tasks/shouting/task.py",
        "nlp/engines/mirror/engine.py",
        "analytics/metrics/shouting.py",
    }
    assert not any((ROOT / path).exists() for path in BLOCKS)


def test_every_path_named_exists():
    named = re.findall(rf"`((?:{PACKAGES})/[\w./-]*|pyproject\.toml)`", TEXT)
    assert len(named) > 30
    new = {path for path in named if path in BLOCKS or path.startswith("service/channels/")}
    missing = [
        path for path in set(named) - new if not (ROOT / re.sub(r"[A-Z]{4,}(/|\.py)$", "", path)).exists()
    ]
    assert missing == []


def test_every_name_in_code_exists():
    named = re.findall(r"`((?:wire|service|nlp|analytics|dashboards)(?:\.\w+)+)`", TEXT)
    assert len(named) > 8
    assert [name for name in named if not resolves(name)] == []


def resolves(name: str) -> bool:
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:end])
        if path.is_dir() or path.with_suffix(".py").exists():
            thing = importlib.import_module(".".join(parts[:end]))
            for one in parts[end:]:
                thing = getattr(thing, one, None)
            return thing is not None
    return False


def test_a_task_that_is_there_is_known_to_its_folder_its_line_and_what_measures_it():
    """What the page promises of `topic`: nothing else knows its name but what is made of it."""
    allowed = {
        "analytics/metrics/topics.py",
        "nlp/evaluation/run.py",
        "nlp/evaluation/topic.py",
        "nlp/tasks/registry.py",
        "service/desk/labels.py",  # what an agent says it was, beside what was found
        "service/desk/routing/topics.py",  # queues for topics
        "wire/contracts/events.py",  # as the example of a docstring
    }
    knows = re.compile(r'"topic"|nlp\.tasks\.topic')
    files = [path for one in ("wire", "service", "nlp", "analytics") for path in (ROOT / one).rglob("*.py")]
    names = {str(path.relative_to(ROOT)) for path in files if knows.search(path.read_text(encoding="utf-8"))}
    assert {one for one in names if not one.startswith("nlp/tasks/topic/")} <= allowed
