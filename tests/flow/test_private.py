"""A home in use: nobody else can read any of it, and what was only previewed is nowhere in it."""

import asyncio
import json
import stat

import pytest
from websockets.asyncio.client import connect

from tests.flow.installation import Installation, Speaker, until
from wire.home import opened

pytestmark = pytest.mark.slow
CANARY = "Zanzibarquartz"


async def preview(installation: Installation, who: Speaker, conversation: str, text: str) -> dict:
    headers = {"Authorization": f"Bearer {who.token}"}
    async with connect(
        installation.url.replace("http", "ws") + "/api/live", additional_headers=headers
    ) as socket:
        await socket.send(json.dumps({"type": "hello", "positions": {}}))
        frame = {"type": "preview", "ref": "r", "conversation_id": conversation, "text": text}
        await socket.send(json.dumps(frame))
        async with asyncio.timeout(60):
            while (found := json.loads(await socket.recv()))["type"] != "previewed":
                pass
        return found


def test_a_used_home_is_closed_and_holds_nothing_that_was_not_sent(watched):
    installation, home = watched, watched.home
    ana, ben = Speaker(installation.url, "Ana", "pt"), Speaker(installation.url, "Ben", "en")
    talk = ana.talk_to(ben)
    shown = asyncio.run(preview(installation, ana, talk, f"Vou a {CANARY} amanhã com o {CANARY.lower()}."))
    assert CANARY in (shown["translation"]["text"] or ""), "it went all the way"
    ana.post(talk, "Bom dia, como vai?")
    ben.enriched(talk)
    until(lambda: list(home.glob("lake/enrichments/**/*.parquet")), 90, "the lake has files")
    files = installation.files()
    kinds = {path.suffix for path in files}
    assert {".db", ".db-wal", ".db-shm", ".parquet", ".log", ".aof", ".lock"} <= kinds, kinds
    assert stat.S_ISSOCK((home / "broker" / "valkey.sock").stat().st_mode)
    assert [str(path) for path in opened(home)] == []
    assert [path for path, body in files.items() if CANARY.lower().encode() in body.lower()] == []
    assert any(b"Bom dia, como vai?" in body for body in files.values()), "what was sent is there"
    assert installation.stop() == 0
    assert [str(path) for path in opened(home)] == []
