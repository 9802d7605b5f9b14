"""Charts in one manner: quiet axes, no frame, a tooltip on every mark. Pure: frame in, chart out.

Titles stand above a chart as text (see `panels`), so that they wrap on a narrow screen and can be read aloud.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import altair as alt
import polars as pl

from analytics.metrics.axis import INSTANT, Axis
from dashboards import speech
from dashboards.colours import INK, TEAL
from dashboards.speech import t

Chart = Any
"""An Altair chart, of one layer or of several."""

HEIGHT = 240
MANY = 10_000
ROW = 30
"""Height of one bar of a ranking, of one row of a heat map."""

_SPANS = {"1m": "%H:%M", "5m": "%H:%M", "15m": "%H:%M", "1h": "%d %b %H:%M", "6h": "%d %b %H:%M"}


def values(frame: pl.DataFrame) -> alt.InlineData:
    """Rows for a chart; times as ISO 8601 in UTC, which the browser shows in its own zone."""
    return alt.InlineData(
        values=[{name: _plain(value) for name, value in row.items()} for row in frame.to_dicts()]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def _quiet(chart: Chart, height: int) -> Chart:
    return (
        chart.configure(**_written())
        .properties(height=height)
        .configure_view(stroke=None)
        .configure_axis(domain=False, ticks=False, labelPadding=6, titlePadding=10, labelLimit=160)
        .configure_legend(orient="top", title=None, labelLimit=200, offset=4)
    )


def _written() -> dict[str, Any]:
    """How a browser writes numbers and days, where it is not as in English."""
    if speech.now() == speech.ENGLISH:
        return {}
    locale = speech.locale()
    signs = locale.number_symbols["latn"]
    days, months = locale.days["format"], locale.months["format"]
    week = (6, 0, 1, 2, 3, 4, 5)  # from Sunday on
    number = {"decimal": signs["decimal"], "thousands": signs["group"], "grouping": [3], "currency": ["", ""]}
    time = {
        "dateTime": "%d %b %Y, %H:%M:%S", "date": "%d %b %Y", "time": "%H:%M:%S", "periods": ["", ""],
        "days": [days["wide"][day] for day in week], "shortDays": [days["abbreviated"][day] for day in week],
        "months": list(months["wide"].values()), "shortMonths": list(months["abbreviated"].values()),
    }  # fmt: skip
    return {"locale": {"number": number, "time": time}}


def _time(frame: pl.DataFrame, axis: Axis) -> alt.X:
    start = _plain(frame.select(pl.col("bucket").min()).item() or axis.start)
    short = axis.every in ("1m", "5m", "15m", "1h")
    return alt.X(
        "bucket:T",
        title=None,
        scale=alt.Scale(domain=[start, _plain(axis.end)], nice=False),
        axis=alt.Axis(
            grid=False, labelOverlap=True, labelFlush=True, tickCount=6, format="%H:%M" if short else "%-d %b"
        ),
    )


def when(axis: Axis) -> alt.Tooltip:
    """The tooltip of a bucket: as exact as its width."""
    return alt.Tooltip("bucket:T", title=t("From"), format=_SPANS.get(axis.every, "%a %d %b %Y"))


def _widen(frame: pl.DataFrame, axis: Axis) -> pl.DataFrame:
    """Moves `until` to where the bar of a bucket ends, a hair before the next one: milliseconds since 1970.

    A number, because a chart reads only the first field of a range as a time.
    """
    width = pl.col("until") - pl.col("bucket")
    until = pl.min_horizontal(pl.col("bucket") + width * 0.9, pl.lit(axis.end).cast(INSTANT))
    return frame.with_columns(until.dt.timestamp("ms").cast(pl.Float64).alias("until"))


def bars(
    frame: pl.DataFrame, axis: Axis, series: Mapping[str, tuple[str, str]], unit: str, number: str = ""
) -> Chart:
    """Counts per bucket, stacked. `series`: column to (name, colour); `number`: how a value is written."""
    value = alt.Tooltip("value:Q", title=unit, format=number or alt.Undefined)
    shown = _stacked(_long(_widen(frame, axis), series, keep=("bucket", "until")))
    chart = (
        alt.Chart(values(shown.filter(pl.col("value") > 0)))
        .mark_rect()
        .encode(
            x=_time(frame, axis),
            x2="until",
            y=alt.Y("low:Q", title=unit, axis=alt.Axis(tickMinStep=1, tickCount=4, format=_short(shown))),
            y2="high",
            color=_colour(series),
            tooltip=[when(axis), alt.Tooltip("series:N", title=t("What")), value],
        )
    )
    return _quiet(chart, HEIGHT)


def _short(shown: pl.DataFrame) -> str:
    """How an axis writes its values: in full, where that takes no more room than 12k."""
    most = shown.select(pl.col("high").max()).item()
    return "~s" if most is not None and most >= MANY else ",~f"


def _stacked(shown: pl.DataFrame) -> pl.DataFrame:
    """Adds `low` and `high`: where each part of a bar begins and ends."""
    high = pl.col("value").cum_sum().over("bucket", order_by="rank")
    return shown.with_columns(high.alias("high")).with_columns(
        (pl.col("high") - pl.col("value")).alias("low")
    )


_COLUMNS = "width < 240 ? 1 : width < 480 ? 2 : 5"
"""Of a legend: how wide a chart is, the browser alone knows."""


def _colour(series: Mapping[str, tuple[str, str]]) -> alt.Color:
    names = [name for name, _ in series.values()]
    colours = [colour for _, colour in series.values()]
    legend = alt.Legend(columns=alt.ExprRef(_COLUMNS)) if len(names) > 1 else None
    return alt.Color("series:N", scale=alt.Scale(domain=names, range=colours), sort=names, legend=legend)


def lines(
    frame: pl.DataFrame,
    axis: Axis,
    series: Mapping[str, tuple[str, str]],
    unit: str,
    number: str = "~s",
    domain: Sequence[float] | None = None,
    zero: bool = False,
) -> Chart:
    """Values over time; a gap where there is none. `series`: column to (name, colour)."""
    shown = _long(frame, series, keep=("bucket",))
    scale = alt.Scale(domain=list(domain)) if domain else alt.Scale(zero=True, nice=True)
    written = f"datum.value ? format(datum.value, '{number}') : '0'"  # nought has no sign
    base = alt.Chart(values(shown)).encode(
        x=_time(frame, axis),
        y=alt.Y("value:Q", title=unit, scale=scale, axis=alt.Axis(tickCount=4, labelExpr=written)),
        color=_colour(series),
        tooltip=[
            when(axis),
            alt.Tooltip("series:N", title=t("What")),
            alt.Tooltip("value:Q", title=unit, format=number),
        ],
    )  # fmt: skip
    dots = alt.OverlayMarkDef(size=36, filled=True)
    layers = [base.mark_line(strokeWidth=2, interpolate="linear", point=dots)]
    if zero:
        rule = alt.Chart(values(pl.DataFrame({"y": [0]}))).mark_rule(strokeDash=[3, 3], opacity=0.5)
        layers.insert(0, rule.encode(y="y:Q"))
    return _quiet(alt.layer(*layers), HEIGHT)


def _long(frame: pl.DataFrame, series: Mapping[str, tuple[str, str]], keep: Sequence[str]) -> pl.DataFrame:
    parts = [
        frame.select(
            *keep,
            pl.lit(name).alias("series"),
            pl.lit(rank).alias("rank"),
            pl.col(column).cast(pl.Float64).alias("value"),
        )
        for rank, (column, (name, _)) in enumerate(series.items())
    ]
    return pl.concat(parts)


def ranking(
    frame: pl.DataFrame, label: str, series: Mapping[str, tuple[str, str]], unit: str, note: str, mode: str
) -> Chart:
    """Horizontal bars in the order of the frame, stacked, with the text of column `note` at their ends."""
    order = frame[label].to_list()
    base = alt.Chart(values(_long(frame, series, (label,))))
    y = alt.Y(f"{label}:N", sort=order, title=None, axis=alt.Axis(labelLimit=140))
    drawn = base.mark_bar(cornerRadius=2, height={"band": 0.62}).encode(
        y=y,
        x=alt.X("value:Q", stack="zero", title=None, axis=None),
        color=_colour(series),
        order=alt.Order("rank:Q"),
        tooltip=[
            alt.Tooltip(f"{label}:N", title=t("For")),
            alt.Tooltip("series:N", title=t("What")),
            alt.Tooltip("value:Q", title=unit),
        ],
    )  # fmt: skip
    height = ROW * max(len(order), 1) + (30 if len(series) > 1 else 4)
    total = pl.sum_horizontal(*series).cast(pl.Float64).alias("value")
    ends = alt.Chart(values(frame.select(label, note, total)))
    text = ends.mark_text(align="left", dx=6, fontSize=12, color=INK[mode]).encode(
        y=y, x="value:Q", text=f"{note}:N"
    )
    room = {"left": 5, "top": 5, "bottom": 5, "right": 24}  # for the end of a text that a short bar has
    return _quiet(alt.layer(drawn, text), height).properties(padding=room)


def heat(
    frame: pl.DataFrame,
    x: tuple[str, Sequence[Any]],
    y: tuple[str, Sequence[Any]],
    tooltip: Mapping[str, str],
    mode: str,
    written: bool = True,
) -> Chart:
    """A map of counts in column `value`: the deeper, the more; `written` puts the number into each cell.

    `x` and `y` are columns and the order of their values; `tooltip` maps columns to titles.
    """
    most = float(frame.select(pl.col("value").max()).item() or 1)
    # Slanted labels where columns are narrow; a chart's width is known to the browser only.
    narrow = f"width < {70 * len(x[1])}" if written else "false"
    slant = alt.Axis(
        labelAngle=alt.ExprRef(f"{narrow} ? -35 : 0"),
        labelAlign=alt.ExprRef(f"{narrow} ? 'left' : 'center'"),
        orient="top",
        labelOverlap=not written,
        labelFlush=False,
    )
    base = alt.Chart(values(frame)).encode(
        x=alt.X(f"{x[0]}:N", sort=list(x[1]), title=None, scale=alt.Scale(domain=list(x[1])),
                axis=slant),
        y=alt.Y(f"{y[0]}:N", sort=list(y[1]), title=None, scale=alt.Scale(domain=list(y[1])),
                axis=alt.Axis(labelFlush=False)),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in tooltip.items()],
    )  # fmt: skip
    strength = alt.Opacity("value:Q", scale=alt.Scale(domain=[0, most], range=[0.1, 1]), legend=None)
    cells = base.mark_rect(cornerRadius=4, color=TEAL).encode(opacity=strength)
    height = ROW * len(y[1]) + (64 if written else 36)
    if not written:
        return _quiet(cells, height)
    ink = alt.condition(f"datum.value > {most * 0.6}", alt.value("white"), alt.value(INK[mode]))
    text = base.mark_text(fontSize=13, fontWeight=600).encode(text="value:Q", color=ink)
    return _quiet(alt.layer(cells, text), height)


def spark(frame: pl.DataFrame, axis: Axis, column: str, title: str) -> Chart:
    """Small bars without axes: one per bucket."""
    return (
        alt.Chart(values(_widen(frame, axis)))
        .mark_rect(color=TEAL)
        .encode(
            x=_time(frame, axis).axis(None),
            x2="until",
            y=alt.Y(f"{column}:Q", axis=None),
            y2=alt.datum(0),
            tooltip=[when(axis), alt.Tooltip(f"{column}:Q", title=title)],
        )
        .properties(height=44)
        .configure(**_written())
        .configure_view(stroke=None)
    )
