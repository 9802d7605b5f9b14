"""System health: whether every part is ready, and how upkeep goes. For the operator."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from dashboards import words
from dashboards.health import Health
from dashboards.panels import Figure, figures, nothing, panel, table


def draw(found: Health | None, as_of: datetime | None, zone: str) -> None:
    """The whole page. `as_of`: up to when events are in the log."""
    if found is None:
        st.error(
            "The chat does not answer. `duologue doctor` says what is missing; logs lie in `logs` at home.",
            icon=":material/error:",
        )
        return
    unwell = [name for name, part in found.parts.items() if part.status != "ok"]
    failing = [name for name, job in found.jobs.items() if job.status in ("failing", "late")]
    figures(
        [
            Figure("Parts ready", _of(len(unwell), len(found.parts)), "Parts that are ready, of all."),
            Figure("Jobs well", _of(len(failing), len(found.jobs)), "Neither failing nor late."),
            Figure("Event log", words.moment(as_of, zone), "Up to when events are in the log."),
        ]
    )
    _parts(found)
    _jobs(found, zone)


def _parts(found: Health) -> None:
    with panel("Parts", "Store, broker, streams and processes, looked at just now."):
        table(
            {
                "Part": [words.intent(name) for name in found.parts],
                "State": [part.status for part in found.parts.values()],
                "Detail": [part.detail or words.NOTHING for part in found.parts.values()],
            },
            "Parts",
        )


def _jobs(found: Health, zone: str) -> None:
    with panel("Upkeep", "Jobs, as whichever process ran them last."):
        if not found.jobs:
            nothing("No job has run so far.")
            return
        jobs = found.jobs.values()
        table(
            {
                "Job": [words.intent(name) for name in found.jobs],
                "State": [job.status for job in jobs],
                "Last run": [words.moment(job.last_run, zone) for job in jobs],
                "Took": [words.duration(job.seconds) for job in jobs],
                "Did": [words.count(job.done) for job in jobs],
                "Failed runs": [words.count(job.failures) for job in jobs],
                "Error": [job.error or words.NOTHING for job in jobs],
            },
            "Jobs",
        )


def _of(without: int, every: int) -> str:
    return f"{every - without} of {every}"
