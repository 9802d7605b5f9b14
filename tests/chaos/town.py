"""Who is there: pairs that talk, one of them with two screens; and a desk that visitors write to."""

from __future__ import annotations

from pathlib import Path

import httpx
import msgspec

from tests.chaos.people import Identity
from tests.person import Person

_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(list[Identity])


def settled(file: Path, url: str, pairs: int, visitors: int) -> list[Identity]:
    """Those of an earlier run, or new ones, noted in `file`."""
    if file.exists():
        return _DECODER.decode(file.read_bytes())
    found = [one for number in range(pairs) for one in _pair(url, number)]
    found += _desk(url, visitors) if visitors else []
    file.write_bytes(_ENCODER.encode(found))
    return found


def _pair(url: str, number: int) -> list[Identity]:
    ana, ben = Person(url, f"Ana{number}", "pt"), Person(url, f"Ben{number}", "en")
    talk = ana.talk_to(ben)
    return [
        Identity(ana.id, ana.token, "pt", "person", (talk,)),
        Identity(ben.id, ben.token, "en", "person", (talk,), screens=2),
    ]


def _desk(url: str, visitors: int) -> list[Identity]:
    """An organisation with one agent, and visitors of its channel."""
    nora = Person(url, "Nora", "pt")
    made = nora.http.post("/api/organisations", json={"name": "Casa", "language": "pt"}).json()
    where = f"/api/organisations/{made['id']}"
    channel = nora.http.post(f"{where}/channels", json={"name": "Shop", "language": "pt"}).json()
    guests = [_visitor(url, channel["key"]) for _ in range(visitors)]
    talks = tuple(talk for one in guests for talk in one.talks)
    return [Identity(nora.id, nora.token, "pt", "agent", talks), *guests]


def _visitor(url: str, key: str) -> Identity:
    with httpx.Client(base_url=url, timeout=120) as http:
        body = {"language": "en", "consent": True}
        made = http.post(f"/api/widget/{key}/visitors", json=body).json()
        http.headers["Authorization"] = f"Bearer {made['token']}"
        talk = http.post("/api/widget/visitors/me/conversations").json()["id"]
        first = {"text": "Hello? #first", "client_id": "first"}  # before it nobody else sees the conversation
        http.post(f"/api/widget/visitors/me/conversations/{talk}/messages", json=first).raise_for_status()
    return Identity(made["contact_id"], made["token"], "en", "visitor", (talk,))
