"""Charts as SVG within the page: they print sharp, need no program, and say in words what they show.

Colours are those of the page's style, so that they follow light, dark and paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 640, 190
LEFT, TOP, BOTTOM = 72, 12, 24
DAY = (WIDTH - LEFT) / 7
INNER = HEIGHT - TOP - BOTTOM
TICKS = 4

Values = Sequence[float | None]
Written = Callable[[float | None], str]


def framed(name: str, title: str, told: str, body: str, height: int = HEIGHT) -> str:
    """A picture with its title and its description for those who do not see it."""
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height}" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>{body}</svg>'
    )


def bars(days: Sequence[str], now: Values, before: Values, written: Written) -> str:
    """Two bars a day: of the week before, pale, and of this one."""
    top = _nice(max((one for one in (*now, *before) if one), default=1))
    drawn = _grid(days, top, 0, written)
    for number, pair in enumerate(zip(before, now, strict=True)):
        for side, (kind, value) in enumerate(zip(("ago", "now"), pair, strict=True)):
            if value:
                high = INNER * value / top
                x = LEFT + DAY * number + DAY * (0.14 + 0.37 * side)
                drawn += _rect(kind, x, TOP + INNER - high, DAY * 0.34, high)
    return drawn


def lines(
    days: Sequence[str],
    now: Values,
    before: Values,
    written: Written,
    ends: tuple[float, float] | None = None,
    steps: Sequence[float] = (1,),
) -> str:
    """A dot a day and straight lines between neighbours; a gap where nothing was measured. `ends` of the
    axis: from nought to the highest, unless told. `steps`: of which it counts a few, as 1, 60 and 3600 for
    seconds; the largest that is not too large.
    """
    most = max((one for one in (*now, *before) if one), default=1)
    step = max((one for one in steps if one * 2 <= most), default=1)
    low, top = ends or (0.0, _nice(most / step) * step)
    drawn = _grid(days, top, low, written)
    for kind, values in (("ago", before), ("now", now)):
        points = [
            None if one is None else (LEFT + DAY * (at + 0.5), TOP + INNER * (top - one) / (top - low))
            for at, one in enumerate(values)
        ]
        for one, other in pairwise(points):
            if one and other:
                drawn += (
                    f'<line class="{kind}" x1="{one[0]:.1f}" y1="{one[1]:.1f}" '
                    f'x2="{other[0]:.1f}" y2="{other[1]:.1f}"/>'
                )
        drawn += "".join(
            f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in filter(None, points)
        )
    return drawn


def heat(days: Sequence[str], counts: dict[tuple[int, int], int]) -> str:
    """A cell an hour of each weekday (1 is Monday): the deeper, the more."""
    most, wide, high = max(counts.values(), default=1), (WIDTH - LEFT) / 24, 20
    drawn = "".join(
        f'<text x="{LEFT + wide * (hour + 0.5):.1f}" y="12" text-anchor="middle">{hour}</text>'
        for hour in range(0, 24, 3)
    )
    for number, day in enumerate(days):
        y = 18 + high * number
        drawn += f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{_label(day)}</text>'
        for hour in range(24):
            strength = 0.06 + 0.94 * counts.get((number + 1, hour), 0) / most
            drawn += (
                f'<rect class="now" opacity="{strength:.2f}" x="{LEFT + wide * hour + 1:.1f}" y="{y}" '
                f'width="{wide - 2:.1f}" height="{high - 2}" rx="2"/>'
            )
    return drawn


HEAT_HEIGHT = 18 + 20 * 7


def _grid(days: Sequence[str], top: float, low: float, written: Written) -> str:
    drawn = ""
    for step in range(TICKS + 1):
        value = low + (top - low) * step / TICKS
        y = TOP + INNER * (1 - step / TICKS)
        kind = "base" if value == 0 else "rule"
        drawn += f'<line class="{kind}" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        drawn += f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_label(written(value))}</text>'
    for number, day in enumerate(days):
        x = LEFT + DAY * (number + 0.5)
        drawn += f'<text x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{_label(day)}</text>'
    return drawn


def _label(text: str) -> str:
    """In its own direction, whatever that of the picture: it stands between marks of Unicode that say so."""
    return f"\u2068{escape(text)}\u2069"


def _rect(kind: str, x: float, y: float, wide: float, high: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="1.5"/>'


def _nice(most: float) -> float:
    """The next 1, 2, 4, 6 or 8 of its power of ten: quarters of these are short to write."""
    power = 1.0
    while power * 10 <= most:
        power *= 10
    while power > most:
        power /= 10
    return next(one * power for one in (1, 2, 4, 6, 8, 10) if one * power >= most)
