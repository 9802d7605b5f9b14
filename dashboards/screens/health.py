"""System health: whether every part is ready, and how upkeep goes. For the operator."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import streamlit as st

from dashboards import words
from dashboards.health import Health, detail
from dashboards.panels import Figure, figures, nothing, panel, table
from dashboards.speech import mark, t

STATES = {
    "ok": mark("well"),
    "running": mark("running"),
    "loading": mark("loading"),
    "late": mark("late"),
    "failing": mark("failing"),
    "absent": mark("absent"),
}
PARTS = {
    "store": mark("Store"),
    "broker": mark("Broker"),
    "relay": mark("Relay"),
    "apply": mark("Results of workers"),
    "outbox": mark("Outbox"),
    "streams": mark("Streams"),
    "worker": mark("Worker"),
    "collector": mark("Collector"),
    "jobs": mark("Jobs"),
}
JOBS = {
    "reconcile": mark("Lost work"),
    "prioritise": mark("Work that is awaited"),
    "backfill": mark("What failed, again"),
    "lake_gaps": mark("Gaps in the event log"),
    "erasure": mark("Erasure"),
    "taken_back": mark("What was taken back"),
    "search": mark("Search index"),
    "sessions": mark("Old sessions"),
    "retention": mark("Retention"),
    "lake_files": mark("Files of the event log"),
    "painpoints": mark("Pain points"),
    "desk": mark("Desk"),
    "articles": mark("Articles"),
    "webhooks": mark("Webhooks"),
    "queues": mark("Queues"),
    "files": mark("Files"),
    "transcripts": mark("Voice notes"),
    "trim": mark("Streams cut short"),
    "checkpoint": mark("Log of the store"),
    "broker_file": mark("File of the broker"),
}
"""Each by its name in `/health`; one that is not here is called by that."""


def draw(found: Health | None, as_of: datetime | None, zone: str) -> None:
    """The whole page. `as_of`: up to when events are in the log."""
    if found is None:
        st.error(
            t(
                "The chat does not answer. `duologue doctor` says what is missing; "
                "the logs are in `logs` at home."
            ),
            icon=":material/error:",
        )
        return
    unwell = [name for name, part in found.parts.items() if part.status != "ok"]
    failing = [name for name, job in found.jobs.items() if job.status in ("failing", "late")]
    figures(
        [
            Figure(t("Parts ready"), _of(unwell, found.parts), t("Parts that are ready, of all.")),
            Figure(t("Jobs well"), _of(failing, found.jobs), t("Neither failing nor late.")),
            Figure(t("Event log"), words.moment(as_of, zone), t("Up to when events are in the log.")),
        ]
    )
    _parts(found)
    _jobs(found, zone)


def _parts(found: Health) -> None:
    with panel(t("Parts"), t("Store, broker, streams and processes, looked at just now.")):
        table(
            {
                t("Part"): [_called(name, PARTS) for name in found.parts],
                t("State"): [_called(part.status, STATES) for part in found.parts.values()],
                t("Detail"): [detail(part) for part in found.parts.values()],
            },
            t("Parts"),
            own=(2,),
        )


def _jobs(found: Health, zone: str) -> None:
    with panel(t("Upkeep"), t("Jobs, as whichever process ran them last.")):
        if not found.jobs:
            nothing(t("No job has run so far."))
            return
        jobs = found.jobs.values()
        table(
            {
                t("Job"): [_called(name, JOBS) for name in found.jobs],
                t("State"): [_called(job.status, STATES) for job in jobs],
                t("Last run"): [words.moment(job.last_run, zone) for job in jobs],
                t("Took"): [words.duration(job.seconds) for job in jobs],
                t("Did"): [words.count(job.done) for job in jobs],
                t("Failed runs"): [words.count(job.failures) for job in jobs],
                t("Error"): [job.error or words.NOTHING for job in jobs],
            },
            t("Jobs"),
        )


def _called(name: str, known: Mapping[str, str]) -> str:
    return t(known[name]) if name in known else words.intent(name)


def _of(without: Sequence[str], every: Collection[str]) -> str:
    return words.of(len(every) - len(without), len(every))
