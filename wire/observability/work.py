"""What is done with stream entries, as seen from outside: counted, measured, traced, and followed by ids."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from wire.contracts.trail import following
from wire.observability import traces
from wire.observability.metrics import FAILED, HANDLED, HANDLING
from wire.tasks import PASSING

log = logging.getLogger(__name__)


@contextmanager
def working(stream: str, group: str, values: Sequence[object]) -> Iterator[None]:
    """While a batch is handled. What is logged inside bears the ids of its message, where it is one.

    What passes by itself is no failure, and is tried again.
    """
    told = traces.wanted() or log.isEnabledFor(logging.DEBUG)
    ids = [ids_of(one) for one in values] if told or len(values) == 1 else []
    with ExitStack() as stack:
        if len(ids) == 1:
            stack.enter_context(following(**ids[0]))
        stack.enter_context(HANDLING.labels(stream, group).time())
        for one in ids if told else ():
            stack.enter_context(traces.span(f"{group} {stream}", **one))
        try:
            yield
        except PASSING:
            raise
        except Exception:
            FAILED.labels(stream, group).inc()
            raise
    HANDLED.labels(stream, group).inc(len(values))
    for one in ids if told else ():
        log.debug("handled", extra={**one, "stream": stream, "group": group})


def ids_of(value: object) -> dict[str, str]:
    """Ids of the message that an event is about, and of the request that began it, as far as it has them."""
    found = {name: getattr(value, name, None) for name in ("message_id", "request_id")}
    return {name: one for name, one in found.items() if isinstance(one, str)}
