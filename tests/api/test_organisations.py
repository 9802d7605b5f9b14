"""A contact and two agents over the API and the socket, as they would chat."""

from __future__ import annotations

import asyncio
import secrets

import pytest

from tests.api.serving import Guest, Served, live


@pytest.fixture
def office(ana: Guest, bob: Guest) -> dict[str, str]:
    """Ana owns an organisation, in which Bob is an agent; it is in conversation with Zoë."""
    made = ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"})
    assert made.status_code == 201, made.text
    where = f"/api/organisations/{made.json()['id']}"
    token = ana.http.post(f"{where}/invitations", json={"role": "agent"}).json()["token"]
    assert bob.http.post("/api/invitations/accept", json={"token": token}).json()["role"] == "agent"
    body = {"name": "Zoë", "language": "fr", "reference": "crm-1"}
    contact = bob.http.post(f"{where}/contacts", json=body)
    assert contact.status_code == 201
    assert bob.http.post(f"{where}/contacts", json=body).status_code == 200, "known by its reference"
    conversation = bob.http.post(f"{where}/contacts/{contact.json()['id']}/conversations")
    assert conversation.status_code == 201, conversation.text
    return {"where": where, "contact": contact.json()["id"], "conversation": conversation.json()["id"]}


def say(guest: Guest, conversation: str, text: str) -> dict:
    body = {"text": text, "client_id": secrets.token_hex(8)}
    answer = guest.http.post(f"/api/conversations/{conversation}/contact/messages", json=body)
    assert answer.status_code == 201, answer.text
    again = guest.http.post(f"/api/conversations/{conversation}/contact/messages", json=body)
    assert (again.status_code, again.json()["id"]) == (200, answer.json()["id"])
    return answer.json()


def test_what_happens_comes_to_every_agent(served: Served, ana: Guest, bob: Guest, office):
    async def story() -> None:
        async with live(served, ana.token) as anas, live(served, bob.token) as bobs:
            said = await asyncio.to_thread(say, ana, office["conversation"], "Bonjour")
            assert (said["author_kind"], said["author_id"]) == ("contact", office["contact"])
            for socket in (anas, bobs):
                assert (await socket.next("message"))["message"]["id"] == said["id"]
            await bobs.send(
                type="post", ref="r", conversation_id=office["conversation"], client_id="first", text="Hello"
            )
            answer = (await bobs.next("posted"))["message"]
            while (seen := (await anas.next("message"))["message"])["id"] != answer["id"]:
                pass
            assert (seen["author_id"], seen["side"]) == (bob.id, 0)
            assert said["side"] == 1

    asyncio.run(story())


def test_a_new_conversation_appears_on_the_screens_of_all_agents(
    served: Served, ana: Guest, bob: Guest, office
):
    async def story() -> None:
        async with live(served, ana.token) as anas:
            url = f"{office['where']}/contacts/{office['contact']}/conversations"
            made = (await asyncio.to_thread(bob.http.post, url)).json()
            while (shown := (await anas.next("conversation"))["conversation"])["id"] != made["id"]:
                pass
            assert (shown["organisation"]["name"], shown["other"]["name"]) == ("Casa Verde", "Zoë")

    asyncio.run(story())


def test_one_who_was_removed_hears_no_more(served: Served, ana: Guest, bob: Guest, office):
    async def story() -> None:
        async with live(served, ana.token) as anas, live(served, bob.token) as bobs:
            gone = await asyncio.to_thread(ana.http.delete, f"{office['where']}/members/{bob.id}")
            assert gone.status_code == 204
            said = await asyncio.to_thread(say, ana, office["conversation"], "Bonjour")
            assert (await anas.next("message"))["message"]["id"] == said["id"]
            bobs.seen.clear()
            await bobs.send(type="resume", conversation_id=office["conversation"], rev=0)
            assert (await bobs.next("error"))["code"] == "not_yours"
            assert not [one for one in bobs.seen if one["type"] == "message"]

    asyncio.run(story())


def test_listed_conversations_say_whose_they_are(ana: Guest, bob: Guest, office):
    say(ana, office["conversation"], "Bonjour")
    [shown] = [
        one for one in bob.http.get("/api/conversations").json() if one["id"] == office["conversation"]
    ]
    assert (shown["kind"], shown["unread"], shown["side"]) == ("service", 1, 0)
    assert shown["last_message"]["text"] == "Bonjour"
    bob.post(office["conversation"], "Hello")
    assert bob.http.get(f"/api/conversations/{office['conversation']}").json()["unread"] == 0
    assert ana.http.get(f"/api/conversations/{office['conversation']}").json()["unread"] == 1, (
        "each has read for oneself"
    )


def test_who_joins_leaves_or_changes_role_is_told_to_all_concerned(
    served: Served, ana: Guest, bob: Guest, office
):
    where, members = office["where"], f"{office['where']}/members"
    organisation = where.rsplit("/", 1)[1]

    def frame(guest: Guest, role: str | None) -> dict:
        told = {"organisation_id": organisation, "account_id": guest.id, "role": role}
        return {"kind": "member"} | told

    async def story() -> None:
        async with live(served, ana.token) as anas, live(served, bob.token) as bobs:
            for role in ("analyst", "agent"):
                answer = await asyncio.to_thread(ana.http.patch, f"{members}/{bob.id}", json={"role": role})
                assert answer.status_code == 200
                for socket in (anas, bobs):
                    await socket.shows(**frame(bob, role))
            shown = (await bobs.next("conversation"))["conversation"]
            assert (shown["id"], shown["organisation"]["id"]) == (office["conversation"], organisation)
            await asyncio.to_thread(ana.http.delete, f"{members}/{bob.id}")
            for socket in (anas, bobs):
                await socket.shows(**frame(bob, None))
            made = await asyncio.to_thread(ana.http.post, f"{where}/invitations", json={"role": "agent"})
            body = {"token": made.json()["token"]}
            await asyncio.to_thread(bob.http.post, "/api/invitations/accept", json=body)
            for socket in (anas, bobs):
                await socket.shows(**frame(bob, "agent"))
            assert (await bobs.next("conversation"))["conversation"]["id"] == office["conversation"]

    asyncio.run(story())


def test_colleagues_see_each_other_typing_and_come_and_go(
    served: Served, ana: Guest, bob: Guest, office, monkeypatch
):
    monkeypatch.setattr(served.context.presence, "_grace", 0.1)
    members = f"{office['where']}/members"

    def online(guest: Guest) -> dict[str, bool]:
        return {one["account_id"]: one["online"] for one in guest.http.get(members).json()}

    async def story() -> None:
        async with live(served, ana.token) as anas:
            async with live(served, bob.token) as bobs:
                while (seen := await anas.next("presence"))["person_id"] != bob.id:
                    pass
                assert seen["online"]
                assert await asyncio.to_thread(online, ana) == {ana.id: False, bob.id: True}, "of others"
                await bobs.send(type="typing", conversation_id=office["conversation"])
                typing = await anas.next("typing")
                assert (typing["conversation_id"], typing["person_id"]) == (office["conversation"], bob.id)
            while (seen := await anas.next("presence"))["online"]:
                pass
            assert seen["person_id"] == bob.id

    asyncio.run(story())
