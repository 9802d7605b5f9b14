"""Tables in Markdown, and their place in a page: between two markers, so that a new run replaces the old."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.measure import FIXED, Measured, Row

HEAD = ("server", "pairs", "50/s p50, p99", "150/s p50, p99", "highest rate, p99 < 500 ms", "CPU s per 1,000")
DETAIL = (
    "server", "rate/s", "acknowledged p50, p99", "received p50, p99", "server CPU s per 1,000",
    "worker CPU s per 1,000", "generator CPU", "generator lag p99",
)  # fmt: skip


def tables(rows: Sequence[Row], machine: str) -> str:
    """The summary, every step that counts, and what ran."""
    return "\n\n".join(
        [
            f"Measured on {machine}.",
            table(HEAD, [_summary(row) for row in rows]),
            "Each figure in milliseconds from when a message was due; acknowledged and received apart:",
            table(DETAIL, [line for row in rows for line in _details(row)]),
            _versions(rows),
        ]
    )


def _summary(row: Row) -> list[str]:
    if row.skipped:
        return [row.name, f"{row.pairs}", "", "", f"not measured: {_first_line(row.skipped)}", ""]
    fixed = {one.step.rate: one for one in row.fixed}
    cells = [_pair(fixed[rate].step.p50, fixed[rate].step.p99) if rate in fixed else "full" for rate in FIXED]
    held = f"{'over ' if row.beyond else ''}{row.held:,.0f}/s"
    return [row.name, f"{row.pairs}", *cells, held, _cpu(row)]


def _cpu(row: Row) -> str:
    """At 150/s, and at the highest rate; with the worker's where there is one."""
    at = [(f"{one.step.rate:,.0f}/s", one) for one in (*row.fixed[-1:], row.top) if one is not None]
    return "; ".join(f"{_spent(one)} at {rate}" for rate, one in at)


def _spent(one: Measured) -> str:
    worker = one.cpu.get("worker")
    return f"{one.cpu['server']:.2f}" + (f" + {worker:.2f} worker" if worker is not None else "")


def _details(row: Row) -> list[list[str]]:
    return [
        [
            f"{row.name}, {row.pairs} pairs",
            f"{one.step.rate:,.0f}{' (over its limit)' if one.step.was_cut else ''}",
            _pair(one.step.ack_p50, one.step.ack_p99),
            _pair(one.step.p50, one.step.p99),
            f"{one.cpu['server']:.2f}",
            f"{one.cpu['worker']:.2f}" if "worker" in one.cpu else "",
            f"{one.step.generator_cpu:.0%}",
            f"{one.step.lag_p99:.1f}{' void' if one.step.void else ''}",
        ]
        for one in (*row.fixed, row.top)
        if one is not None
    ]


def _versions(rows: Sequence[Row]) -> str:
    return "\n".join(dict.fromkeys(f"- {row.name}: {row.version}" for row in rows if row.version))


def _pair(low: float, high: float) -> str:
    return f"{_ms(low)}, {_ms(high)}"


def _ms(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:120].replace("|", "/")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(page: Path, name: str, text: str) -> None:
    """Write between `<!-- NAME: …-->` and `<!-- /NAME -->`. ValueError where the page has no such place."""
    found = re.compile(rf"(<!-- {name}:[^>]*-->\n).*?(<!-- /{name} -->)", re.S)
    was = page.read_text()
    now, count = found.subn(lambda match: f"{match[1]}{text}\n{match[2]}", was)
    if count != 1:
        raise ValueError(f"{page} has no place for {name}")
    page.write_text(now)
