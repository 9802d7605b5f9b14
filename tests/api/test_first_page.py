"""A client that begins with a short page of its list of conversations."""

import asyncio

from tests.api.serving import Guest, opened


def run(flow):
    asyncio.run(flow())


def test_a_client_that_begins_with_one_conversation_pages_on_and_catches_up_in_another(
    served, ana, bob, conversation
):
    eva = Guest(served, "Eva")
    later = eva.talk_to(ana)
    bob.post(conversation, "one")
    eva.post(later, "two")

    async def flow():
        async with opened(served, ana.token) as one:
            await one.send(type="hello", positions={conversation: 0}, conversations=1)
            ready = await one.next()
            assert [c["id"] for c in ready["conversations"]] == [later]
            assert [c["id"] for c in ready["others"]] == [conversation]
            assert ready["unread"] == {}
            assert [m["text"] for m in (await one.next("messages"))["messages"]] == ["one"]
            asked = {"limit": 1, "cursor": ready["next"]}
            page = await asyncio.to_thread(ana.http.get, "/api/conversations", params=asked)
            assert [c["id"] for c in page.json()] == [conversation] and "link" not in page.headers
        async with opened(served, ana.token) as one:
            for many in (0, 501):
                await one.send(type="hello", conversations=many)
                assert (await one.next("error"))["code"] == "invalid_input"
            await one.send(type="hello", conversations=1)
            ready = await one.next("ready")
            assert (ready["others"], ready["unread"]) == ([], {conversation: 1})

    run(flow)
