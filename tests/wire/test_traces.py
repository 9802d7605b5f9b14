"""Traces: none unless an endpoint is set; then one trace per request, through parts, with ids and no text."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from wire.contracts.trail import new_request_id

CANARY = "canary that somebody wrote"
SCRIPT = f"""
import sys
from wire.contracts.trail import following
from wire.observability import traces
from wire.observability.work import working

class Event:
    message_id, request_id, text = "message-1", sys.argv[1], {CANARY!r}

traces.configure("worker")
try:
    with working("messages", "nlp", [Event()]):
        raise ValueError({CANARY!r})
except ValueError:
    pass
print(sorted(name for name in sys.modules if name.startswith("opentelemetry.exporter"))[:1])
"""


@pytest.fixture
def collector():
    """An endpoint that keeps what it gets."""
    bodies = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", bodies
    server.shutdown()
    thread.join()
    server.server_close()


def run(number, **environ):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, number],
        env=clean | environ,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_without_an_endpoint_nothing_is_loaded():
    done = run(new_request_id())
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_a_span_is_in_the_trace_of_its_request_and_carries_ids_alone(collector):
    url, bodies = collector
    number = new_request_id()
    done = run(number, OTEL_EXPORTER_OTLP_ENDPOINT=url, OTEL_EXPORTER_OTLP_COMPRESSION="none")
    assert done.returncode == 0, done.stderr
    (body,) = bodies
    assert bytes.fromhex(number) in body and b"message-1" in body and b"nlp messages" in body
    assert b"duologue-worker" in body and CANARY.encode() not in body
