"""A shop with a channel: what the tests of visitors share."""

import hmac
from hashlib import sha256

from service.desk.channels import Wanted, change_channel, create_channel
from service.desk.models import Identity
from service.desk.visiting import Coming, come, open_mine
from service.desk.visitors import visitor_of
from service.messaging.messages import post_message
from tests.contract.test_store_organisations import company


class Shop:
    """Ana (pt) owns it, Ben (en) is its agent; visitors read Spanish unless they say otherwise."""

    def __init__(self, world, where, channel):
        self.world, self.store, self.where, self.channel = world, world.store, where, channel
        self.count = 0

    async def visitor(self, **said):
        made = await self.come(**said)
        return await visitor_of(self.store, made.token)

    async def come(self, **said):
        return await come(
            self.store, self.channel.key, Coming(**({"language": "es", "consent": True} | said))
        )

    async def writing(self, **said):
        """A visitor who has begun a conversation."""
        visitor = await self.visitor(**said)
        talk, new = await open_mine(self.store, visitor)
        assert new
        return visitor, talk.id

    async def post(self, author_id, talk_id, text="hola", **options):
        self.count += 1
        options.setdefault("client_id", f"s{self.count}")
        posted = await post_message(self.store, self.world.settings, author_id, talk_id, text=text, **options)
        return posted.mine

    async def change(self, **wanted):
        self.channel = await change_channel(
            self.store, self.world.ana, self.where, self.channel.id, Wanted(**wanted)
        )

    def signed(self, known):
        """As the shop's server signs who its user is."""
        secret = self.channel.secret.encode()
        return Identity(id=known, hmac=hmac.new(secret, known.encode(), sha256).hexdigest())


async def shop(world):
    where = await company(world, ben="agent")
    channel = await create_channel(world.store, world.ana, where, name="Shop", language="pt", wanted=Wanted())
    return Shop(world, where, channel)
