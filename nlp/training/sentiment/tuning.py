"""The loop that trains the sentiment network: half precision where it is quick, whole where it matters."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nlp.encoder.wheel import Floats, Wheel
from nlp.training.sentiment.network import Below, Network, padded
from nlp.training.sentiment.recipe import Recipe

Say = Callable[[str], None]
Rounds = Sequence[Sequence[int]]
"""For each round the numbers of the texts to be learnt from, in no order."""

HALF = torch.bfloat16
SHUFFLED = 50
"""Batches that are cut from one sorted lot, so that texts of one length go together."""
CLIP = 1.0
SAY_EVERY = 20
CHECKPOINT = "checkpoint.pt"


class Texts:
    """Texts as the lowest layer that learns sees them: worked out once, for no layer below ever changes."""

    def __init__(self, ids: Sequence[Sequence[int]], labels: Sequence[int]) -> None:
        self.labels = torch.tensor(labels, dtype=torch.long)
        self.sizes = [len(one) for one in ids]
        self._ids = ids
        self._starts = np.concatenate([[0], np.cumsum(self.sizes)])
        self._hidden = torch.empty(0)

    def prepare(self, wheel: Wheel, keep: int, tokens: int, say: Say) -> None:
        """Run the lower layers over all texts."""
        below = Below(wheel, keep).eval().to(HALF)
        self._hidden = torch.empty(int(self._starts[-1]), wheel.shape.width, dtype=HALF)
        batches = list(self.batches(range(len(self.sizes)), tokens))
        for number, batch in enumerate(batches):
            if number % (SAY_EVERY * 5) == 0:
                say(f"lower layers: {number} of {len(batches)} batches")
            ids, seen = torch.zeros(self._shape(batch), dtype=torch.long), self.seen(batch)
            for place, row in enumerate(batch):
                ids[place, : self.sizes[row]] = torch.tensor(self._ids[row])
            with torch.no_grad():
                found = below(ids, seen)
            for place, row in enumerate(batch):
                self._hidden[self._starts[row] : self._starts[row + 1]] = found[place, : self.sizes[row]]

    def hidden(self, batch: Sequence[int]) -> Tensor:
        """(texts, places, width), zero where there is nothing."""
        out = torch.zeros(*self._shape(batch), self._hidden.shape[1], dtype=HALF)
        for place, row in enumerate(batch):
            out[place, : self.sizes[row]] = self._hidden[self._starts[row] : self._starts[row + 1]]
        return out

    def seen(self, batch: Sequence[int]) -> Tensor:
        """(texts, places): where there is a piece."""
        sizes = torch.tensor([self.sizes[row] for row in batch])
        return torch.arange(self._shape(batch)[1])[None] < sizes[:, None]

    def batches(self, rows: Sequence[int], tokens: int) -> Iterator[list[int]]:
        """All of `rows` by length, at most `tokens` places each."""
        batch: list[int] = []
        for row in sorted(rows, key=lambda row: self.sizes[row]):
            if batch and (len(batch) + 1) * padded([self.sizes[row]]) > tokens:
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _shape(self, batch: Sequence[int]) -> tuple[int, int]:
        return len(batch), padded([self.sizes[row] for row in batch])


class Tuner:
    """Trains one network on the texts of all rounds; goes on where an earlier run of the recipe stopped."""

    def __init__(self, network: Network, texts: Texts, rounds: Rounds, recipe: Recipe, out: Path) -> None:
        self._texts, self._recipe, self._file = texts, recipe, out / CHECKPOINT
        self._steps = [batch for number, rows in enumerate(rounds) for batch in self._shuffled(number, rows)]
        self._whole = {name: part.detach().clone() for name, part in network.named_parameters()}
        self._network = network.to(HALF)
        self._optimiser = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98), fused=True)
        self._done = 0

    def run(self, say: Say) -> None:
        """Take every step that is left. Writes a checkpoint now and then, and takes it away in the end."""
        self._load(say)
        self._network.train()
        started, total, sums = time.monotonic(), len(self._steps), 0.0
        for number in range(self._done, total):
            sums += self._step(number)
            if (number + 1) % SAY_EVERY == 0:
                each = (time.monotonic() - started) / (number + 1 - self._done)
                left = each * (total - number - 1) / 60
                say(f"step {number + 1} of {total}, loss {sums / SAY_EVERY:.3f}, {left:.0f} min left")
                sums = 0.0
            if (number + 1) % self._recipe.save_every == 0:
                self._save(number + 1)
        self._network.eval()
        self._file.unlink(missing_ok=True)

    def _step(self, number: int) -> float:
        recipe, batch = self._recipe, self._steps[number]
        for group in self._optimiser.param_groups:
            group["lr"] = group["most"] * self._pace(number)
        seen = self._texts.seen(batch)
        blanked = seen & ((torch.rand(seen.shape) >= recipe.blank) | (torch.arange(seen.shape[1]) < 4))
        logits = self._network(self._texts.hidden(batch), blanked)
        loss = functional.cross_entropy(logits, self._texts.labels[batch], label_smoothing=recipe.smoothing)
        loss.backward()  # type: ignore[no-untyped-call]
        for name, part in self._network.named_parameters():
            self._whole[name].grad = None if part.grad is None else part.grad.float()
            part.grad = None
        nn.utils.clip_grad_norm_(list(self._whole.values()), CLIP)
        self._optimiser.step()
        self._copy()
        return float(loss.item())

    def _copy(self) -> None:
        with torch.no_grad():
            for name, part in self._network.named_parameters():
                part.copy_(self._whole[name])

    def _pace(self, number: int) -> float:
        """Rises over the first steps, then falls to almost nothing."""
        total = len(self._steps)
        return min(1.0, (number + 1) / (self._recipe.warmth * total + 1)) * max(0.02, 1 - number / total)

    def _groups(self) -> list[dict[str, Any]]:
        top = len(self._network.layers) - 1
        groups = []
        for name, part in self._whole.items():
            below = top - int(name.split(".")[1]) if name.startswith("layers.") else None
            factor = self._recipe.head if below is None else self._recipe.decay**below
            rate = self._recipe.rate * factor
            groups.append(
                {"params": [part], "most": rate, "lr": rate, "weight_decay": 0.01 * (part.ndim > 1)}
            )
        return groups

    def _shuffled(self, number: int, rows: Sequence[int]) -> Iterator[list[int]]:
        """Batches of one round, the same for the same seed."""
        chance, rows = random.Random(self._recipe.seed * 1000 + number), list(rows)
        chance.shuffle(rows)
        lot = SHUFFLED * self._recipe.tokens // 32
        for first in range(0, len(rows), lot):
            batches = list(self._texts.batches(rows[first : first + lot], self._recipe.tokens))
            chance.shuffle(batches)
            yield from batches

    def _save(self, done: int) -> None:
        state = {
            "done": done,
            "steps": len(self._steps),
            "whole": self._whole,
            "optimiser": self._optimiser.state_dict(),
            "chance": torch.get_rng_state(),
        }
        part = self._file.with_suffix(".part")
        torch.save(state, part)
        part.replace(self._file)

    def _load(self, say: Say) -> None:
        if not self._file.exists():
            return
        state = torch.load(self._file, weights_only=True)
        if state["steps"] != len(self._steps):
            say("the checkpoint is of another recipe: beginning anew")
            return
        with torch.no_grad():
            for name, part in self._whole.items():
                part.copy_(state["whole"][name])
        self._copy()
        self._optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["chance"])
        self._done = state["done"]
        say(f"going on after step {self._done}")


def chances_of(network: Network, texts: Texts, rows: Sequence[int], tokens: int) -> Floats:
    """Logits, (rows, sentiments), in the order of `rows`."""
    place = {row: number for number, row in enumerate(rows)}
    found = np.empty((len(rows), network.out.out_features), dtype=np.float32)
    for batch in texts.batches(rows, tokens):
        with torch.no_grad():
            logits = network(texts.hidden(batch), texts.seen(batch))
        found[[place[row] for row in batch]] = logits.numpy()
    return found
