"""Training proper: batch after batch until steps or minutes are used up, from wherever it stands."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.training.translation import checkpoint
from nlp.training.translation.batches import Batch, Batches
from nlp.training.translation.checkpoint import Stand
from nlp.training.translation.config import Recipe, Training
from nlp.training.translation.data import Say
from nlp.training.translation.evaluate import by_direction, with_network
from nlp.training.translation.model import Network, build, choose_device, keep_memory, loss_of, put_weights
from nlp.training.translation.prepared import Prepared

if TYPE_CHECKING:
    import torch

AHEAD = 8
"""Batches made while the device is busy."""

FLOOR = 0.02
"""Share of the rate at the very end."""


def learn(recipe: Recipe, prepared: Prepared, folder: Path, say: Say, *, go_on: bool) -> Network:
    """Train and give back the mean of the last checkpoints, on the CPU.

    Args:
        folder: where checkpoints are; with `go_on` the last of them is where this run begins.

    Raises:
        RecipeWrong: the checkpoint is of another recipe.
    """
    import torch

    training, words = recipe.training, prepared.words
    device = choose_device(training.device)
    torch.set_num_threads(training.threads)
    keep_memory()
    model = build(recipe, words).to(device).train()
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=training.rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.01, fused=True
    )
    stand = checkpoint.resume(folder, model, optimiser) if go_on else Stand()
    batches = Batches(prepared.lessons, training, words.tags, words.pad)
    weights = sum(value.numel() for value in model.parameters())
    say(f"{weights / 1e6:.1f} M weights on {device}, {len(batches):,} batches a pass, from step {stand.step}")
    run = _Run(recipe, prepared, folder, say, model, optimiser, device)
    with closing(_ahead(batches.after(stand.step))) as feed:
        run.through(feed, stand)
    put_weights(model, checkpoint.mean(folder, training.average))
    return model.cpu().eval()


def rate(training: Training, step: int, share: float) -> float:
    """Warm-up in a straight line, then the inverse square root; at the end down to nearly nothing.

    Args:
        step: from 1.
        share: of the training that is over, 0 to 1.
    """
    usual = training.rate * min(step / training.warmup, math.sqrt(training.warmup / step))
    if not training.cooldown or share <= 1 - training.cooldown:
        return usual
    return usual * max(FLOOR, (1 - share) / training.cooldown)


class _Run:
    """One run of the loop."""

    def __init__(
        self,
        recipe: Recipe,
        prepared: Prepared,
        folder: Path,
        say: Say,
        model: Network,
        optimiser: torch.optim.Optimizer,
        device: str,
    ) -> None:
        self._recipe, self._training, self._prepared = recipe, recipe.training, prepared
        self._folder, self._say, self._device = folder, say, device
        self._model, self._optimiser = model, optimiser
        self._loss = 0.0

    def through(self, feed: Iterator[Batch], stand: Stand) -> None:
        """To the end, with a checkpoint there."""
        saved = stand
        while not self._over(stand):
            started = time.monotonic()
            batch = next(feed)
            self._step(batch, stand.step + 1, self._share(stand))
            tokens = stand.tokens + batch.source.size + batch.target.size
            stand = Stand(stand.step + 1, stand.seconds + time.monotonic() - started, tokens)
            self._tell(stand)
            if stand.step % self._training.checkpoint == 0:
                saved = self._save(stand)
            if stand.step % self._training.evaluate == 0:
                self._measure(stand)
        if saved != stand or not checkpoint.kept(self._folder):
            self._save(stand)

    def _step(self, batch: Batch, step: int, share: float) -> None:
        import torch

        for group in self._optimiser.param_groups:
            group["lr"] = rate(self._training, step, share)
        loss = loss_of(self._model, batch, self._training.smoothing, self._device)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._training.clip)
        self._optimiser.step()
        with torch.no_grad():  # decoding starts from a zero embedding, here as in CTranslate2
            self._model.model.shared.weight[self._model.config.pad_token_id].zero_()
        if step % self._training.report == 0:  # asking each time would make a GPU wait
            self._loss = loss.item()

    def _share(self, stand: Stand) -> float:
        return max(stand.step / self._training.steps, stand.seconds / (60 * self._training.minutes))

    def _over(self, stand: Stand) -> bool:
        return self._share(stand) >= 1

    def _tell(self, stand: Stand) -> None:
        if stand.step % self._training.report == 0:
            speed = stand.tokens / max(stand.seconds, 1e-9)
            part = 100 * self._share(stand)
            self._say(
                f"step {stand.step:,} ({part:.0f} %, {stand.seconds / 60:.1f} min) "
                f"loss {self._loss:.3f}, {speed / 1e3:.1f} k tokens/s"
            )

    def _save(self, stand: Stand) -> Stand:
        checkpoint.save(self._folder, self._model, self._optimiser, stand, self._training.average)
        return stand

    def _measure(self, stand: Stand) -> None:
        translate = with_network(self._model, self._prepared.words, self._device)
        scores = by_direction(translate, self._prepared.facts.held_out)
        self._say(f"step {stand.step:,} chrF " + ", ".join(f"{way} {score}" for way, score in scores.items()))


def _ahead(source: Iterator[Batch]) -> Generator[Batch]:
    """The same, made in a thread of its own, at most AHEAD of them waiting. Errors come through."""
    ready: queue.Queue[Batch | BaseException] = queue.Queue(AHEAD)
    stop = threading.Event()

    def work() -> None:
        try:
            for one in source:
                while not stop.is_set():
                    try:
                        ready.put(one, timeout=0.2)
                        break
                    except queue.Full:
                        continue
                if stop.is_set():
                    return
        except BaseException as error:
            ready.put(error)

    worker = threading.Thread(target=work, name="batches", daemon=True)
    worker.start()
    try:
        while True:
            found = ready.get()
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        stop.set()
        worker.join()
