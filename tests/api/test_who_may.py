"""Every door, tried by everybody: cases made from the OpenAPI document and the frames; none is forgotten."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any, get_args

import httpx
import msgspec
import pytest

from service.api.app import create_app
from service.identity.roles import MAY, ROLES
from service.realtime.frames import FromClient
from tests.api.bringing import begun, sent_file
from tests.api.doors import FRAMES, RULES, Rule
from tests.api.serving import PLENTY, Guest, Served, live, opened, serving
from wire.contracts.settings import Settings

LIMITS = (
    "changes", "reading", "receipts", "words", "uploads", "downloads", "again", "correcting", "opening",
    "search", "passwords", "organising", "inviting", "members", "contacts", "relaying", "previews",
    "catching_up", "files_begun", "files_written", "files_read",
)  # fmt: skip
REFUSED = {"not_signed_in", "not_yours", "role_lacks"}


def operations() -> list[tuple[str, str]]:
    paths = create_app(Settings()).openapi_schema.to_schema()["paths"]
    return sorted((method.upper(), path) for path, known in paths.items() for method in known)


OPERATIONS = operations()


@dataclass
class Town:
    """Ana and Bob talk. Casa has an owner, a member of each other role, and a contact; Rival is another's."""

    served: Served
    people: dict[str, Guest]
    ids: dict[str, dict[str, str]]
    """What stands in the addresses, by what it belongs to: "direct", "service"."""

    def call(self, who: str, method: str, path: str, rule: Rule, kind: str) -> httpx.Response:
        """The request of a door, about things of this kind, by somebody or, as "nobody", signed out."""
        names = self.ids[kind] | self.made(method, path)
        if rule.whose == "written" and kind == "direct":
            names["message_id"] = self.people["ana"].post(names["conversation_id"], "hello")["id"]
        url = path.format(**names) + (f"?{rule.query.format(**names)}" if rule.query else "")
        body = {
            key: one.format(**names) if isinstance(one, str) else one
            for key, one in (rule.body or {}).items()
        }
        with httpx.Client(base_url=self.served.url, timeout=120) as client:
            if who != "nobody":
                client.headers["Authorization"] = f"Bearer {self.token(who, rule)}"
            return client.request(method, url, json=body if rule.body is not None else None)

    def token(self, who: str, rule: Rule) -> str:
        guest = self.people[who]
        return self.signed_in(guest) if rule.fresh else guest.token

    def signed_in(self, guest: Guest) -> str:
        body = {"handle": guest.handle, "password": "long enough"}
        with httpx.Client(base_url=self.served.url, timeout=120) as client:
            return str(client.post("/api/sessions", json=body).json()["token"])

    def made(self, method: str, path: str) -> dict[str, str]:
        """Things that a call uses up, made anew for each."""
        ana, owner = self.people["ana"].http, self.people["owner"].http
        where = f"/api/organisations/{self.ids['service']['organisation_id']}"
        found = {"handle": self.people["bob"].handle}
        teacher, shelf = (owner, where) if "{organisation_id}" in path else (ana, "/api")
        if "{account_id}" in path:
            found["account_id"] = self.spare(owner, where)
        if "{invitation_id}" in path:
            found["invitation_id"] = owner.post(f"{where}/invitations", json={"role": "agent"}).json()["id"]
        if "{word_id}" in path:
            word = {"source": secrets.token_hex(8)}
            found["word_id"] = teacher.post(f"{shelf}/glossary", json=word).json()["id"]
        if "{answer_id}" in path:
            answer = {"shortcut": secrets.token_hex(8), "language": "en", "text": "hello"}
            found["answer_id"] = teacher.post(f"{shelf}/canned", json=answer).json()["id"]
        if "{file_id}" in path and method != "GET":
            ana.delete(f"/api/files/{self.ids['direct'].pop('begun', '-')}")
            found["file_id"] = self.ids["direct"]["begun"] = begun(
                self.people["ana"], self.ids["direct"]["conversation_id"], 3
            )
        if "{session_id}" in path:
            self.signed_in(self.people["ana"])
            sessions = ana.get("/api/me/sessions").json()
            found["session_id"] = next(one["id"] for one in sessions if not one["current"])
        return found

    def spare(self, owner: httpx.Client, where: str) -> str:
        spare = self.people["spare"]
        if spare.id not in {one["account_id"] for one in owner.get(f"{where}/members").json()}:
            join(owner, where, spare, "agent")
        return spare.id


def join(owner: httpx.Client, where: str, guest: Guest, role: str) -> None:
    token = owner.post(f"{where}/invitations", json={"role": role}).json()["token"]
    answer = guest.http.post("/api/invitations/accept", json={"token": token})
    assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def town(valkey: str, tmp_path_factory: pytest.TempPathFactory):
    plenty = (*PLENTY, *(f"{name}=1000000/60" for name in LIMITS))
    home = tmp_path_factory.mktemp("town")
    with serving(Settings(home=home, redis_url=valkey, limits=plenty)) as served:
        names = ("ana", "bob", "stranger", "rival", "spare", *ROLES)
        people = {one: Guest(served, f"Mx{one}", "en") for one in names}
        owner_guest = people["owner"]
        owner, conversation = owner_guest.http, people["ana"].talk_to(people["bob"])
        direct = {
            "conversation_id": conversation,
            "message_id": people["ana"].post(conversation, "hello")["id"],
        }
        found = owner.post("/api/organisations", json={"name": "Casa", "language": "pt"}).json()
        where = f"/api/organisations/{found['id']}"
        for role in ROLES[1:]:
            join(owner, where, people[role], role)
        people["rival"].http.post("/api/organisations", json={"name": "Rival", "language": "pt"})
        contact = owner.post(f"{where}/contacts", json={"name": "Zoe", "language": "fr"}).json()["id"]
        service = owner.post(f"{where}/contacts/{contact}/conversations").json()["id"]
        said = owner.post(
            f"/api/conversations/{service}/contact/messages", json={"text": "salut", "client_id": "1"}
        ).json()["id"]
        service_ids = {"organisation_id": found["id"], "contact_id": contact}
        service_ids |= {"conversation_id": service, "message_id": said}
        direct["file_id"] = sent_file(people["ana"], conversation)
        service_ids["file_id"] = sent_file(owner_guest, service)
        yield Town(served, people, {"direct": direct | service_ids | direct, "service": service_ids})


def test_every_door_has_a_rule():
    assert set(OPERATIONS) == set(RULES), "name it in tests/api/doors.py"
    assert set(get_args(FromClient)) == set(FRAMES), "name it in tests/api/doors.py"


def expected(rule: Rule, kind: str) -> dict[str, str | None]:
    """What each is refused with; null: nothing."""
    everybody = dict.fromkeys(("ana", "bob", "stranger", "rival", *ROLES))
    if rule.whose == "anybody":
        return {"nobody": None} | everybody
    if rule.whose == "account":
        return {"nobody": "not_signed_in"} | everybody
    if rule.whose == "own":
        return {"nobody": "not_signed_in"} | dict.fromkeys(everybody, "not_yours") | {"ana": None}
    outside = {"nobody": "not_signed_in"} | dict.fromkeys(everybody, "not_yours")
    if rule.whose == "written":
        lacking = {role: "role_lacks" for role in ROLES if role not in MAY["converse"]}
        return outside | ({"ana": None} if kind == "direct" else lacking)
    if kind == "direct":
        return outside | {"ana": None, "bob": None}
    action = rule.action or "converse"
    return outside | {role: None if role in MAY[action] else "role_lacks" for role in ROLES}


def kinds(rule: Rule) -> tuple[str, ...]:
    if rule.whose in ("organisation", "contact"):
        return ("service",)
    both = ("conversation", "message", "written", "file")
    return ("direct", "service") if rule.whose in both else ("direct",)


def code_of(answer: httpx.Response) -> str | None:
    """Of a refusal; an answer to HEAD has no body, and its status says which of these it is."""
    if answer.status_code < 400:
        return None
    if answer.request.method == "HEAD":
        return {401: "not_signed_in", 403: "not_yours", 404: "not_found"}.get(answer.status_code, "other")
    found = answer.json().get("code")  # what health is like is no refusal
    return None if found is None else str(found)


CASES = [(*one, kind) for one in OPERATIONS if one in RULES for kind in kinds(RULES[one])]


@pytest.mark.parametrize(("method", "path", "kind"), CASES)
def test_a_door_opens_to_whom_it_is_for(town: Town, method, path, kind):
    rule = RULES[method, path]
    wanted = expected(rule, kind)
    for who in sorted(wanted, key=lambda one: wanted[one] is None):  # who may comes last
        answer = town.call(who, method, path, rule, kind)
        code = code_of(answer)
        where = f"{who}: {method} {path} ({kind}) answered {answer.status_code} {code}"
        assert answer.status_code not in (405, 500), where
        if wanted[who] is None:
            assert code not in REFUSED, where
        elif rule.whose == "own":
            assert code in (wanted[who], "not_found"), where
        else:
            assert code == wanted[who], where


def test_nobody_speaks_for_the_side_of_a_person(town: Town):
    rule = RULES["POST", "/api/conversations/{conversation_id}/contact/messages"]
    path = "/api/conversations/{conversation_id}/contact/messages"
    for who, code in {"ana": "not_found", "bob": "not_found", "owner": "not_yours"}.items():
        assert town.call(who, "POST", path, rule, "direct").json()["code"] == code


FRAME_CASES = [
    (frame, kind)
    for frame in get_args(FromClient)
    if frame in FRAMES
    for kind in (("direct", "service") if FRAMES[frame][0] != "account" else ("direct",))
]


@pytest.mark.parametrize(("frame", "kind"), FRAME_CASES)
def test_a_frame_does_what_it_says_for_whom_it_is_for(town: Town, frame: type, kind):
    whose, body = FRAMES[frame]
    tag: Any = msgspec.inspect.type_info(frame).tag
    names = town.ids[kind]
    about = {"conversation": "conversation_id", "message": "message_id", "written": "message_id"}.get(whose)
    sent = {"type": tag} | body | ({about: names[about]} if about else {})

    async def told(who: str) -> str | None:
        """The code of the error that comes before the answer to a ping."""
        async with live(town.served, town.people[who].token) as socket:
            socket.seen.clear()
            await socket.send(**sent)
            await socket.send(type="ping")
            await socket.next("pong")
            return next((one["code"] for one in socket.seen if one["type"] == "error"), None)

    async def story() -> None:
        for who, code in expected(Rule(whose), kind).items():
            if who == "nobody":
                continue
            found = await told(who)
            where = f"{who}: {tag} ({kind}) was told {found}"
            assert (found not in REFUSED) if code is None else (found == code), where

    asyncio.run(story())


def test_a_socket_is_for_who_is_signed_in(town: Town):
    async def story() -> None:
        for token in (None, "no such token"):
            async with opened(town.served, token) as socket:
                assert await socket.code() == 4401

    asyncio.run(story())
