import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from nlp.encoder.embedding import Embedder
from nlp.tasks.replies import Proposal, SuggestAsk, Suggester, build_suggester
from nlp.tasks.replies.phrases import ReplySet, load_reply_set
from wire.contracts.settings import Settings

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Turn:
    """One labelled turn; no situations: nothing must be suggested."""

    language: str
    text: str
    situations: frozenset[str]


def read_turns(name: str) -> list[Turn]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Turn(language, text, frozenset(fits.split()) - {"-"}) for language, text, fits in rows]


@pytest.fixture(scope="session")
def phrases() -> ReplySet:
    return load_reply_set()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder(threads=1)


@pytest.fixture(scope="session")
def suggester(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    return build_suggester(Settings(home=tmp_path_factory.mktemp("replies")), embedder)


Suggest = Callable[..., tuple[Proposal, ...]]


@pytest.fixture(scope="session")
def suggest(suggester: Suggester, embedder: Embedder) -> Suggest:
    """`suggest("Hi!", reader="en", other="pt", before=[(True, "…")])` with real vectors."""

    def ask(
        text: str, reader: str = "en", other: str = "pt", before: list[tuple[bool, str]] | None = None
    ) -> tuple[Proposal, ...]:
        before = before or []
        vectors = embedder.embed([text, *(said for _, said in before)])
        context = tuple((own, vector) for (own, _), vector in zip(before, vectors[1:], strict=True))
        asked = SuggestAsk(text=text, vector=vectors[0], reader=reader, other=other, context=context)
        return suggester.suggest([asked])[0]

    return ask
