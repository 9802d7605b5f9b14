"""Traces by OpenTelemetry, where its endpoint is set and it is installed; else nothing at all happens.

All spans of one message are one trace: the id of its request, which events carry, is the id of the trace.
Attributes are ids and names of ours: no text, nobody's name.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from wire.contracts import trail

log = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

Begin = Callable[[str, dict[str, str]], AbstractContextManager[object]]


_NONE = nullcontext()


def _nothing(_: str, __: dict[str, str]) -> AbstractContextManager[object]:
    return _NONE


_begin: Begin = _nothing


def configure(part: str) -> None:
    """Send traces of this process from now on, if the environment names where to. Call once, from a part."""
    global _begin
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return
    try:
        _begin = _open_telemetry(part)
    except ImportError:
        log.warning("no traces: pip install 'duologue[otel]'")


def wanted() -> bool:
    """Whether anybody gets spans: what they are made of need not be looked for otherwise."""
    return _begin is not _nothing


def span(name: str, **ids: str) -> AbstractContextManager[object]:
    """A span while inside, in the trace of the request that `ids` or the context name."""
    return _NONE if _begin is _nothing else _begin(name, {**trail.current(), **ids})


def _open_telemetry(part: str) -> Begin:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"duologue-{part}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("duologue")

    def begin(name: str, ids: dict[str, str]) -> AbstractContextManager[object]:
        number = ids.get("request_id")
        context = None
        if number is not None:
            known = trace.SpanContext(
                int(number, 16), int(number[:16], 16) or 1, is_remote=True, trace_flags=trace.TraceFlags(1)
            )
            context = trace.set_span_in_context(trace.NonRecordingSpan(known))
        return tracer.start_as_current_span(
            name, context=context, attributes=dict(ids), record_exception=False, set_status_on_exception=False
        )

    return begin
