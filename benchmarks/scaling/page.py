"""What `docs/scaling.md` says, a block for each question."""

from __future__ import annotations

from benchmarks.peers.report import table
from benchmarks.scaling.demand import (
    cpu,
    directions,
    envelopes,
    loads_a_message,
    message_ms,
    models,
    models_of,
    unequal,
    work,
)
from benchmarks.scaling.figures import Figures
from benchmarks.scaling.run import STAGES, Lived
from benchmarks.scaling.sizing import Sized, carries
from benchmarks.scaling.steps import LAPTOP, LARGE, WAYS

PARTS = ("serve", "worker", "jobs", "collect", "broker", "postgresql")
LIMITED = {
    "relay": "the one relay that hands messages to the streams",
    "index": "the one job that puts words into the index",
    "broker": "the one server of the broker",
    "postgresql": "PostgreSQL's primary",
    "serve": "the one `serve`, which has one core",
    "machine": "the machine's cores",
}


def sizes(sized: list[Sized]) -> str:
    """What each size needs."""
    return (
        f"Cores at the peak of the day:\n\n{_busy(sized)}\n\nWhat has to be there for it:\n\n{_there(sized)}"
    )


def _busy(sized: list[Sized]) -> str:
    head = ("daily people", "way", "messages/s mean, peak", "open sockets", *(f"{part}" for part in PARTS))
    return table(
        head,
        [
            [
                f"{one.asked.people:,.0f}",
                one.way.name,
                f"{one.asked.mean:,.2g}, {one.asked.messages:,.2g}"
                if one.asked.messages < 10
                else f"{one.asked.mean:,.0f}, {one.asked.messages:,.0f}",
                f"{one.asked.sockets:,.0f}",
                *(_cores(one.cores.get(part)) for part in PARTS),
            ]
            for one in sized
        ],
    )


def _there(sized: list[Sized]) -> str:
    return table(
        (
            "daily people", "serve", "workers of 2 cores", "servers of the broker", "machines", "stores",
            "GB of all sockets", "GB of messages in a year", "GB on the broker after an hour without workers",
            "US dollars a month",
        ),
        [
            [
                f"{one.asked.people:,.0f}",
                f"{one.processes['serve']}",
                f"{one.processes['worker']}" if one.way.serves else "1, with what is left",
                f"{one.processes['broker']}",
                f"{one.nodes}",
                f"{one.stores}",
                f"{one.socket_gb:,.2f}",
                f"{one.stored_gb:,.0f}",
                f"{one.hour_without_workers_gb:,.2g}",
                f"{one.dollars:,.0f}" if one.way != LAPTOP else "",
            ]
            for one in sized
        ],
    )  # fmt: skip


def _cores(used: float | None) -> str:
    if used is None:
        return "in serve"
    return f"{used:,.3f}" if used < 0.1 else f"{used:,.1f}"


def breaks(figures: Figures, seed: int) -> str:
    """Until when each way does."""
    rows = []
    for way in WAYS:
        found = carries(figures, way, seed)
        rows.append([way.name, *(f"{_people(many)}: {LIMITED[part]}" for part, many in found[:3])])
    return table(("way", "breaks first, at daily people", "then", "then"), rows)


def _people(many: float) -> str:
    """Two digits: nobody knows more."""
    return f"{float(f'{many:.2g}'):,.0f}"


def settings() -> str:
    """The smallest change of each step."""
    blocks = []
    for way in WAYS:
        rows = [[f"`{one.named}`", one.why] for one in way.changes]
        changed = table(("set", "because"), rows) if rows else "Nothing is set."
        blocks.append(f"**{way.name.capitalize()}, {way.people:,} daily people**: {way.what}\n\n{changed}")
    return "\n\n".join(blocks)


def days(lived: list[tuple[Sized, int, Lived]]) -> str:
    """A day of each."""
    head = (
        "daily people", "stores", "messages", "through all stages", "waiting at the end",
        "machines that failed", "most that waited", "translated within, half", "99 of 100",
    )  # fmt: skip
    return table(
        head,
        [
            [
                f"{sized.asked.people:,.0f}",
                f"{stores}",
                f"{day.written.sum():,}",
                f"{day.handled[STAGES[-1]].sum():,}",
                f"{day.left:,}",
                f"{len(day.failed)}",
                f"{max(int(one.max()) for one in day.waiting.values()):,}",
                _time(day.translated_within(0.5)),
                _time(day.translated_within(0.99)),
            ]
            for sized, stores, day in lived
        ],
    )


def _time(seconds: float) -> str:
    if seconds == 0:
        return "the same 10 s"
    return f"{seconds:,.0f} s" if seconds < 120 else f"{seconds / 60:,.0f} min"


def languages(figures: Figures, seed: int) -> str:
    """What the number of models that a worker keeps makes of its work."""
    shares, asked = directions(figures), work(figures, LARGE.people)
    by_steps = [sum(share for pair, share in shares.items() if len(models_of(pair)) == n) for n in range(3)]
    said = (
        f"{len(figures.assumed.languages)} languages, {len(shares)} directions, {models(figures)} models. Of "
        f"all messages {by_steps[0]:.0%} need none, {by_steps[1]:.0%} one, {by_steps[2]:.0%} two, by English."
    )
    rows = []
    for kept in (4, 6, 8, 10, 12, models(figures)):
        loads = loads_a_message(figures, kept, seed)
        ms = message_ms(figures, loads)
        memory = figures.said("worker_mb") + (kept - 2) * figures.said("model_mb") / 2
        rows.append(
            [
                f"{kept}",
                f"{loads:.2f}",
                f"{ms:.1f}",
                f"{asked.messages * ms / 1000:,.0f}",
                f"{memory:,.0f}",
            ]
        )
    head = (
        "`DUOLOGUE_LOADED_MODELS`",
        "models loaded a message",
        "CPU ms a message",
        "cores at 10,000,000",
        "MB a worker",
    )
    return f"{said}\n\n{table(head, rows)}"


def telling(figures: Figures) -> str:
    """Pub/sub, by the number of web processes."""
    asked, rows = work(figures, LARGE.people), []
    alone = cpu(figures, asked, LARGE.store, 0.0)
    for count in (1, 2, 4, 16, 64):
        cores = cpu(figures, asked, LARGE.store, 1 - 1 / count)
        rows.append(
            [
                f"{count}",
                f"{envelopes(figures, asked) * (1 - 1 / count):,.0f}",
                f"{cores['broker'] - alone['broker']:.1f}",
                f"{cores['serve'] - alone['serve']:.1f}",
            ]
        )
    head = (
        "`serve`",
        "envelopes/s that another one hears",
        "cores of the broker for it",
        "cores of `serve` for it",
    )
    return table(head, rows)


def partitions(figures: Figures, seed: int) -> str:
    """The busiest partition over the mean."""
    counts = (8, 64, 256, 1024)
    rows = [
        [f"{people:,}", *(f"{unequal(figures, people, count, seed):.2f}" for count in counts)]
        for people in (10_000, 1_000_000, 10_000_000)
    ]
    return table(("daily people", *(f"{count:,} partitions" for count in counts)), rows)


def costs(figures: Figures) -> str:
    """All that was measured."""
    measured = figures.measured
    return "\n\n".join(
        [
            f"Measured on {measured.machine}; {measured.rate:.0f} of each a second "
            "(`python -m benchmarks.scaling.measure --write`).",
            _by_part(figures),
            _alone(figures),
            f"A translation model that is not loaded takes {measured.model_load_ms:,.0f} ms of CPU more.",
            _cited(figures),
        ]
    )


def _by_part(figures: Figures) -> str:
    rows = [
        [store, kind.replace("_", " "), *(f"{parts[part]:.3f}" if part in parts else "" for part in PARTS)]
        for store, kinds in figures.measured.cpu_ms.items()
        for kind, parts in kinds.items()
    ]
    return table(("store", "CPU ms of one", *PARTS), rows)


def _alone(figures: Figures) -> str:
    """What one process does for all of a store."""
    shown = {
        "relayed_per_second": "messages relayed/s",
        "indexed_per_second": "messages indexed/s",
        "told_broker_ms": "an envelope told, ms of the broker",
        "told_serve_ms": "and of both `serve`",
    }
    rows = [
        [store, *(f"{found[name]:,.4g}" for name in shown)] for store, found in figures.measured.alone.items()
    ]
    return table(("store", *shown.values()), rows)


def _cited(figures: Figures) -> str:
    rows = [
        [f"{one.value:,g}", one.unit, f"[{one.page}]({one.page}): {one.said}"]
        for one in figures.cited.values()
    ]
    return table(("value", "of", "from"), rows)
