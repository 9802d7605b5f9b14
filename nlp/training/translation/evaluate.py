"""chrF of a network on sentences that it never saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nlp.training.translation.data import Sentence
from nlp.training.translation.model import LONGEST_OUTPUT, Network
from nlp.training.translation.vocabulary import Words, tag

BATCH = 64
_ROOM = 8
"""Pieces that an output may always have; beyond, twice its input."""

Translate = Callable[[Sequence[str], str], list[str]]
"""Texts into a language, in order."""


def chrf(found: Sequence[str], wanted: Sequence[str], words: int = 0) -> float:
    """chrF2 of a corpus, 0 to 100, as sacrebleu counts it; with `words` 2 it is chrF++."""
    from sacrebleu.metrics.chrf import CHRF

    return round(float(CHRF(word_order=words).corpus_score(list(found), [list(wanted)]).score), 1)


def by_direction(
    translate: Translate, held: Mapping[str, Sequence[Sentence]], words: int = 0
) -> dict[str, float]:
    """chrF (with `words` 2: chrF++) of `en-de` and `de-en` for each pair `en-de`."""
    scores = {}
    for pair, sentences in held.items():
        left, _, right = pair.partition("-")
        lefts, rights = [one.left for one in sentences], [one.right for one in sentences]
        scores[f"{left}-{right}"] = chrf(translate(lefts, right), rights, words)
        scores[f"{right}-{left}"] = chrf(translate(rights, left), lefts, words)
    return scores


def with_network(model: Network, words: Words, device: str) -> Translate:
    """Greedy translation by the network as it stands."""
    return lambda texts, target: _translated(model, words, device, texts, target)


def _translated(model: Network, words: Words, device: str, texts: Sequence[str], target: str) -> list[str]:
    rows = [[words.numbers[tag(target)], *row, words.end] for row in words.encode(texts)]
    order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
    done: dict[int, str] = {}
    training = model.training
    model.eval()
    for first in range(0, len(order), BATCH):
        indexes = order[first : first + BATCH]
        outputs = _generate(model, words, device, [rows[index] for index in indexes])
        done |= dict(zip(indexes, map(words.decode, outputs), strict=True))
    model.train(training)
    return [done[index] for index in range(len(rows))]


def _generate(model: Network, words: Words, device: str, rows: list[list[int]]) -> list[list[int]]:
    import torch

    width = max(map(len, rows))
    source = torch.tensor([row + [words.pad] * (width - len(row)) for row in rows], device=device)
    with torch.no_grad():
        found = model.generate(
            input_ids=source,
            attention_mask=source != words.pad,
            max_new_tokens=min(2 * width + _ROOM, LONGEST_OUTPUT),
            max_length=None,
            num_beams=1,
            do_sample=False,
        )
    numbers: list[list[int]] = found.tolist()
    return numbers
