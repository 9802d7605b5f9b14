"""The worker that ships: real models, a real broker, messages in and enrichments out."""

import subprocess
import sys
from pathlib import Path

import pytest

from nlp.encoder.pages import FILE
from nlp.worker.main import FOLDER
from tests.worker.test_process import ROOT, Installation, stopped, until


def told(installation):
    """Pairs that workers say they are ready to translate."""
    return [one.pairs for one in installation.heartbeats() if one.ready]


@pytest.mark.slow
def test_messages_come_back_translated_with_their_sentiment_and_with_replies(broker_url, tmp_path):
    installation, pairs = Installation(broker_url, tmp_path), set()
    installation.post("Where is my order? I am very unhappy.", "Thank you so much, that was great!", "🙂")
    with subprocess.Popen(
        [sys.executable, "-m", "nlp.worker"], cwd=ROOT, env=installation.environ,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as worker:  # fmt: skip
        try:
            until(lambda: len(installation.enriched()) == 3 or worker.poll() is not None, 300)
            until(lambda: pairs.update(*told(installation)) or pairs or worker.poll() is not None)
            memory = Path(f"/proc/{worker.pid}/maps").read_text() if sys.platform == "linux" else ""
            code, _, err = stopped(worker)
        finally:
            worker.kill()
    assert code == 0, err
    assert {("en", "pt"), ("pt", "en")} <= pairs
    first, second, smile = (one for one in installation.enriched())
    assert (first.status, first.language) == ("done", "en")
    assert "pedido" in first.translations["pt"].text or "encomenda" in first.translations["pt"].text
    assert second.sentiment.label == "positive"
    assert smile.status == "done"
    assert "another thread" not in err
    shared = [line for line in memory.splitlines() if line.endswith(f"/{FOLDER}/{FILE}")]
    assert len(shared) == (2 if memory else 0), "both encoders have the word embeddings of the file"
