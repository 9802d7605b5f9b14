"""What the tests of requests share: somebody asks, and what a side sees of it."""

from service.events import MessageAdded, Seen
from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.messaging.messages import post_message


async def asked(world, messages=1):
    """Eva asks Ben."""
    talk, news = await open_conversation(world.store, world.eva, "ben")
    assert news == "opened"
    for number in range(messages):
        await say(world, world.eva, talk.id, f"hola {number}")
    return talk.id


async def say(world, author_id, talk_id, text, client_id=None):
    return await post_message(
        world.store, world.settings, author_id, talk_id, text=text, client_id=client_id or text
    )


def added(message, *people):
    seen = tuple(Seen(person_id=one, message=message) for one in people)
    return MessageAdded(conversation_id=message.conversation_id, seen=seen)


async def state(world, me_id, talk_id):
    return (await get_conversation(world.store, me_id, talk_id)).state


async def listed(world, me_id, aside=None):
    return [one.id for one in await list_conversations(world.store, me_id, aside)]
