"""Pictures of figures as SVG, drawn without a browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

AROUND = {"left": 8, "top": 8, "bottom": 8, "right": 60}
"""Pixels about a picture: a browser's letters are wider than those measured."""


def save(chart: Any, path: Path) -> None:
    """An Altair chart, or several put together, on white. ImportError without the extra `bench`."""
    import vl_convert

    picture = chart.properties(background="white", padding=AROUND)
    path.write_text(vl_convert.vegalite_to_svg(picture.to_dict(validate=False)) + "\n")


def beside(*panels: Any) -> Any:
    """Panels in a row, each with colours and a legend of its own."""
    import altair as alt

    return alt.hconcat(*panels).resolve_scale(color="independent", strokeDash="independent")


def lines(
    points: Sequence[dict[str, Any]],
    x: str,
    y: str,
    *,
    log: bool = True,
    log_y: bool = False,
    point: bool = True,
    high: int = 200,
    wide: int = 300,
) -> Any:
    """One panel: a line for each `what` of the points, over `x` (by powers of ten unless told), from 0 up.

    `log_y`: by powers of ten too; `point`: each point is marked.

    `x` and `y` are what is written on the axes; points have keys `x`, `y` and `what`.
    """
    import altair as alt

    kinds = list(dict.fromkeys(one["what"] for one in points))
    across = alt.X("x:Q", title=x, scale=alt.Scale(type="log" if log else "linear", nice=False))
    up = alt.Scale(type="log") if log_y else alt.Scale(zero=True)
    return (
        alt.Chart(alt.Data(values=list(points)))
        .mark_line(point=point)
        .encode(
            x=across,
            y=alt.Y("y:Q", title=y, scale=up),
            color=alt.Color("what:N", title=None, sort=kinds, legend=alt.Legend(orient="top", columns=2)),
            strokeDash=alt.StrokeDash("what:N", legend=None, sort=kinds),
        )
        .properties(width=wide, height=high)
    )
