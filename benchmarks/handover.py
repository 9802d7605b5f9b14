"""From a visitor's question to the bot's answer, and from asking for a person to what the agent has then.

Visitors come one after the other and write Spanish; the articles and the agent are English. The bot's first
answer, for which a worker reads the articles, does not count. The agent has all when the conversation is in
the queue, and every message of it can be read in both languages.
"""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from benchmarks.latency import quantile
from tests.flow.installation import Installation, Speaker, until

VISITORS = 20
ARTICLES = {
    "Returning an item": "You may send back anything unused within 30 days of receiving it.",
    "Shipping costs": "Shipping costs 4.90 euros. From 60 euros on it is free.",
    "Opening hours of the shop": "Our shop is open from Monday to Saturday, ten to seven.",
    "Warranty": "All furniture has a guarantee of five years.",
}
QUESTION, WISH = "¿Cuánto cuestan los gastos de envío?", "Quiero hablar con una persona"
MINE = "/api/widget/visitors/me/conversations"
LOOK = 0.005
"""Seconds between two looks: the service is asked over HTTP, which takes a little longer than a socket."""
PATIENCE = 60.0


def measure(installation: Installation) -> dict[str, float]:
    """Milliseconds, by name."""
    vera = Speaker(installation.url, "Vera", "en")
    where = f"/api/organisations/{_made(vera.http, '/api/organisations', name='Casa', language='en')['id']}"
    for title, text in ARTICLES.items():
        _made(vera.http, f"{where}/articles", title=title, language="en", text=text)
    assert vera.http.patch(f"{where}/bot", json={"enabled": True}).status_code == 200
    key = _made(vera.http, f"{where}/channels", name="Shop", language="en")["key"]
    _first(installation.url, key)
    waits = [_visit(installation.url, key, vera) for _ in range(VISITORS)]
    answers, known = [one for one, _ in waits], [one for _, one in waits]
    return {
        "bot_answer_p50_ms": quantile(answers, 0.5),
        "bot_answer_p95_ms": quantile(answers, 0.95),
        "handover_p50_ms": quantile(known, 0.5),
        "handover_p95_ms": quantile(known, 0.95),
    }


def _first(url: str, key: str) -> None:
    """Until articles are where workers find them, and one has read them."""

    def answered() -> bool:
        visitor, talk = _visitor(url, key)
        _say(visitor, talk, QUESTION)
        until(lambda: _said(visitor, talk, 2), PATIENCE, "a word of the bot")
        return bool(_said(visitor, talk, 2)[0]["content"]["outcome"] == "answered")

    until(answered, 4 * PATIENCE, "an answer of the bot")


def _visit(url: str, key: str, vera: Speaker) -> tuple[float, float]:
    visitor, talk = _visitor(url, key)
    answered = _timed(lambda: _say(visitor, talk, QUESTION), lambda: bool(_said(visitor, talk, 2)))
    known = _timed(lambda: _say(visitor, talk, WISH), lambda: _has_all(vera, talk))
    return answered, known


def _timed(act: Callable[[], object], done: Callable[[], bool]) -> float:
    """Milliseconds from before something is done to when it has come about."""
    began = time.perf_counter()
    act()
    while not done():
        assert time.perf_counter() - began < PATIENCE, "nothing came of it"
        time.sleep(LOOK)
    return 1000 * (time.perf_counter() - began)


def _has_all(vera: Speaker, talk: str) -> bool:
    waiting = vera.http.get("/api/desk/conversations", params={"limit": 100}).json()["items"]
    if talk not in {one["conversation"]["id"] for one in waiting}:
        return False
    said = vera.messages(talk)
    return len(said) == 4 and all(_both(one["enrichment"]["translations"], one["language"]) for one in said)


def _both(made: dict[str, Any], language: str) -> bool:
    return bool((made.get("es" if language == "en" else "en") or {}).get("text"))


def _visitor(url: str, key: str) -> tuple[httpx.Client, str]:
    http = httpx.Client(base_url=url, timeout=60)
    came = _made(http, f"/api/widget/{key}/visitors", language="es", consent=True)
    http.headers["Authorization"] = f"Bearer {came['token']}"
    return http, str(_made(http, MINE)["id"])


def _say(visitor: httpx.Client, talk: str, text: str) -> None:
    _made(visitor, f"{MINE}/{talk}/messages", text=text, client_id=secrets.token_hex(8))


def _said(visitor: httpx.Client, talk: str, seq: int) -> list[dict[str, Any]]:
    answer = visitor.get(f"{MINE}/{talk}/messages", params={"after": seq - 1})
    return list(answer.json()["messages"])


def _made(http: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = http.post(path, json=body or None)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="duo-handover-") as folder:
        installation = Installation(
            Path(folder) / "home", DUOLOGUE_LIMITS="visiting=1000/hour,reading=100000/minute"
        )
        installation.start()
        try:
            json.dump(measure(installation), sys.stdout, indent=2)
        finally:
            installation.stop()


if __name__ == "__main__":
    main()
