"""A town of people, an organisation and its rival, and visitors of both: whom every door is tried as."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import httpx

from tests.api.bringing import begun
from tests.api.doors import ARTICLE, BOT, Rule
from tests.api.serving import Guest, Served
from tests.api.visitors import ME, Visitor
from wire.contracts.ids import new_id

NOWHERE = ("preview_id", "passkey_id", "identity_id")
"""Of what need not be there to be taken away."""


@dataclass
class Town:
    """Ana and Bob talk. Casa has an owner, a member of each other role, and a contact; Rival is another's."""

    served: Served
    people: dict[str, Guest]
    visitors: dict[str, Visitor]
    """Of Casa and of Rival: "visitor", "other_visitor"."""
    ids: dict[str, dict[str, str]]
    """What stands in the addresses, by what it belongs to: "direct", "service", "visited"."""

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.served.url, timeout=120)
        """Nobody's: who asks is in each request."""

    def call(
        self, who: str, method: str, path: str, rule: Rule, kind: str, names: dict[str, str] | None = None
    ) -> httpx.Response:
        """The request of a door, about things of this kind, by somebody or, as "nobody", signed out.

        `names`: of what it is about, as `names` gives it; made for this call unless given.
        """
        names = names or self.names(method, path, rule, kind)
        url = path.format(**names) + (f"?{rule.query.format(**names)}" if rule.query else "")
        body = {
            key: one.format(**names) if isinstance(one, str) else one
            for key, one in (rule.body or {}).items()
        }
        signed = {} if who == "nobody" else {"Authorization": f"Bearer {self.token(who, rule)}"}
        sent = {"headers": signed} | ({"json": body} if rule.body is not None else {})
        answer = self.client.request(method, url, **sent)
        self.client.cookies.clear()
        return answer

    def names(self, method: str, path: str, rule: Rule, kind: str) -> dict[str, str]:
        """What stands in the address and the body of a call, made anew where a call uses it up."""
        names = self.ids[kind] | self.made(method, path)
        if rule.whose == "written" and kind == "direct":
            names["message_id"] = self.people["ana"].post(names["conversation_id"], "hello")["id"]
        return names

    def token(self, who: str, rule: Rule) -> str:
        if who in self.visitors:
            key = self.ids["visited"]["key"]
            return Visitor(self.served, key).token if rule.fresh else self.visitors[who].token
        guest = self.people[who]
        return self.signed_in(guest) if rule.fresh else guest.token

    def signed_in(self, guest: Guest) -> str:
        body = {"handle": guest.handle, "password": "long enough"}
        with httpx.Client(base_url=self.served.url, timeout=120) as client:
            return str(client.post("/api/sessions", json=body).json()["token"])

    def made(self, method: str, path: str) -> dict[str, str]:
        """Things that a call uses up."""
        ana, owner = self.people["ana"].http, self.people["owner"].http
        where = f"/api/organisations/{self.ids['service']['organisation_id']}"
        found = {"handle": self.people["bob"].handle, "fresh": secrets.token_hex(8)}
        found |= {"painpoint_id": new_id()} | self.told(owner, where, path)  # nothing is behind this one
        teacher, shelf = (owner, where) if "{organisation_id}" in path else (ana, "/api")
        if "{account_id}" in path:
            found["account_id"] = self.spare(owner, where)
        for name, (shelf_of, body) in self.of_organisation().items():
            if f"{{{name}}}" in path:
                found[name] = owner.post(f"{where}/{shelf_of}", json=body).json()["id"]
        if "{word_id}" in path:
            word = {"source": secrets.token_hex(8)}
            found["word_id"] = teacher.post(f"{shelf}/glossary", json=word).json()["id"]
        if "{answer_id}" in path:
            answer = {"shortcut": secrets.token_hex(8), "language": "en", "text": "hello"}
            found["answer_id"] = teacher.post(f"{shelf}/canned", json=answer).json()["id"]
        if "{file_id}" in path and method != "GET" and path.startswith(ME):
            visitor, here = self.visitors["visitor"], self.ids["visited"]
            visitor.http.delete(f"{ME}/files/{here.pop('begun', '-')}")
            found["file_id"] = here["begun"] = begun(visitor, here["conversation_id"], 3)
        elif "{file_id}" in path and method != "GET":
            ana.delete(f"/api/files/{self.ids['direct'].pop('begun', '-')}")
            found["file_id"] = self.ids["direct"]["begun"] = begun(
                self.people["ana"], self.ids["direct"]["conversation_id"], 3
            )
        found |= {name: new_id() for name in NOWHERE if f"{{{name}}}" in path}
        if "{session_id}" in path:
            self.signed_in(self.people["ana"])
            sessions = ana.get("/api/me/sessions").json()
            found["session_id"] = next(one["id"] for one in sessions if not one["current"])
        return found

    def told(self, owner: httpx.Client, where: str, path: str) -> dict[str, str]:
        """The same of servers that are told or asked."""
        if "{bot_id}" in path:
            owner.delete(f"{where}/bots/{self.ids['service'].pop('bot', '-')}")
            self.ids["service"]["bot"] = owner.post(f"{where}/bots", json=BOT).json()["id"]
            return {"bot_id": self.ids["service"]["bot"]}
        if "{webhook_id}" not in path:
            return {}
        owner.delete(f"{where}/webhooks/{self.ids['service'].pop('hook', '-')}")
        hook = {"url": "https://hooks.example/", "events": ["rated"], "enabled": False}
        made = owner.post(f"{where}/webhooks", json=hook).json()["id"]
        self.ids["service"]["hook"] = made
        trial = owner.post(f"{where}/webhooks/{made}/test").json()
        return {"webhook_id": made, "delivery_id": trial["id"]}

    def of_organisation(self) -> dict[str, tuple[str, dict[str, str]]]:
        """What owners make under the address of theirs, and how a new one is asked for."""
        name = secrets.token_hex(8)
        return {
            "invitation_id": ("invitations", {"role": "agent"}),
            "article_id": ("articles", ARTICLE | {"title": name}),
            "channel_id": ("channels", {"name": "Shop", "language": "pt"}),
            "tag_id": ("tags", {"name": name}),
            "queue_id": ("queues", {"name": f"Queue {name}"}),
        }

    def spare(self, owner: httpx.Client, where: str) -> str:
        spare = self.people["spare"]
        if spare.id not in {one["account_id"] for one in owner.get(f"{where}/members").json()}:
            join(owner, where, spare, "agent")
        return spare.id


def join(owner: httpx.Client, where: str, guest: Guest, role: str) -> None:
    token = owner.post(f"{where}/invitations", json={"role": role}).json()["token"]
    answer = guest.http.post("/api/invitations/accept", json={"token": token})
    assert answer.status_code == 200, answer.text


def channel_of(owner: httpx.Client, where: str) -> str:
    made = owner.post(f"{where}/channels", json={"name": "Shop", "language": "pt"})
    assert made.status_code == 201, made.text
    return str(made.json()["key"])
