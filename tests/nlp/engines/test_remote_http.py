"""Engine `remote` against a server in this process, over real HTTP."""

import http.server
import json
import threading
from contextlib import contextmanager, suppress

import pytest

from nlp.engines.remote import server as remote_server
from nlp.engines.remote.engine import RemoteEngine
from nlp.tasks.translation.translator import Ask, build_translator
from tests.nlp.engines.mirror import serving
from tests.nlp.engines.test_remote import KEY, LANGUAGES, no_waiting, settings  # noqa: F401


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, LANGUAGES)

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.seen.append((self.path, self.headers.get("authorization"), question))
        if self.server.busy:
            self.server.busy -= 1
            return self.answer(503, {"error": "busy"})
        return self.answer(200, {"translatedText": [text[::-1] for text in question["q"]]})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("connection", "close")  # so that a server that ends is really away
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@contextmanager
def libre():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.seen, server.busy = [], 0
    with serving(server):
        yield server


def test_over_real_http_with_a_busy_moment_and_a_password(tmp_path):
    with libre() as server:
        server.busy = 1
        port = server.server_address[1]
        engine = RemoteEngine(settings(tmp_path, f"http://me:word@127.0.0.1:{port}/"))
        assert ("en", "de") in {(edge.source, edge.target) for edge in engine.edges()}
        assert engine.translate("en", "de", ["abc"])[0].text == "cba"
        engine.close()
        path, authorization, question = server.seen[-1]
        assert path == "/translate" and authorization.startswith("Basic ")
        assert question["api_key"] == KEY
        assert len(server.seen) == 2


def test_a_server_that_ends_gives_failed_translations_through_the_whole_translator(tmp_path):
    with libre() as server:
        translator = build_translator(settings(tmp_path, f"http://127.0.0.1:{server.server_address[1]}"))
        (done,) = translator.translate([Ask("Where is the harbour master?", "en", "de")])
        assert (done.status, done.engine) == ("done", "remote")
    (failed,) = translator.translate([Ask("Another sentence, about boats.", "en", "de")])
    assert (failed.status, failed.reason) == ("failed", "engine_error")
    translator.close()


@pytest.mark.parametrize("what", ["header", "body"])
def test_an_answer_that_drips_is_not_waited_for(tmp_path, monkeypatch, what):
    """Each byte comes in time; all of them never do. It held the one thread that has the models."""
    monkeypatch.setattr(remote_server, "ANSWER_SECONDS", 0.2)
    over = threading.Event()

    class Dripping(Handler):
        def do_POST(self):
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if what == "body" else b"x-more: "))
            with suppress(OSError):
                while not over.wait(0.02):
                    self.wfile.write(b" ")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    with serving(server):
        engine = RemoteEngine(settings(tmp_path, f"http://127.0.0.1:{server.server_address[1]}"))
        try:
            (done,) = engine.translate("en", "de", ["hi"])
        finally:
            over.set()
            engine.close()
    assert done.text is None and "in time" in done.problem
