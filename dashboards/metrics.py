"""What the dashboard counts, for Prometheus: open pages, and answers. No path and nobody's name is in it."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from wire.observability.metrics import REGISTRY

VIEWERS = Gauge(
    "duologue_dashboard_viewers",
    "Pages of the dashboard that are open: each holds a session in memory.",
    registry=REGISTRY,
)
ANSWERS = Counter(
    "duologue_dashboard_answers_total",
    "HTTP answers of the dashboard, by the first digit of their status.",
    ("status",),
    registry=REGISTRY,
)


def counted(status: int) -> None:
    """One more answer."""
    ANSWERS.labels(f"{status // 100}xx").inc()
