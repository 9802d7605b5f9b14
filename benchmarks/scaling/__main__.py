"""`python -m benchmarks.scaling [--write] [--seed N]`: ten million people a day, reckoned.

Prints the blocks of `docs/scaling.md`; with `--write` puts them, and the pictures, there.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.peers import report
from benchmarks.scaling import draw, page
from benchmarks.scaling.figures import Figures, load
from benchmarks.scaling.run import Lived, live
from benchmarks.scaling.sizing import Sized, size
from benchmarks.scaling.steps import WAYS

DOCS = Path("docs")
SEED = 7


def lived(figures: Figures, sized: list[Sized], seed: int) -> list[tuple[Sized, int, Lived]]:
    """A day of each size on one store, and on as many as it needs."""
    found = []
    for one in sized:
        for stores in dict.fromkeys((1, one.stores)):
            found.append((one, stores, live(figures, one, seed, stores)))
    return found


def blocks(figures: Figures, seed: int) -> dict[str, str]:
    """Markdown by the name of its place in the page."""
    sized = [size(figures, way, way.people, seed) for way in WAYS]
    return {
        "sizes": page.sizes(sized),
        "breaks": page.breaks(figures, seed),
        "settings": page.settings(),
        "days": page.days(lived(figures, sized, seed)),
        "languages": page.languages(figures, seed),
        "telling": page.telling(figures),
        "partitions": page.partitions(figures, seed),
        "costs": page.costs(figures),
    }


def pictures(figures: Figures, seed: int, folder: Path) -> None:
    """Cores by size, and the day of the largest."""
    draw.cores(figures, folder / "scaling-cores.svg", seed)
    largest = size(figures, WAYS[-1], WAYS[-1].people, seed)
    days = {
        f"on {stores} store{'s' if stores > 1 else ''}": live(figures, largest, seed, stores)
        for stores in dict.fromkeys((1, largest.stores))
    }
    draw.day(figures, days, folder / "scaling-day.svg")


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--seed", type=int, default=SEED)
    options = asked.parse_args()
    figures = load()
    for name, text in blocks(figures, options.seed).items():
        print(f"{text}\n")
        if options.write:
            report.put(DOCS / "scaling.md", name, text)
    if options.write:
        pictures(figures, options.seed, DOCS)


if __name__ == "__main__":
    main()
