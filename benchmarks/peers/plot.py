"""The picture: the wait of the slowest hundredth by rate, a line for each server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.measure import Row
from benchmarks.plots import save

LIMIT = 500.0


def points(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """One point for each rate that was tried, by its best p99; none where the generator was late itself."""
    best: dict[tuple[str, float], float] = {}
    for row in rows:
        name = f"{row.name}, {row.pairs} pairs"
        for one in (*row.fixed, *row.searched):
            key = (name, one.step.rate)
            if one.step.holds() or not one.step.void:
                best[key] = min(best.get(key, 60_000.0), max(one.step.p99, 0.1))
    return [{"server": name, "rate": rate, "p99": p99} for (name, rate), p99 in sorted(best.items())]


def draw(rows: Sequence[Row], path: Path) -> None:
    """An SVG, both axes by powers of ten. ImportError without the extra `bench`."""
    import altair as alt

    chart = alt.Chart(alt.Data(values=points(rows))).mark_line(point=True).encode(
        x=alt.X("rate:Q", title="messages a second", scale=alt.Scale(type="log", domain=[4, 20_000])),
        y=alt.Y("p99:Q", title="p99 from due to received, ms", scale=alt.Scale(type="log", nice=False)),
        color=alt.Color("server:N", scale=alt.Scale(scheme="tableau20"), legend=alt.Legend(labelLimit=400)),
        strokeDash=alt.StrokeDash("server:N", legend=None),
    )  # fmt: skip
    limit = alt.Chart(alt.Data(values=[{"p99": LIMIT}])).mark_rule(color="grey").encode(y="p99:Q")
    save((limit + chart).properties(width=640, height=400), path)
